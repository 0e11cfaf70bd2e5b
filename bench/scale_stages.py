"""Where a search spends its time: each stage without the stages that it calls, in CPU time of its thread.

A stage is one method or function of the product, found by name and wrapped while the profile runs; one that the product no longer has is
left out and said so. Wrapping costs about a microsecond a call, which falls to the caller's stage.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

STAGES = (
    ("understanding", "search_api.searcher:understand"),
    ("understanding", "kg.segment:Segmenter.query_tokens"),
    ("understanding", "kg.segment:Segmenter.bigrams"),
    ("words", "search_api.lexical_index:LexicalIndex.search"),
    ("words", "search_api.searcher:Searcher._known_share"),
    ("numbers", "search_api.lexical_index:LexicalIndex.matching"),
    ("vectors", "search_api.vector_index:VectorIndex.search"),
    ("vectors", "search_api.vector_index:VectorIndex.vectors"),
    ("vectors", "search_api.searcher:Searcher._background_of"),
    ("query vector", "search_api.searcher:Searcher._query_vector"),
    ("stored passages", "search_api.lexical_index:LexicalIndex.fetch"),
    ("stored passages", "search_api.searcher:Searcher._fetch"),
    ("fusion", "search_api.fusion:rank"),
    ("fusion", "search_api.searcher:Searcher._priors"),
    ("lives", "search_api.related:GraphView.lives"),
    ("evidence", "search_api.graph_evidence:GraphEvidence.of"),
    ("late interaction", "search_api.late_interaction:LateInteraction.scores"),
    ("links", "search_api.related:Related.links"),
    ("links as JSON", "search_api.related:Related.as_json"),
    ("snippet", "search_api.searcher:snippet"),
    ("hit", "search_api.searcher:Searcher._hit"),
    ("facets", "search_api.searcher:facets"),
    ("rest of search", "search_api.searcher:Searcher.search"),
    ("parameters", "search_api.web.parameters:SearchQuery.load"),
    ("JSON", "flask.json.provider:DefaultJSONProvider.dumps"),
    ("guard", "search_api.web.guard:_add_headers"),
    ("web framework", "flask.app:Flask.wsgi_app"),
    ("HTTP server", "waitress.task:WSGITask.service"),
    ("HTTP server", "waitress.channel:HTTPChannel.received"),
    ("HTTP server", "waitress.channel:HTTPChannel.handle_write"),
)
"""(stage, module:name); where a module imported a function by name, the name it has there."""


class Stages:
    """Use as a context manager around searches; not for two profiles at once."""

    def __init__(self) -> None:
        self.missing: list[str] = []
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._calls: defaultdict[str, int] = defaultdict(int)
        self._inside = threading.local()
        self._lock = threading.Lock()
        self._undo: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> Stages:
        for stage, path in STAGES:
            module, _, dotted = path.partition(":")
            *outer, name = dotted.split(".")
            try:
                owner: Any = import_module(module)
                for part in outer:
                    owner = getattr(owner, part)
                original = getattr(owner, name)
            except (ImportError, AttributeError):
                self.missing.append(path)
                continue
            # An inherited method is wrapped where it is asked for, and unwrapped by deleting that again.
            self._undo.append((owner, name, vars(owner).get(name)))
            setattr(owner, name, self._wrapped(stage, original))
        return self

    def __exit__(self, *_: object) -> None:
        for owner, name, original in reversed(self._undo):
            if original is None:
                delattr(owner, name)
            else:
                setattr(owner, name, original)

    def _wrapped(self, stage: str, call: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(call)
        def timed(*args: Any, **kwargs: Any) -> Any:
            stack = self._inside.__dict__.setdefault("stack", [])
            stack.append(0.0)
            started = time.thread_time()
            try:
                return call(*args, **kwargs)
            finally:
                took = time.thread_time() - started
                inner = stack.pop()
                if stack:
                    stack[-1] += took
                with self._lock:
                    self._seconds[stage] += took - inner
                    self._calls[stage] += 1

        return timed

    def as_json(self, questions: int) -> dict[str, Any]:
        """{"stages": {name: [ms a question, calls a question]}, dearest first, "missing": [...]}."""
        rows = sorted(self._seconds, key=lambda stage: -self._seconds[stage])
        return {
            "stages": {stage: [1000 * self._seconds[stage] / questions, self._calls[stage] / questions] for stage in rows},
            "missing": self.missing,
        }
