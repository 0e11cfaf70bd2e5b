"""Search over one committed generation: words, meaning and numbers in, standards with their best clause out.

A `Searcher` never changes; the service swaps it for the next one. Everything a result list shows
comes from the stored passage, except status and links, which the graph decides on the day asked.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kg import timeline
from kg import vocabulary as v
from kg.errors import BadRequest
from kg.identifiers import StandardNumber
from kg.segment import Segmenter
from search_api import fusion
from search_api.asking import has_words
from search_api.facets import facets
from search_api.fusion import DEFAULT_WEIGHTS, Background, Ranked, Signals, Weights
from search_api.graph_evidence import Evidence, Gathered, GraphEvidence, evidence_json, in_classes, in_sectors, known_to, unread_json
from search_api.late_interaction import LateInteraction, shortlist
from search_api.lexical_index import FieldWeights, Filters, LexicalIndex
from search_api.passage import Passage
from search_api.passages import edition_of_passage, title_id
from search_api.protocols import SearchRequest
from search_api.query import IssuedWithin, Understood, synonyms_in, understand, words_of
from search_api.related import GraphView, Related
from search_api.snippet import snippet
from search_api.standing import known_as
from search_api.vector_index import VectorIndex
from search_api.walk.answer import Teller
from search_api.walk.concepts import Concepts

Json = dict[str, Any]
Vector = npt.NDArray[np.float32]

MAX_LIMIT = 100
LEXICAL_CANDIDATES = 200
VECTOR_CANDIDATES = 150
SYNONYM_CANDIDATES = 100
LINKS_SHOWN = 12
KNOWN_WORDS = 0.5
"""Where nothing stands out by meaning, this share of the query's words must be words of the collection."""
FEW_WORDS = 0.25
"""A passage found by words alone needs this share of the best BM25 score."""
_SAMPLE = 512
_SMALLEST_SAMPLE = 20
_REMEMBERED_VECTORS = 1024
_REMEMBERED_PASSAGES = 20_000


WHY = {
    "ranked": "在结果中；各项得分见 score。 It is in the answer; score has its parts.",
    "unknown": "索引里没有这个编号。 No standard of this number is indexed.",
    "status": "状态条件把它排除了。 The filter on status leaves it out.",
    "filters": "筛选条件把它排除了。 A filter leaves it out.",
    "unrelated": "没有任何段落与问题的用词或含义相近。 None of its passages shares words or meaning with the question.",
    "far": "它最接近的段落不如入选的段落接近。 Its nearest passage is farther from the question than those that were chosen.",
}
"""Why a standard stands where it stands."""
_BY_NUMBER = frozenset({"adoption", "replacement"})
"""Evidence that a number of the query leads to by itself: it answers whoever typed that number."""


class QueryEncoder(Protocol):
    """What a searcher needs of an encoder."""

    def encode_query(self, text: str) -> Vector:
        """(d,) float32, L2-normalised."""
        ...


@dataclass(slots=True)
class _Found:
    """What one query matched, before status filters and paging."""

    ranked: list[Ranked]
    signals: dict[int, Signals]
    passages: dict[int, Passage]
    tokens: list[str] = field(default_factory=list)
    capped: bool = False
    background: Background | None = None
    gathered: Gathered | None = None
    weights: Weights = DEFAULT_WEIGHTS
    """What each signal counted, for this query's language."""


class Searcher:
    """One generation, ready to answer; safe to share between threads."""

    def __init__(
        self,
        *,
        lexical: LexicalIndex,
        vectors: VectorIndex | None,
        encoder: QueryEncoder | None,
        segmenter: Segmenter,
        view: GraphView,
        related: Related,
        late: LateInteraction | None = None,
        weights: Weights = DEFAULT_WEIGHTS,
        generation: str = "",
        hidden: Collection[str] = (),
    ) -> None:
        """``hidden`` holds documents (sha256) that were removed since the generation was built, ``weights`` what each signal counts."""
        self.generation = generation
        self.lexical = lexical
        self.vectors = vectors
        self.related = related
        self.view = view
        self._encoder = encoder
        self._segmenter = segmenter
        self.late = late
        self.weights = weights
        self.concepts = Concepts(view)
        self.evidence = GraphEvidence(view, self.concepts)
        self._teller = Teller(view, self.concepts)
        self._known = known_to(view)
        self._hidden = frozenset(hidden)
        self._lock = Lock()
        self._query_vectors: OrderedDict[str, Vector] = OrderedDict()
        self._stored: OrderedDict[int, Passage] = OrderedDict()
        self._sample: Vector | None = None
        self._spread = 1.0
        self._chinese_texts = True

    # -- asking ---------------------------------------------------------------------------

    def search(self, request: SearchRequest) -> Json:
        """The answer in the shape of the contract; raises BadRequest for what cannot be asked."""
        started = time.perf_counter()
        day = parse_day(request.at, "at") or date.today()
        if not 1 <= request.limit <= MAX_LIMIT or request.offset < 0:
            raise BadRequest(f"limit must be 1 to {MAX_LIMIT} and offset not negative; given were {request.limit} and {request.offset}")
        if request.status is not None and (unknown := set(_values(request.status)) - set(timeline.STATUSES)):
            raise BadRequest(f"status {', '.join(sorted(unknown))} does not exist; use {', '.join(timeline.STATUSES)}")
        understood = understand(request.q, known=self._known, off=request.off, today=day)
        filters = _filters(request)
        found = self._find(understood, filters, day) if request.q.strip() else self._browse(filters)
        lives = self.view.lives(one.edition for one in found.ranked)
        statuses = {edition: timeline.status_at(life, day) for edition, life in lives.items()}
        ranked = found.ranked
        if request.status is not None:
            wanted = set(_values(request.status))
            ranked = [one for one in ranked if statuses[one.edition] in wanted]
        page = ranked[request.offset : request.offset + request.limit]
        hits = [self._hit(one, found, statuses[one.edition], day, request.explain) for one in page]
        why = {"why": self._why(request.why, understood, found, ranked, filters, day)} if request.why else {}
        asked = {
            name: getattr(request, name)
            for name in ("type", "status", "ics", "ccs", "sector", "mandatory", "issued_from", "issued_to", "at")
        }
        return {
            "query": understood.as_json()
            | {"numbers_without_document": [str(n) for n in self._numbers(understood) if not self._titles(n.work.canonical, Filters())]}
            | {"products": [{"product": slug, "label": self.view.label(v.concept_iri("product", slug))} for slug in understood.products]}
            | ({"unread": unread_json(found.gathered, self._teller), "notes": list(found.gathered.notes)} if found.gathered else {})
            | {"tokens": found.tokens, "filters": {k: value for k, value in asked.items() if value is not None}, "at": day.isoformat()},
            "total": len(ranked),
            "total_is_lower_bound": found.capped,
            "vectors": self.vectors is not None,
            "took_ms": round((time.perf_counter() - started) * 1000, 2),
            "hits": hits,
            "facets": facets((found.passages[one.passages[0][0]], statuses[one.edition]) for one in ranked),
        } | why

    def rank_documents(self, query: str, limit: int) -> list[tuple[str, float]]:
        """(number, score) of the best documents, best first: the bare ranking, for `nqi evaluate`."""
        found = self._find(understand(query, known=self._known), Filters(), date.today())
        return [(found.passages[one.passages[0][0]].number, one.score) for one in found.ranked[:limit]]

    # -- finding --------------------------------------------------------------------------

    def _find(self, understood: Understood, filters: Filters, day: date) -> _Found:
        numbered = self._numbered(understood, filters, day)
        # A number has no meaning to compare and no words to match: alone, it finds itself and who cites it.
        alone = not understood.rest or (understood.bare_number is not None and bool(numbered))
        words = words_of(understood) if not alone and has_words(understood.rest) else ""
        signals: dict[int, Signals] = {}
        tokens: list[str] = []
        capped = False
        background: Background | None = None
        if words:
            tokens = self._segmenter.query_tokens(words)
            signals, capped, background = self._by_words(words, tokens, filters, synonyms_in(understood))
        number_tokens = [number.canonical.lower() for number in understood.numbers]
        for pid, score in self._citing(number_tokens, filters).items() if number_tokens else ():
            if alone:
                signals[pid] = Signals(None, score)
            elif pid in signals:
                # Beside other words, the number in a passage is one more word of the query.
                signals[pid] = Signals(signals[pid].cosine, signals[pid].bm25 + score)
        if alone:
            own = self._fetch(signals)
            signals = {pid: signal for pid, signal in signals.items() if pid in own and edition_of_passage(own[pid].iri) not in numbered}
        gathered = self.evidence.of(understood, day)
        evidence = gathered.editions if self.weights.graph else {}
        # What a filter keeps out, the graph does not bring back in.
        forced: dict[int, float] = {}
        for edition in (*numbered, *(evidence if filters.is_empty else ())):
            forced |= self._passages_for(edition, words, tokens)
        if forced:
            signals |= self._compared(words, {pid: score for pid, score in forced.items() if pid not in signals}, signals)
        passages = self._fetch(signals)
        signals = {pid: signal for pid, signal in signals.items() if pid in passages}
        if understood.clauses:
            signals = {pid: replace(signal, named=passages[pid].clause in understood.clauses) for pid, signal in signals.items()}
        editions = {pid: edition_of_passage(passage.iri) for pid, passage in passages.items()}
        priors = self._priors(understood, numbered, evidence, {editions[pid]: passages[pid] for pid in signals}, day)
        foreign = self.vectors is not None and understood.language == ("en" if self._chinese_texts else "zh")
        weights = self.weights.foreign() if foreign else self.weights
        if self.late is not None and weights.late and words:
            signals = self._late(words, signals, editions, weights, forced)
        titles = self._title_cosines(words, {editions[pid]: passages[pid] for pid in signals}) if signals and words else {}
        ranked = fusion.rank(signals, editions, priors, titles, weights)
        return _Found(ranked, signals, passages, [*number_tokens, *tokens], capped, background, gathered, weights)

    def _late(
        self, words: str, signals: Mapping[int, Signals], editions: Mapping[int, str], weights: Weights, forced: Collection[int]
    ) -> dict[int, Signals]:
        """The signals with the late interaction of the shortlist; what is not on it, or has no codes, has the least that was found."""
        assert self.late is not None
        compared = {pid: signal.relevance(weights) for pid, signal in signals.items() if signal.cosine is not None}
        found = self.late.scores(words, shortlist(compared, editions, [pid for pid in forced if pid in compared]))
        least = min(found.values(), default=0.0)
        # Made anew and not by replace(), which takes as long as the comparison itself.
        return {
            pid: signal if signal.cosine is None else Signals(signal.cosine, signal.bm25, signal.named, found.get(pid, least))
            for pid, signal in signals.items()
        }

    def _compared(self, words: str, scores: Mapping[int, float], others: Mapping[int, Signals]) -> dict[int, Signals]:
        """Signals of passages that something else than words or meaning led to: their cosine, as of those found."""
        if self.vectors is None or self._encoder is None or not words:
            return {pid: Signals(None, score) for pid, score in scores.items()}
        query = self._query_vector(words)
        cosines = {pid: float(vector @ query) for pid, vector in self.vectors.vectors(list(scores)).items()}
        farthest = min((signal.cosine for signal in others.values() if signal.cosine is not None), default=0.0)
        return {pid: Signals(cosines.get(pid, farthest), score) for pid, score in scores.items()}

    def _by_words(
        self, words: str, tokens: list[str], filters: Filters, synonyms: Sequence[str] = ()
    ) -> tuple[dict[int, Signals], bool, Background | None]:
        """Signals of passages that match the words or their meaning, the far-fetched ones left out."""
        bigrams = self._segmenter.bigrams(words)
        lexical = dict(self.lexical.search(tokens, bigrams, LEXICAL_CANDIDATES, filters, FieldWeights()))
        if synonyms and self.weights.synonyms:
            more = [
                token for token in dict.fromkeys(t for name in synonyms for t in self._segmenter.query_tokens(name)) if token not in tokens
            ]
            for pid, score in self.lexical.search(more, [], SYNONYM_CANDIDATES, filters, FieldWeights(bigrams=0.0)):
                lexical[pid] = lexical.get(pid, 0.0) + self.weights.synonyms * score
        most = max(lexical.values(), default=0.0)
        capped = len(lexical) >= LEXICAL_CANDIDATES
        if self.vectors is None or self._encoder is None:
            if self._known_share(tokens) < KNOWN_WORDS:
                return {}, False, None
            return {pid: Signals(None, score) for pid, score in lexical.items() if score >= FEW_WORDS * most}, capped, None
        query = self._query_vector(words)
        allowed = None if filters.is_empty else self.lexical.matching(filters)
        near = dict(self.vectors.search(query, VECTOR_CANDIDATES, allowed))
        background = self._background_of(query)
        nearest = max(near.values(), default=0.0)
        outstanding = background is None or background.stands_out(nearest) >= fusion.STANDS_OUT
        if not outstanding and self._known_share(tokens) < KNOWN_WORDS:
            return {}, False, background
        signals: dict[int, Signals] = {}
        for pid, cosine in near.items():
            bm25 = lexical.get(pid, 0.0)
            if background is None or background.stands_out(cosine) >= fusion.STANDS_OUT or bm25 >= FEW_WORDS * most > 0:
                signals[pid] = Signals(cosine, bm25)
        others = [pid for pid, score in lexical.items() if pid not in near and score >= FEW_WORDS * most]
        cosines = {pid: float(vector @ query) for pid, vector in self.vectors.vectors(others).items()}
        # Passages without a vector (reference lists) stand as far away as the farthest that was found.
        farthest = min(near.values(), default=0.0)
        for pid in others:
            signals[pid] = Signals(cosines.get(pid, farthest), lexical[pid])
        return signals, capped or len(near) >= VECTOR_CANDIDATES, background

    def _numbered(self, understood: Understood, filters: Filters, day: date) -> dict[str, float]:
        """Editions that the query names, with what the naming adds to their score."""
        lifted: dict[str, float] = {}
        for ordinal, wanted in enumerate(self._numbers(understood)):
            titles = self._titles(wanted.work.canonical, filters)
            editions = {edition_of_passage(passage.iri): passage.number for passage in titles}
            if not editions:
                continue
            exact = [edition for edition, number in editions.items() if wanted.is_dated and number == wanted.edition.canonical]
            best = exact[0] if exact else self._newest_in_force(editions, day)
            lifted.setdefault(best, fusion.NUMBER_ASKED - 0.01 * ordinal)
            # What took its place may bear another number: whoever asks for the old one wants to know.
            successors = [s for s in self.view.lives([best])[best].superseded_by if self.view.is_read(s)] if filters.is_empty else []
            for edition in [*successors, *editions]:
                lifted.setdefault(edition, fusion.NUMBER_SIBLING - 0.01 * ordinal)
        return lifted

    def _numbers(self, understood: Understood) -> list[StandardNumber]:
        if understood.bare_number is not None:
            serial, year = understood.bare_number
            base, _, part = serial.partition(".")
            known = (StandardNumber(prefix, base, part or None, year) for prefix in ("GB", "GB/T", "HJ", "JJG", "JJF", "GB/Z", "GBZ"))
            return [number for number in known if self._titles(number.work.canonical, Filters())]
        numbers = []
        for number in understood.numbers:
            if not self._titles(number.work.canonical, Filters()):
                # Many GB became GB/T in 2017, and people rarely remember which of the two it is.
                other = {"GB": "GB/T", "GB/T": "GB"}.get(number.prefix) or (
                    number.prefix.partition("/")[0] if "/T" in number.prefix else f"{number.prefix}/T"
                )
                twin = replace(number, prefix=other)
                if self._titles(twin.work.canonical, Filters()):
                    number = twin
            numbers.append(number)
        return numbers

    def _titles(self, work: str, filters: Filters) -> list[Passage]:
        ids = self.lexical.matching(replace(filters, numbers=(work,), kinds=("title",)))
        return list(self._fetch([int(pid) for pid in ids]).values())

    def _newest_in_force(self, editions: Collection[str], day: date) -> str:
        lives = self.view.lives(editions)
        return max(
            editions,
            key=lambda e: (timeline.status_at(lives[e], day) == timeline.CURRENT, lives[e].start or date.min, e),
        )

    def _citing(self, number_tokens: list[str], filters: Filters) -> dict[int, float]:
        only_text = FieldWeights(title=0.0, heading=0.0, body=1.0, bigrams=0.0)
        return dict(self.lexical.search(number_tokens, [], LEXICAL_CANDIDATES, filters, only_text))

    def _passages_for(self, edition: str, words: str, tokens: list[str]) -> dict[int, float]:
        """Of an edition asked for by number: its best passages for the other words, its title where there are none."""
        number = self.view.number(edition)
        if words:
            within = Filters(numbers=(number,))
            best = self.lexical.search(tokens, self._segmenter.bigrams(words), 3, within, FieldWeights(title=0.0))
            if best:
                return dict(best)
        return {p.id: 1.0 for p in self._titles(number, Filters()) if edition_of_passage(p.iri) == edition}

    def _title_cosines(self, words: str, shown: Mapping[str, Passage]) -> dict[str, float]:
        """The query's cosine with title and scope of each edition."""
        if self.vectors is None or self._encoder is None:
            return {}
        ids = {title_id(edition, passage.document): edition for edition, passage in shown.items()}
        query = self._query_vector(words)
        return {ids[pid]: float(vector @ query) for pid, vector in self.vectors.vectors(list(ids)).items()}

    def _priors(
        self,
        understood: Understood,
        numbered: Mapping[str, float],
        evidence: Mapping[str, Evidence],
        shown: Mapping[str, Passage],
        day: date,
    ) -> dict[str, dict[str, float]]:
        lives = self.view.lives(shown)
        wanted = understood.status[:1] or ((timeline.CURRENT,) if understood.current else ())
        priors: dict[str, dict[str, float]] = {}
        for edition, passage in shown.items():
            status = timeline.status_at(lives[edition], day)
            mine: dict[str, float] = {}
            if edition in numbered:
                mine["number"] = numbered[edition]
            elif status in (timeline.SUPERSEDED, timeline.WITHDRAWN):
                mine["superseded"] = fusion.SUPERSEDED_PRIOR
            elif lives[edition].draft:
                mine["draft"] = fusion.DRAFT_PRIOR
            if named := named_length(understood.text, passage):
                mine["title named"] = fusion.TITLE_NAMED + fusion.TITLE_NAMED_LENGTH * min(named, 20)
            if status in wanted and not numbered:
                mine["status"] = fusion.STATUS_PRIOR
            if passage.type in understood.types:
                mine["type"] = fusion.TYPE_PRIOR
            if in_classes(understood, passage.ics, passage.ccs) or in_sectors(understood, passage.ics):
                mine["class"] = fusion.CLASS_PRIOR
            if understood.issued is not None and _issued_within(understood.issued, passage):
                mine["days"] = fusion.DAYS_PRIOR
            if edition in evidence:
                mine["graph"] = self.weights.graph * evidence[edition].total
                if understood.numbers and evidence[edition].amounts.keys() & _BY_NUMBER and edition not in numbered:
                    mine["number"] = fusion.NUMBER_SIBLING
            if mine:
                priors[edition] = mine
        return priors

    def _browse(self, filters: Filters) -> _Found:
        """No words, only filters: everything that passes, newest first."""
        ids = [int(pid) for pid in self.lexical.matching(replace(filters, kinds=("title",)))]
        passages = self._fetch(ids)
        by_edition = {edition_of_passage(passage.iri): pid for pid, passage in passages.items()}
        newest = sorted(by_edition, key=lambda e: (passages[by_edition[e]].issued or "", e), reverse=True)
        ranked = [Ranked(edition, 0.0, ((by_edition[edition], 0.0),)) for edition in newest]
        return _Found(ranked, {pid: Signals(None, 0.0) for pid in passages}, passages)

    # -- remembering ----------------------------------------------------------------------

    def _query_vector(self, text: str) -> Vector:
        with self._lock:
            if text in self._query_vectors:
                self._query_vectors.move_to_end(text)
                return self._query_vectors[text]
        assert self._encoder is not None
        vector = self._encoder.encode_query(text)
        with self._lock:
            self._query_vectors[text] = vector
            while len(self._query_vectors) > _REMEMBERED_VECTORS:
                self._query_vectors.popitem(last=False)
        return vector

    def _background_of(self, query: Vector) -> Background | None:
        """None where the collection is too small to say what is usual in it."""
        if self._sample is None:
            assert self.vectors is not None
            ids = self.vectors.ids
            # Ids are hashes: every n-th in order is as good as chance, and the same each time.
            chosen = ids[:: max(1, len(ids) // _SAMPLE)][:_SAMPLE]
            found = self.vectors.vectors(chosen)
            sample = np.stack([found[int(pid)] for pid in chosen]) if found else np.zeros((0, self.vectors.dimension), np.float32)
            texts = " ".join(p.text for p in self.lexical.fetch([int(pid) for pid in chosen[: _SAMPLE // 4]]).values())
            chinese = sum(1 for c in texts if "\u3400" <= c <= "\u9fff")
            self._chinese_texts = chinese * 4 >= len(texts)
            self._spread = fusion.spread_of(sample)
            self._sample = sample
        if len(self._sample) < _SMALLEST_SAMPLE:
            return None
        return Background(float((self._sample @ query).mean()), self._spread)

    def _known_share(self, tokens: Sequence[str]) -> float:
        """The share of the query's words that any passage holds."""
        if not tokens:
            return 1.0
        return sum(1 for token in tokens if self.lexical.search([token], [], 1)) / len(tokens)

    def _fetch(self, pids: Collection[int]) -> dict[int, Passage]:
        """Passages by id; those of removed documents are left out."""
        with self._lock:
            found = {pid: self._stored[pid] for pid in pids if pid in self._stored}
        missing = [pid for pid in pids if pid not in found]
        if missing:
            fetched = self.lexical.fetch(missing)
            with self._lock:
                self._stored.update(fetched)
                while len(self._stored) > _REMEMBERED_PASSAGES:
                    self._stored.popitem(last=False)
            found.update(fetched)
        return {pid: passage for pid, passage in found.items() if passage.document not in self._hidden}

    # -- showing --------------------------------------------------------------------------

    def _hit(self, one: Ranked, found: _Found, status: str, day: date, explain: bool) -> Json:
        best = found.passages[one.passages[0][0]]
        # A title is no answer where a clause says nearly as much.
        for pid, score in one.passages[1:3]:
            if (
                best.kind in ("title", "references")
                and found.passages[pid].kind not in ("title", "references")
                and score > 0.97 * one.passages[0][1]
                and found.tokens
            ):
                best = found.passages[pid]
        shown, highlights = snippet(best.text, found.tokens)
        links = self.related.links(one.edition, LINKS_SHOWN)
        evidence = v.evidence_iri(best.document, best.page, best.start, best.end)
        hit: Json = {
            "id": best.iri,
            "iri": one.edition,
            "number": best.number,
            "title": best.title,
            "title_en": best.title_en,
            "type": best.type,
            "status": status,
            "mandatory": best.mandatory,
            "digest": self.view.is_digest(one.edition),
            "known_as": known_as(self.view, one.edition),
            "issued": best.issued,
            "effective": best.effective,
            "ics": list(best.ics),
            "ccs": list(best.ccs),
            "score": round(one.score, 4),
            "clause": {"number": best.clause, "heading": best.heading or None, "page": best.page} if best.clause else None,
            "kind": best.kind,
            "passage": shown,
            "highlights": [list(span) for span in highlights],
            "document": best.document,
            "evidence": self.view.place(evidence, quote=False) if best.end else None,
            "links": self.related.as_json(links, day, quote=False),
        }
        if explain:
            hit["explain"] = self._explain(one, found, best)
        return hit

    def _explain(self, one: Ranked, found: _Found, best: Passage) -> Json:
        signal = found.signals[best.id]
        fields = {"title": f"{best.number}\n{best.title}\n{best.title_en or ''}", "heading": best.heading, "body": best.text}
        words = {name: set(self._segmenter.tokens(text)) for name, text in fields.items()}
        background = found.background
        return {
            "score": {name: round(value, 4) for name, value in one.parts.items()},
            "cosine": None if signal.cosine is None else round(signal.cosine, 4),
            "stands_out": round(background.stands_out(signal.cosine), 2) if background and signal.cosine is not None else None,
            "bm25": round(signal.bm25, 3),
            "late": round(signal.late, 4) or None,
            "graph": evidence_json(evidence, self._teller)
            if (evidence := (found.gathered.editions if found.gathered else {}).get(one.edition))
            else None,
            "matched": {name: [t for t in found.tokens if t in tokens] for name, tokens in words.items()},
            "passages": [
                {"iri": found.passages[pid].iri, "relevance": round(score, 4), "bm25": round(found.signals[pid].bm25, 3)}
                for pid, score in one.passages[:5]
            ],
        }

    def _why(self, number: str, understood: Understood, found: _Found, ranked: Sequence[Ranked], filters: Filters, day: date) -> Json:
        """Where one standard stands: {"number", "rank", "of", "reason", "score", ...}; rank null where it is not in the answer."""
        editions = self._numbered(understand(number, known=self._known), Filters(), day)
        if not editions:
            return {"number": number, "rank": None, "of": len(ranked), "reason": WHY["unknown"]}
        edition = max(editions, key=lambda one: editions[one])
        answer: Json = {"number": self.view.number(edition), "rank": None, "of": len(ranked)}
        for rank, one in enumerate(ranked, 1):
            if one.edition == edition:
                above = ranked[rank - 2] if rank > 1 else None
                behind = {"behind": {"number": self.view.number(above.edition), "score": round(above.score, 4)}} if above else {}
                best = found.passages[one.passages[0][0]]
                return answer | {"rank": rank, "reason": WHY["ranked"]} | behind | self._explain(one, found, best)
        if any(one.edition == edition for one in found.ranked):
            return answer | {"reason": WHY["status"]}
        words = words_of(understood)
        within = Filters(numbers=(self.view.number(edition),))
        if not filters.is_empty and not np.isin(self.lexical.matching(within), self.lexical.matching(filters)).any():
            return answer | {"reason": WHY["filters"]}
        pids = self._passages_for(edition, words, found.tokens)
        signals = self._compared(words, pids, found.signals)
        weights = found.weights
        if self.late is not None and words:
            late = self.late.scores(words, list(signals))
            signals = {pid: replace(signal, late=late.get(pid, 0.0)) for pid, signal in signals.items()}
        best_pid = max(signals, key=lambda pid: signals[pid].relevance(weights), default=None)
        if best_pid is None:
            return answer | {"reason": WHY["unrelated"]}
        signal = signals[best_pid]
        last = min((one.score for one in ranked), default=None)
        return answer | {
            "reason": WHY["far"],
            "relevance": round(signal.relevance(weights), 4),
            "cosine": None if signal.cosine is None else round(signal.cosine, 4),
            "bm25": round(signal.bm25, 3),
            "late": round(signal.late, 4) or None,
            "last_score": None if last is None else round(last, 4),
            "passage": {"iri": (shown := self._fetch([best_pid])[best_pid]).iri, "text": snippet(shown.text, found.tokens)[0]},
        }


def named_length(query: str, passage: Passage) -> int:
    """How long the title is that the query names outright; 0 where it does not, or where the title is hardly a name."""
    asked = _squeezed(query)
    for title in (passage.title, passage.title_en or ""):
        name = _squeezed(title)
        if len(name) >= 3 and name in asked:
            return len(name)
    return 0


def _squeezed(text: str) -> str:
    """Without case, blanks, quotation marks and the name of the state, which people leave out.

    >>> _squeezed("《中华人民共和国计量法》")
    '计量法'
    """
    return re.sub(r"[\s《》“”]", "", text).removeprefix("中华人民共和国").lower()


def _issued_within(asked: IssuedWithin, passage: Passage) -> bool:
    day = passage.effective if asked.effective else passage.issued
    return day is not None and (asked.first or "") <= day <= (asked.last or "9999")


def _values(text: str) -> tuple[str, ...]:
    """Alternatives separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def parse_day(text: str | None, name: str) -> date | None:
    """An ISO day, None for None; raises BadRequest."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise BadRequest(f"{name}={text!r} is not a day; write it as 2014-07-01") from exc


def _filters(request: SearchRequest) -> Filters:
    for name in ("issued_from", "issued_to"):
        parse_day(getattr(request, name), name)
    return Filters(
        types=_values(request.type or ""),
        ics=_values(request.ics or ""),
        ccs=_values(request.ccs or ""),
        sectors=_values(request.sector or ""),
        mandatory=request.mandatory,
        issued_from=request.issued_from,
        issued_to=request.issued_to,
    )
