"""A collection of long fragments of real standards and laws, with questions that were written by reading them.

python -m bench.fragments --out FOLDER [--titles drop] [--documents ../shared/fixtures]

It is made as someone prepares documents for an assistant: clauses put together, or cut, to 600-1,800 characters, tables as flat
lines, the heading path as title or no title at all. The documents belong to others, so only the questions are kept here
(`bench/relevance/fragments.tsv`); the text is read anew on each run. FOLDER gets corpus.jsonl, topics.tsv and qrels.tsv, and the
last two once more for each split (topics-tune.tsv, qrels-test.tsv, ...), as `nqi evaluate` takes them.

A document whose text layer says nothing (it would need OCR, minutes of it) is left out: the collection is the same on every machine.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.relevance.questions import SPLITS, Question, read_questions
from ingest.extract import read_document
from ingest.readers.limits import DEFAULT_LIMITS
from kg.errors import UnreadableDocument
from kg.model import Clause, StandardDocument

DOCUMENTS = Path(__file__).resolve().parents[2] / "shared" / "fixtures"
SHORTEST, USUAL, LONGEST = 600, 900, 1800
"""Characters of a fragment: the least, what it is filled up to, the most. Only a document with less has a shorter one."""

# 消息示范: 70 pages of sample messages in GB/T 28181, which nobody asks for.
_PASSED_OVER = re.compile(r"(?:规范性)?引用(?:文件|标准)|参考文献|前言|引言|目次|索引|消息示范")
_SPACE = re.compile(r"\s+")
_EDITION = re.compile(r"(.+)\((\d{4}-\d{2}-\d{2})\)")


@dataclass(frozen=True, slots=True)
class Fragment:
    """One row of the collection. ``document`` is its number, or the title of a law; ``clauses`` those that begin or go on in it."""

    id: str
    title: str
    text: str
    document: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    clause: Clause
    path: tuple[str, ...]
    text: str


def documents(folder: Path) -> list[Path]:
    """Standards and laws of ``folder``, by name; of several editions of a law only the latest, for questions name no edition."""
    laws: dict[str, Path] = {}
    for path in sorted((folder / "laws").glob("*.md")):
        # Names end in the date of the edition, so the latest comes last.
        edition = _EDITION.fullmatch(path.stem)
        laws[edition[1] if edition else path.stem] = path
    return [*sorted((folder / "pdf").glob("*.pdf")), *laws.values()]


def fragments(paths: Iterable[Path]) -> Iterator[Fragment]:
    """Every document's fragments, in order. One that no reader can read without OCR is named and passed over."""
    for path in paths:
        try:
            document, _ = read_document(path, replace(DEFAULT_LIMITS, ocr_threads=0))
        except UnreadableDocument as exc:
            print(f"left out: {exc}")
            continue
        yield from fragments_of(document, path.stem)


def fragments_of(document: StandardDocument, stem: str) -> list[Fragment]:
    """The clauses of one document, put together up to `USUAL` characters and never across `LONGEST`."""
    title = document.title_zh.value if document.title_zh else ""
    name = document.number.value if document.number else title
    head = f"{name} {title}" if title != name else title
    groups: list[list[_Piece]] = [[]]
    filled = 0
    for piece in _pieces(document.clauses):
        new_chapter = groups[-1] and groups[-1][0].path[:1] != piece.path[:1]
        if filled and (filled + len(piece.text) > LONGEST or (filled >= SHORTEST and (new_chapter or filled + len(piece.text) > USUAL))):
            groups.append([])
            filled = 0
        groups[-1].append(piece)
        filled += len(piece.text) + 1
    if len(groups) > 1 and filled < SHORTEST and _size(groups[-2]) + filled <= LONGEST:
        groups[-2:] = [groups[-2] + groups[-1]]
    return [
        Fragment(
            id=f"{stem}#{n}",
            title=" › ".join((head, *group[0].path)),
            text="\n".join(piece.text for piece in group),
            document=name,
            clauses=tuple(dict.fromkeys(piece.clause.number for piece in group)),
        )
        for n, group in enumerate((group for group in groups if group), 1)
    ]


def _size(group: Sequence[_Piece]) -> int:
    return sum(len(piece.text) + 1 for piece in group)


def _pieces(clauses: Sequence[Clause]) -> Iterator[_Piece]:
    """Number, heading and text of each clause; one that is too long in pieces of whole lines."""
    paths: dict[str, tuple[str, ...]] = {}
    for clause in clauses:
        heading = f"{clause.number} {clause.heading}" if clause.heading else ""
        above = paths.get(clause.parent or "", ())
        path = paths[clause.number] = (*above, heading) if heading else above
        if any(_PASSED_OVER.search(_SPACE.sub("", step)) for step in path):
            continue
        first = f"{clause.number} {clause.heading or ''}".strip()
        text = f"{first}\n{clause.text}" if clause.heading else f"{first} {clause.text}"
        # No whole clause may fill a fragment to the brim: short ones before it would stand alone.
        for part in _lines_up_to(text.strip(), USUAL if len(text) > LONGEST - SHORTEST else LONGEST):
            yield _Piece(clause, path, part)


def _lines_up_to(text: str, most: int) -> Iterator[str]:
    part = ""
    for line in text.split("\n"):
        if part and len(part) + len(line) > most:
            yield part
            part = ""
        part = f"{part}\n{line}" if part else line
        while len(part) > LONGEST:
            # A paragraph without a line's end is cut after a sentence, or where it must be.
            end = part.rfind("。", 0, LONGEST) + 1 or LONGEST
            yield part[:end]
            part = part[end:]
    if part:
        yield part


def folded(text: str) -> str:
    """Text without spaces and widths, as anchors are compared.

    >>> folded("颗粒物  ８０ ｍｇ")
    '颗粒物80mg'
    """
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def misplaced(questions: Iterable[Question], collection: Sequence[Fragment]) -> list[str]:
    """One sentence for each answer whose fragment is not there, or does not hold the words it is anchored by."""
    by_id = {fragment.id: fragment for fragment in collection}
    texts = {fragment.id: folded(fragment.text) for fragment in collection}
    complaints = []
    for question in questions:
        for answer in question.answers:
            fragment = by_id.get(answer.fragment)
            words = folded(answer.words)
            if fragment and fragment.document == answer.document and answer.clause in fragment.clauses and words in texts[fragment.id]:
                continue
            now = [f.id for f in collection if f.document == answer.document and answer.clause in f.clauses and words in texts[f.id]]
            complaints.append(
                f"{question.id}: {answer.fragment} is not the fragment of {answer.document} with clause {answer.clause} and {answer.words!r}; "
                f"{'now ' + '、'.join(now) if now else 'no fragment is'}"
            )
    return complaints


def write(folder: Path, collection: Sequence[Fragment], questions: Sequence[Question], *, titles: bool) -> None:
    """corpus.jsonl, topics.tsv and qrels.tsv, the last two also of each split."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = ({"id": f.id, "title": f.title if titles else "", "text": f.text} for f in collection)
    _lines(folder / "corpus.jsonl", (json.dumps(row, ensure_ascii=False) for row in rows))
    for suffix, splits in (("", SPLITS), *((f"-{split}", (split,)) for split in SPLITS)):
        chosen = [question for question in questions if question.split in splits]
        _lines(folder / f"topics{suffix}.tsv", (f"{question.id}\t{question.query}" for question in chosen))
        _lines(folder / f"qrels{suffix}.tsv", (f"{q.id}\t0\t{answer.fragment}\t{answer.grade}" for q in chosen for answer in q.answers))


def _lines(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def main() -> None:
    """Build the collection below --out, or say in one sentence why not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for corpus.jsonl, topics*.tsv, qrels*.tsv")
    parser.add_argument("--titles", choices=("keep", "drop"), default="keep", help="heading paths as titles, or empty titles")
    parser.add_argument("--documents", type=Path, default=DOCUMENTS, help="folder with pdf/ and laws/")
    options = parser.parse_args()
    paths = documents(options.documents)
    if not paths:
        print(f"nothing built: {options.documents} holds no standards (pdf/*.pdf) and no laws (laws/*.md)")
        return
    collection = list(fragments(paths))
    questions = read_questions()
    if complaints := misplaced(questions, collection):
        raise SystemExit("\n".join(complaints))
    write(options.out, collection, questions, titles=options.titles == "keep")
    lengths = sorted(len(fragment.text) for fragment in collection)
    read = len({fragment.document for fragment in collection})
    print(f"{len(collection)} fragments of {read} documents, median {lengths[len(lengths) // 2]} characters; {len(questions)} questions")


if __name__ == "__main__":
    main()
