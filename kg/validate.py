"""SHACL on the graph of one document: `ontologies/shapes.ttl`, compiled once a process to plain Python checks.

The general engines cost too much beside reading a document (`bench/validation.py` prints all three
side by side), so the part of SHACL Core that our shapes use is compiled here, and a shape that uses
anything else is refused when the shapes are loaded. The tests hold pyshacl against this on mutated
graphs. A finding's code is the local name of the shape, its place the node that fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal as OneOf

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg import vocabulary as v
from kg.model import Finding, Severity
from kg.reference_data import ONTOLOGIES

SHAPES = ONTOLOGIES / "shapes.ttl"

_Node = NamedNode | BlankNode
_Term = NamedNode | BlankNode | Literal | Triple
_Index = dict[_Term, dict[NamedNode, list[_Term]]]
_Test = Callable[["_Data", _Term, list[_Term]], bool]
"""(data, focus node, value nodes) -> whether the constraint holds."""

_TYPE = NamedNode(v.RDF + "type")
_SEVERITY = {v.SH + "Violation": Severity.ERROR, v.SH + "Warning": Severity.WARNING, v.SH + "Info": Severity.INFO}


@dataclass(slots=True)
class _Data:
    """One document's triples, found by subject and predicate, and the instances of each class."""

    by_subject: _Index
    instances: dict[_Term, list[_Term]]

    @classmethod
    def of(cls, triples: Sequence[Triple]) -> _Data:
        by_subject: _Index = {}
        instances: dict[_Term, list[_Term]] = {}
        for subject, predicate, value in triples:
            by_subject.setdefault(subject, {}).setdefault(predicate, []).append(value)
            if predicate == _TYPE:
                instances.setdefault(value, []).append(subject)
        return cls(by_subject, instances)

    def values(self, subject: _Term, predicate: NamedNode) -> list[_Term]:
        found = self.by_subject.get(subject)
        return found.get(predicate, []) if found else []


@dataclass(slots=True)
class _Shape:
    """A node shape (no path) or a property shape, ready to run."""

    code: str
    severity: Severity
    messages: dict[str, str]
    path: tuple[NamedNode, ...]
    target_classes: list[NamedNode] = field(default_factory=list)
    target_subjects_of: list[NamedNode] = field(default_factory=list)
    target_objects_of: list[NamedNode] = field(default_factory=list)
    tests: list[_Test] = field(default_factory=list)
    properties: list[_Shape] = field(default_factory=list)

    def targets(self, data: _Data) -> dict[_Term, None]:
        found: dict[_Term, None] = {}
        for each in self.target_classes:
            found.update(dict.fromkeys(data.instances.get(each, ())))
        for predicate in self.target_subjects_of:
            found.update((subject, None) for subject, facts in data.by_subject.items() if predicate in facts)
        for predicate in self.target_objects_of:
            found.update((value, None) for facts in data.by_subject.values() for value in facts.get(predicate, ()))
        return found

    def failing(self, data: _Data, focus: _Term) -> Iterator[_Shape]:
        """This shape and those property shapes of it that ``focus`` fails."""
        values = [focus]
        for step in self.path:
            values = [found for value in values for found in data.values(value, step)]
        if not all(test(data, focus, values) for test in self.tests):
            yield self
        for shape in self.properties:
            for value in values:
                yield from shape.failing(data, value)

    def conforms(self, data: _Data, focus: _Term) -> bool:
        return next(self.failing(data, focus), None) is None


def _text(term: _Term) -> str | None:
    """What string constraints look at; None for blank nodes, which fail them."""
    return term.value if isinstance(term, NamedNode | Literal) else None


_LEXICAL: dict[str, Callable[[str], object]] = {
    v.XSD + "date": date.fromisoformat,
    v.XSD + "integer": int,
    v.XSD + "decimal": Decimal,
    v.XSD + "boolean": lambda text: {"true": True, "1": True, "false": False, "0": False}[text],
}


def _value(term: _Term) -> object:
    """A literal of a known datatype as a Python value; None where it is something else or ill-formed."""
    if not isinstance(term, Literal) or term.datatype.value not in _LEXICAL:
        return None
    try:
        return _LEXICAL[term.datatype.value](term.value)
    except (ValueError, KeyError, InvalidOperation):
        return None


def _below(left: _Term, right: _Term, or_equal: bool) -> bool:
    """SHACL: what cannot be compared does not hold."""
    a, b = _value(left), _value(right)
    if isinstance(a, date) and isinstance(b, date):
        return a < b or (or_equal and a == b)
    if isinstance(a, int | Decimal) and isinstance(b, int | Decimal):
        return a < b or (or_equal and a == b)
    return False


def _has_datatype(term: _Term, wanted: NamedNode) -> bool:
    return isinstance(term, Literal) and term.datatype == wanted and (wanted.value not in _LEXICAL or _value(term) is not None)


def _languages_differ(values: list[_Term]) -> bool:
    tags = [value.language for value in values if isinstance(value, Literal) and value.language]
    return len(tags) == len(set(tags))


class _Compiler:
    """shapes.ttl -> _Shape. Terms it does not know are refused, so that no constraint is passed over in silence."""

    _NO_TEST = frozenset(
        v.SH + name
        for name in ("path", "property", "severity", "message", "targetClass", "targetSubjectsOf", "targetObjectsOf", "name", "description")
    )

    def __init__(self, triples: Iterator[Triple]) -> None:
        self.index: _Index = {}
        for subject, predicate, value in triples:
            self.index.setdefault(subject, {}).setdefault(predicate, []).append(value)

    def targeted(self) -> list[_Shape]:
        """The shapes that have targets, in the order of the file."""
        wanted = {NamedNode(v.SH + name) for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf")}
        return [self.shape(node) for node, facts in self.index.items() if wanted & facts.keys()]

    def _all(self, node: _Term, name: str) -> list[_Term]:
        return self.index[node].get(NamedNode(v.SH + name), [])

    def _nodes(self, node: _Term, name: str) -> list[NamedNode]:
        return [value for value in self._all(node, name) if isinstance(value, NamedNode)]

    def _list(self, head: _Term) -> Iterator[_Term]:
        while head != NamedNode(v.RDF + "nil"):
            yield self.index[head][NamedNode(v.RDF + "first")][0]
            head = self.index[head][NamedNode(v.RDF + "rest")][0]

    def _path(self, node: _Term) -> tuple[NamedNode, ...]:
        found: list[NamedNode] = []
        for value in self._all(node, "path"):
            for step in [value] if isinstance(value, NamedNode) else self._list(value):
                if not isinstance(step, NamedNode):
                    raise NotImplementedError(f"{SHAPES.name}: the path of {node} is neither a predicate nor a sequence of predicates")
                found.append(step)
        return tuple(found)

    def shape(self, node: _Term) -> _Shape:
        severity = self._nodes(node, "severity")
        shape = _Shape(
            code=node.value.rpartition("#")[2] if isinstance(node, NamedNode) else "",
            severity=_SEVERITY[severity[0].value] if severity else Severity.ERROR,
            messages={m.language or "": m.value for m in self._all(node, "message") if isinstance(m, Literal)},
            path=self._path(node),
            target_classes=self._nodes(node, "targetClass"),
            target_subjects_of=self._nodes(node, "targetSubjectsOf"),
            target_objects_of=self._nodes(node, "targetObjectsOf"),
            properties=[self.shape(each) for each in self._all(node, "property")],
        )
        for predicate, values in self.index[node].items():
            if predicate.value.startswith(v.SH) and predicate.value not in self._NO_TEST:
                shape.tests += [self._test(predicate.value.removeprefix(v.SH), value) for value in values]
        return shape

    def _test(self, name: str, wanted: _Term) -> _Test:
        builder = getattr(self, f"_test_{name}", None)
        if builder is None:
            raise NotImplementedError(
                f"{SHAPES.name}: sh:{name} is not compiled; add it to kg/validate.py with a case in tests/kg/test_validate.py"
            )
        test: _Test = builder(wanted)
        return test

    def _test_minCount(self, wanted: Literal) -> _Test:
        least = int(wanted.value)
        return lambda data, focus, values: len(values) >= least

    def _test_maxCount(self, wanted: Literal) -> _Test:
        most = int(wanted.value)
        # Value nodes are a set: two ways along a sequence path to one node count once.
        return lambda data, focus, values: len(values) <= most or len(set(values)) <= most

    def _test_datatype(self, wanted: NamedNode) -> _Test:
        return lambda data, focus, values: all(_has_datatype(value, wanted) for value in values)

    def _test_nodeKind(self, wanted: NamedNode) -> _Test:
        if wanted.value != v.SH + "IRI":
            raise NotImplementedError(f"{SHAPES.name}: sh:nodeKind is compiled for sh:IRI only, not {wanted}")
        return lambda data, focus, values: all(isinstance(value, NamedNode) for value in values)

    def _test_class(self, wanted: NamedNode) -> _Test:
        # A document's graph states no rdfs:subClassOf, so its rdf:type is all there is.
        return lambda data, focus, values: all(wanted in data.values(value, _TYPE) for value in values)

    def _test_pattern(self, wanted: Literal) -> _Test:
        pattern = re.compile(wanted.value)
        return lambda data, focus, values: all((text := _text(value)) is not None and pattern.search(text) is not None for value in values)

    def _test_minLength(self, wanted: Literal) -> _Test:
        least = int(wanted.value)
        return lambda data, focus, values: all((text := _text(value)) is not None and len(text) >= least for value in values)

    def _test_minInclusive(self, wanted: Literal) -> _Test:
        return lambda data, focus, values: all(_below(wanted, value, or_equal=True) for value in values)

    def _test_minExclusive(self, wanted: Literal) -> _Test:
        return lambda data, focus, values: all(_below(wanted, value, or_equal=False) for value in values)

    def _test_maxExclusive(self, wanted: Literal) -> _Test:
        return lambda data, focus, values: all(_below(value, wanted, or_equal=False) for value in values)

    def _test_lessThanOrEquals(self, wanted: NamedNode) -> _Test:
        return lambda data, focus, values: all(
            _below(value, other, or_equal=True) for value in values for other in data.values(focus, wanted)
        )

    def _test_in(self, wanted: _Node) -> _Test:
        allowed = set(self._list(wanted))
        return lambda data, focus, values: all(value in allowed for value in values)

    def _test_hasValue(self, wanted: _Term) -> _Test:
        return lambda data, focus, values: wanted in values

    def _test_uniqueLang(self, wanted: Literal) -> _Test:
        return lambda data, focus, values: _languages_differ(values)

    def _test_languageIn(self, wanted: _Node) -> _Test:
        ranges = [each.value.lower() for each in self._list(wanted) if isinstance(each, Literal)]

        def tagged(value: _Term) -> bool:
            tag = value.language.lower() if isinstance(value, Literal) and value.language else ""
            return any(tag == each or tag.startswith(each + "-") for each in ranges)

        return lambda data, focus, values: all(tagged(value) for value in values)

    def _test_or(self, wanted: _Node) -> _Test:
        shapes = [self.shape(each) for each in self._list(wanted)]
        return lambda data, focus, values: all(any(shape.conforms(data, value) for shape in shapes) for value in values)


@lru_cache(maxsize=1)
def _shapes() -> tuple[_Shape, ...]:
    quads = parse(path=SHAPES, format=RdfFormat.TURTLE)
    return tuple(_Compiler(quad.triple for quad in quads).targeted())


def validate(triples: Sequence[Triple], language: OneOf["zh", "en"] = "en") -> list[Finding]:
    """What is wrong with one document's graph, gravest first; empty where it conforms.

    One finding for each shape and node, with the shape's sentence in ``language``.
    """
    data = _Data.of(triples)
    found: dict[tuple[str, str], Finding] = {}
    for shape in _shapes():
        for focus in shape.targets(data):
            for failed in shape.failing(data, focus):
                place = _text(focus) or str(focus)
                message = failed.messages.get(language) or next(iter(failed.messages.values()), "")
                found.setdefault((failed.code, place), Finding(failed.severity, failed.code, place, message))
    order = list(Severity)
    return sorted(found.values(), key=lambda f: (order.index(f.severity), f.code, f.place))
