"""A made-up collection of any size: clauses with the words of the corpus, vectors in clusters, questions of both kinds.

A document is an edition of `bench.synthetic_graph`, so that the graph knows it. It has one topic; a topic is one document of the
corpus (its sentences, in any order) with a vocabulary of its own out of jieba's dictionary, which replaces one word in eight: as in real
collections words are few that stand everywhere and many that stand in few places, and there are more of them the more text there is.
A vector is the sum of its topic's, its document's and its own part, all with the falling spectrum of text embeddings. A question is two
to six words of a passage, with a vector near that passage's: words and meaning point the same way, as they do for people.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from bench.machine import CORPUS
from bench.synthetic_graph import Edition
from kg import vocabulary as v
from kg.identifiers import StandardNumber
from kg.segment import Segmenter
from search_api.passage import Passage, passage_id
from search_api.passages import title_id
from search_api.query import understand, words_of

PASSAGES_PER_DOCUMENT = 20
DIMENSION = 384
_TOPIC_WORDS = 120
_FOREIGN_SENTENCES = 0.25
_REPLACED_WORDS = 0.125
_PIECE = re.compile(r"[\u4e00-\u9fd5]+|\d+|[^\u4e00-\u9fd5\d]+")
_TITLE_ENDS = ("技术要求", "试验方法", "通用规范", "安全要求", "检定规程", "测定方法")

Row = npt.NDArray[np.float32]


def generate(folder: Path, count: int, editions: list[Edition], questions: int, seed: int = 11) -> None:
    """Write ``count`` passages, their vectors and ``questions`` questions into ``folder``: see `FILES` for what is what."""
    folder.mkdir(parents=True, exist_ok=True)
    segmenter = Segmenter()
    chosen = sorted(Random(seed).sample(range(count), questions))
    asked: dict[int, str] = {}
    texts: set[str] = set()
    draw = Random(seed + 1)
    with (
        (folder / PASSAGES).open("w", encoding="utf-8") as stored,
        (folder / BODY_TOKENS).open("w", encoding="utf-8") as body,
        (folder / ALL_TOKENS).open("w", encoding="utf-8") as everything,
    ):
        frame, framed = "", ""
        for row, passage in enumerate(passages(count, editions, segmenter, seed)):
            tokens = segmenter.tokens(passage.text)
            if frame != f"{passage.title}\n{passage.heading}":
                frame = f"{passage.title}\n{passage.heading}"
                framed = _joined(segmenter.tokens(frame))
            line = _joined(tokens)
            stored.write(passage.to_json() + "\n")
            body.write(line + "\n")
            everything.write(f"{framed} {line}\n")
            if len(asked) < questions and row >= chosen[len(asked)] and (question := _question(tokens, draw)) and question not in texts:
                asked[row] = question
                texts.add(question)
    matrix = vectors(count, seed)
    np.save(folder / VECTORS, matrix)
    noise = np.random.default_rng(seed + 2).standard_normal((questions, DIMENSION)).astype(np.float32) * spectrum()
    noise = noise[: len(asked)]
    near = matrix[list(asked)] + 0.5 * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    np.save(folder / QUESTION_VECTORS, near / np.linalg.norm(near, axis=1, keepdims=True))
    (folder / QUESTIONS).write_text(json.dumps(list(asked.values()), ensure_ascii=False), encoding="utf-8")


PASSAGES, BODY_TOKENS, ALL_TOKENS = "passages.jsonl", "body_tokens.txt", "all_tokens.txt"
VECTORS, QUESTIONS, QUESTION_VECTORS = "vectors.npy", "questions.json", "question_vectors.npy"
FILES = {
    PASSAGES: "one `Passage` a line, as JSON",
    BODY_TOKENS: "the tokens of its text, blank-separated, blanks inside a token as _",
    ALL_TOKENS: "those of title, heading and text",
    VECTORS: "(n, 384) float32, L2-normalised, in the order of the passages",
    QUESTIONS: "texts of the questions, each once",
    QUESTION_VECTORS: "(questions, 384) float32, L2-normalised",
}


def read_passages(folder: Path) -> Iterator[Passage]:
    """The passages again, in order."""
    with (folder / PASSAGES).open(encoding="utf-8") as lines:
        for line in lines:
            yield Passage.from_json(line)


def passages(count: int, editions: list[Edition], segmenter: Segmenter, seed: int) -> Iterator[Passage]:
    """``count`` passages of read editions, document by document: a title, then clauses."""
    draw = Random(seed)
    topics = _topics(segmenter, max(60, count // 2_000), seed)
    read = [edition for edition in editions if edition.read]
    per_document = max(PASSAGES_PER_DOCUMENT, -(-count // len(read)))
    for row in range(count):
        n, place = divmod(row, per_document)
        if place == 0:
            sentences, words = topics[n % len(topics)]
            edition = read[n]
            title = "".join(draw.sample(words, 3)) + _TITLE_ENDS[n % len(_TITLE_ENDS)]
            headings = [("范围", "1"), *((draw.choice(words) + draw.choice(words), str(k)) for k in range(3, 9))]
            offset = 0
        heading, chapter = headings[place * len(headings) // per_document]
        chosen = [
            draw.choice(draw.choice(topics)[0] if draw.random() < _FOREIGN_SENTENCES else sentences) for _ in range(draw.randint(1, 5))
        ]
        text = title if place == 0 else "。".join(_varied(pieces, words, draw) for pieces in chosen) + "。"
        yield _passage(edition, n, place, title, chapter, heading, text, offset)
        offset += len(text)


def _passage(edition: Edition, n: int, place: int, title: str, chapter: str, heading: str, text: str, offset: int) -> Passage:
    number = _parsed(edition.number)
    iri, document = v.edition_iri(number), f"{n:064x}"
    clause = f"{chapter}.{place}"
    own = f"{iri}/cl/{clause}"
    return Passage(
        id=passage_id(f"{document} {own}") if place else title_id(iri, document),
        iri=own if place else f"{iri}#title",
        document=document,
        number=number.canonical,
        work=number.work.canonical,
        title=title,
        title_en=None,
        type=("national", "industry", "verification_regulation")[n % 3],
        mandatory=n % 4 == 0,
        ics=(f"{n % 90 + 1:02}.{n % 7:03}",),
        ccs=(f"{chr(65 + n % 26)}{n % 100:02}",),
        issued=edition.issued.isoformat(),
        effective=edition.effective.isoformat(),
        clause=clause if place else None,
        heading=f"{chapter} {heading}" if place else "",
        kind="clause" if place else "title",
        page=1 + offset // 900,
        start=offset,
        end=offset + len(text),
        text=text,
    )


@cache
def _parsed(number: str) -> StandardNumber:
    return StandardNumber.parse(number)


def _topics(segmenter: Segmenter, count: int, seed: int) -> list[tuple[list[list[str]], list[str]]]:
    """(sentences as pieces, words of its own) of each topic."""
    draw = Random(seed + 3)
    words, weights = _dictionary()
    below = list(accumulate(weights))
    files = [path for path in sorted(CORPUS.rglob("*")) if path.suffix in (".md", ".txt", ".html")]
    by_file = [found for path in files if len(found := _sentences(path, segmenter)) >= 10]
    return [(by_file[n % len(by_file)], draw.choices(words, cum_weights=below, k=_TOPIC_WORDS)) for n in range(count)]


def _sentences(path: Path, segmenter: Segmenter) -> list[list[str]]:
    text = re.sub(r"<[^>]*>|[#|*`]", " ", path.read_text(encoding="utf-8", errors="replace"))
    whole = (re.sub(r"\s+", " ", sentence).strip() for sentence in re.split(r"[。；\n]", text))
    return [
        [word for piece in _PIECE.findall(s) for word in (segmenter.cut(piece) if "\u4e00" <= piece[0] <= "\u9fd5" else [piece])]
        for s in whole
        if 12 <= len(s) <= 90
    ]


def _dictionary() -> tuple[list[str], list[float]]:
    """Words of two to four characters, with weights that fall slower than their frequencies: topics are about rare words."""
    import jieba

    with jieba.Tokenizer().get_dict_file() as file:
        rows = [line.decode("utf-8").split() for line in file]
    found = [(row[0], int(row[1]) ** 0.5) for row in rows if re.fullmatch(r"[\u4e00-\u9fd5]{2,4}", row[0])]
    return [word for word, _ in found], [weight for _, weight in found]


def _varied(pieces: list[str], words: list[str], draw: Random) -> str:
    chance = draw.random
    out = []
    for piece in pieces:
        if chance() < _REPLACED_WORDS:
            if piece.isdigit():
                piece = str(int(chance() * 10 ** min(len(piece), 4)))
            elif len(piece) > 1 and piece[0] >= "\u4e00":
                piece = words[int(chance() ** 2 * len(words))]
        out.append(piece)
    return "".join(out)


def _question(tokens: list[str], draw: Random) -> str | None:
    """Two to six Chinese words of a passage; None where it has too few, or they would be understood as something else than words."""
    content = [token for token in dict.fromkeys(tokens) if len(token) > 1 and re.fullmatch(r"[\u4e00-\u9fd5]+", token)]
    wanted = draw.randint(2, 6)
    if len(content) < wanted:
        return None
    question = " ".join(draw.sample(content, wanted))
    return question if words_of(understand(question)) == question else None


def _joined(tokens: list[str]) -> str:
    return " ".join(token.replace(" ", "_") for token in tokens)


def spectrum() -> Row:
    """(384,) float32: how much a direction holds, falling as in text embeddings, where a few hold most."""
    scale = (1.0 + np.arange(DIMENSION)) ** -0.5
    return (scale / np.linalg.norm(scale)).astype(np.float32)


def vectors(count: int, seed: int) -> Row:
    """(count, 384) float32, L2-normalised: one part of its topic, one of its document, one of its own."""
    draw = np.random.default_rng(seed)
    topics, documents = max(60, count // 2_000), -(-count // PASSAGES_PER_DOCUMENT)
    scale = spectrum()
    of_topic = draw.standard_normal((topics, DIMENSION), np.float32) * scale
    of_document = 0.8 * draw.standard_normal((documents, DIMENSION), np.float32) * scale
    matrix = np.empty((count, DIMENSION), np.float32)
    for start in range(0, count, 50_000):
        rows = np.arange(start, min(count, start + 50_000))
        document = rows // PASSAGES_PER_DOCUMENT
        part = of_topic[document % topics] + of_document[document] + 0.6 * draw.standard_normal((len(rows), DIMENSION), np.float32) * scale
        matrix[rows] = part / np.linalg.norm(part, axis=1, keepdims=True)
    return matrix
