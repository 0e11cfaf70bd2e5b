"""The lexical index: tantivy over our own tokens, BM25 per field, filters beside them.

Tokens come from `kg.segment`; tantivy only splits them at blanks (three times as fast as handing
over pre-tokenised strings), so blanks inside a token (``gb/t 1.1``) are written as ``_``. The
passage is stored whole: a hit is shown without the graph. A folder that serves is never written to;
`update` works on a copy that `search_api.manifest` makes of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.errors import BadRequest, IndexMissing
from kg.segment import Segmenter
from search_api.passage import Passage

_SPLIT = "tokens"
_HEAP_BYTES = 64_000_000
_FETCH_SLACK = 16
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class FieldWeights:
    """What a BM25 score counts for, by the field it was reached in."""

    title: float = 1.0
    heading: float = 1.0
    body: float = 1.0
    bigrams: float = 0.25


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on a passage's document; a tuple means any of its values, all conditions must hold.

    ``ics`` and ``ccs`` match whole levels: "13.040" finds 13.040.40, "Z" finds Z60; ``sectors`` are keys. Dates are
    ISO days, bounds included; a passage without the date does not match a bound on it.
    """

    types: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    ics: tuple[str, ...] = ()
    ccs: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    mandatory: bool | None = None
    issued_from: str | None = None
    issued_to: str | None = None
    effective_from: str | None = None
    effective_to: str | None = None
    numbers: tuple[str, ...] = ()
    """Canonical numbers, dated or not."""

    @property
    def is_empty(self) -> bool:
        """Whether every passage passes."""
        return self == Filters()


class LexicalIndex:
    """One folder of tantivy segments, open for reading. Safe to share between threads."""

    def __init__(self, index: Any, directory: Path) -> None:
        self._index = index
        self._schema = index.schema
        self._searcher = index.searcher()
        self.directory = directory

    @staticmethod
    def build(directory: Path, passages: Iterable[Passage], segmenter: Segmenter, progress: Callable[[int], None] | None = None) -> int:
        """Write a new index into ``directory`` (made if absent, must hold none); returns the number of passages.

        Of several passages with one id the first stays. ``progress`` gets the count so far.
        """
        import tantivy

        directory.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(_schema(), path=os.fspath(directory), reuse=False)
        return _write(index, passages, (), segmenter, progress, fresh=True)

    @staticmethod
    def update(
        directory: Path,
        add: Iterable[Passage],
        remove_documents: Collection[str],
        segmenter: Segmenter,
        progress: Callable[[int], None] | None = None,
        remove_ids: Collection[int] = (),
    ) -> int:
        """Drop every passage of the documents (sha256) and those of the ids, then add; a passage of a known id replaces it.

        Returns the number added. For a folder that nobody serves from.
        """
        return _write(_open(directory), add, remove_documents, segmenter, progress, fresh=False, remove_ids=remove_ids)

    @classmethod
    def open(cls, directory: Path) -> LexicalIndex:
        """The index in ``directory``; raises IndexMissing where there is none or it is damaged."""
        return cls(_open(directory), directory)

    @property
    def count(self) -> int:
        """Passages that can be found."""
        return int(self._searcher.num_docs)

    def search(
        self,
        tokens: Sequence[str],
        bigrams: Sequence[str],
        k: int,
        filters: Filters | None = None,
        weights: FieldWeights | None = None,
    ) -> list[tuple[int, float]]:
        """The k best passages as (passage id, BM25 score), best first, equal scores by id.

        ``tokens`` as of `Segmenter.query_tokens`, ``bigrams`` as of `Segmenter.bigrams`; each counts
        once. The score sums over tokens and fields BM25 (k1 1.2, b 0.75; Robertson & Zaragoza 2009)
        times the field's weight. Empty where there is nothing to look for.
        """
        import tantivy

        weights = weights or FieldWeights()
        wanted = [
            (name, _encode(token), weight)
            for names, words in (
                ((("title", weights.title), ("heading", weights.heading), ("body", weights.body)), tokens),
                ((("bigrams", weights.bigrams),), bigrams),
            )
            for token in dict.fromkeys(words)
            for name, weight in names
            if weight > 0
        ]
        if not wanted or k < 1:
            return []
        # A token that no passage holds has no score to give; asking for it first is cheaper than scoring it.
        terms = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, name, token, "freq"), weight))
            for name, token, weight in wanted
            if self._searcher.doc_freq(name, token)
        ]
        if not terms:
            return []
        query = tantivy.Query.boolean_query(terms)
        if filters is not None and not filters.is_empty:
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, self._filter(filters))])
        return self._best(query, k)

    def matching(self, filters: Filters) -> npt.NDArray[np.int64]:
        """(m,) int64: ids of all passages that pass the filters, ascending; what a vector search is held to."""
        if self.count == 0:
            return np.empty(0, np.int64)
        hits = self._searcher.search(self._filter(filters), self.count, count=False).hits
        return np.sort(np.asarray(self._ids([address for _, address in hits]), dtype=np.int64))

    def fetch(self, pids: Collection[int]) -> dict[int, Passage]:
        """The stored passages of those ids that the index holds."""
        if not pids:
            return {}
        import tantivy

        # Term by term: a term_set_query builds an automaton first, which took twice as long for 400 of 100,000 passages.
        terms = [(tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "pid", pid, "basic")) for pid in {int(pid) for pid in pids}]
        query = tantivy.Query.const_score_query(tantivy.Query.boolean_query(terms), 0.0)
        return {passage.id: passage for passage in self._passages(query, len(pids))}

    def by_number(self, canonical: str) -> list[int]:
        """Ids of all passages of an edition ("GB/T 1.1-2020") or of every edition of a work ("GB/T 1.1"), in reading order."""
        return self._in_order(self._any("number", [canonical], "work"))

    def by_document(self, sha256: str) -> list[int]:
        """Ids of all passages of one source file, in reading order."""
        return self._in_order(self._any("document", [sha256]))

    def ids_of_documents(self, documents: Sequence[str]) -> list[int]:
        """Ids of all passages of the source files (sha256), in no order."""
        found: list[int] = []
        for start in range(0, len(documents), _AT_ONCE):
            query = self._any("document", documents[start : start + _AT_ONCE])
            hits = self._searcher.search(query, max(self.count, 1), count=False).hits
            found += self._ids([address for _, address in hits])
        return found

    def _in_order(self, query: Any) -> list[int]:
        passages = self._passages(query, max(self.count, 1))
        return [p.id for p in sorted(passages, key=lambda p: (p.number, p.document, p.kind != "title", p.start, p.id))]

    def _passages(self, query: Any, limit: int) -> list[Passage]:
        hits = self._searcher.search(query, limit, count=False).hits
        return [Passage.from_json(self._searcher.doc(address).get_first("passage")) for _, address in hits]

    def _ids(self, addresses: list[Any]) -> list[int]:
        return [int(pid) for pid in self._searcher.fast_field_values("pid", addresses)]

    def _best(self, query: Any, k: int) -> list[tuple[int, float]]:
        limit = k + _FETCH_SLACK
        while True:
            hits = self._searcher.search(query, limit, count=False).hits
            # tantivy orders equal scores by place in the segment, which the next build may change:
            # take all that tie with the last one shown, and let the id decide.
            if len(hits) < limit or hits[-1][0] < hits[k - 1][0]:
                break
            limit *= 4
        found = list(zip(self._ids([address for _, address in hits]), (float(score) for score, _ in hits), strict=True))
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]

    def _any(self, name: str, values: Sequence[str], *others: str) -> Any:
        import tantivy

        queries = [tantivy.Query.term_query(self._schema, each, value) for each in (name, *others) for value in values]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])

    def _filter(self, filters: Filters) -> Any:
        """All conditions as one query that adds nothing to the score."""
        import tantivy

        conditions = [
            self._any(name, values)
            for name, values in (
                ("type", filters.types),
                ("kind", filters.kinds),
                ("ics", filters.ics),
                ("ccs", filters.ccs),
                ("sector", filters.sectors),
            )
            if values
        ]
        if filters.numbers:
            conditions.append(self._any("number", filters.numbers, "work"))
        if filters.mandatory is not None:
            conditions.append(tantivy.Query.term_query(self._schema, "mandatory", filters.mandatory))
        for name, low, high in (
            ("issued", filters.issued_from, filters.issued_to),
            ("effective", filters.effective_from, filters.effective_to),
        ):
            if low is not None or high is not None:
                conditions.append(
                    tantivy.Query.range_query(
                        self._schema,
                        name,
                        tantivy.FieldType.Integer,
                        _day(low) if low is not None else None,
                        _day(high) if high is not None else None,
                    )
                )
        every = conditions or [tantivy.Query.all_query()]
        return tantivy.Query.const_score_query(tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in every]), 0.0)


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("pid", stored=True, indexed=True, fast=True)
    for name in ("document", "number", "work", "type", "kind", "ics", "ccs", "sector"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_boolean_field("mandatory", indexed=True)
    for name in ("issued", "effective"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in ("title", "heading", "body", "bigrams"):
        builder.add_text_field(name, tokenizer_name=_SPLIT, index_option="freq")
    builder.add_bytes_field("passage", stored=True)
    return builder.build()


def _open(directory: Path) -> Any:
    import tantivy

    try:
        return tantivy.Index.open(os.fspath(directory))
    except (ValueError, OSError) as exc:
        raise IndexMissing(f"the lexical index in {directory} does not open ({exc}); run 'nqi index --rebuild'") from exc


def _write(
    index: Any,
    passages: Iterable[Passage],
    remove_documents: Iterable[str],
    segmenter: Segmenter,
    progress: Callable[[int], None] | None,
    *,
    fresh: bool,
    remove_ids: Iterable[int] = (),
) -> int:
    import tantivy

    index.register_tokenizer(_SPLIT, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    # One thread: cutting words in Python is the slow part, and the segments come out the same each time.
    writer = index.writer(_HEAP_BYTES, 1)
    for document in remove_documents:
        writer.delete_documents_by_term("document", document)
    for pid in remove_ids:
        writer.delete_documents_by_query(tantivy.Query.term_query(index.schema, "pid", pid))
    words = _Words(segmenter)
    seen: set[int] = set()
    for passage in passages:
        if passage.id in seen:
            continue
        seen.add(passage.id)
        if not fresh:
            # By query: tantivy-py 0.27 writes the term of an unsigned field as a signed one, which deletes nothing.
            writer.delete_documents_by_query(tantivy.Query.term_query(index.schema, "pid", passage.id))
        writer.add_document(_document(passage, words))
        if progress is not None:
            progress(len(seen))
    writer.commit()
    writer.wait_merging_threads()
    return len(seen)


class _Words:
    """A segmenter that remembers titles and headings: all passages of a document repeat them."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self.repeated = lru_cache(maxsize=4096)(self.once)

    def once(self, text: str) -> tuple[str, str]:
        """(tokens, bigrams) of a text, blank-separated."""
        return " ".join(map(_encode, self._segmenter.tokens(text))), " ".join(self._segmenter.bigrams(text))


def _document(passage: Passage, words: _Words) -> Any:
    import tantivy

    document = tantivy.Document()
    document.add_unsigned("pid", passage.id)
    for name, values in (
        ("document", (passage.document,)),
        ("number", (passage.number,)),
        ("work", (passage.work,)),
        ("type", (passage.type,)),
        ("kind", (passage.kind,)),
        ("ics", levels(passage.ics)),
        ("ccs", levels(passage.ccs)),
        ("sector", passage.sectors),
    ):
        for value in values:
            document.add_text(name, value)
    document.add_bytes("passage", passage.to_json().encode())
    if passage.mandatory is not None:
        document.add_boolean("mandatory", passage.mandatory)
    for name, day in (("issued", passage.issued), ("effective", passage.effective)):
        if day is not None:
            document.add_integer(name, _day(day))
    # The number is for the title's tokens alone: its characters are no words to take pairs of.
    number, _ = words.repeated(passage.number)
    title, title_pairs = words.repeated(f"{passage.title}\n{passage.title_en or ''}")
    heading, heading_pairs = words.repeated(f"{passage.clause or ''}\n{passage.heading}")
    body, body_pairs = words.once(passage.text)
    for name, tokens in (
        ("title", f"{number} {title}"),
        ("heading", heading),
        ("body", body),
        ("bigrams", f"{title_pairs} {heading_pairs} {body_pairs}"),
    ):
        document.add_text(name, tokens)
    return document


def _encode(token: str) -> str:
    return token.replace(" ", "_")


def levels(codes: Iterable[str]) -> list[str]:
    """Every code with the levels above it, each once.

    >>> levels(["13.040.40", "Z 60"])
    ['13', '13.040', '13.040.40', 'Z', 'Z60']
    """
    found: dict[str, None] = {}
    for spaced in codes:
        code = spaced.replace(" ", "")
        parts = code.split(".")
        above = [".".join(parts[:n]) for n in range(1, len(parts) + 1)]
        # 中国标准文献分类号: one letter, then two digits.
        if code[:1].isalpha():
            above.insert(0, code[0])
        found.update(dict.fromkeys(above))
    return list(found)


def _day(iso: str) -> int:
    """An ISO day as the integer yyyymmdd; raises BadRequest for anything else.

    >>> _day("2014-07-01")
    20140701
    """
    from datetime import date

    try:
        return int(date.fromisoformat(iso).strftime("%Y%m%d"))
    except ValueError as exc:
        raise BadRequest(f"{iso!r} is not a day; write it as 2014-07-01") from exc
