"""The questions that the project asks of its graph: `ontologies/queries/*.rq`, by name.

The first line of a file is its question in words, Chinese / English; a line ``# bind ?name`` behind it
says which variable the asker binds. Values are bound through pyoxigraph's ``substitutions`` and never
formatted in. Two rules of that engine, kept by a test: a bound variable is projected by the SELECT and
by every subselect that uses it, and is never read by a BIND.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store, Triple, Variable

from kg.errors import NotFound
from kg.reference_data import ONTOLOGIES

_QUERIES = ONTOLOGIES / "queries"
_PARAMETER = re.compile(r"# bind \?(\w+)")


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A SPARQL query, its question in words (``zh / en``), and the variables that the asker binds."""

    name: str
    question: str
    text: str
    parameters: tuple[str, ...] = ()


@cache
def load(name: str) -> NamedQuery:
    """The query of that name; raises NotFound, which lists those there are."""
    path = _QUERIES / f"{name}.rq"
    if name not in names():
        raise NotFound(f"no query is called {name!r}; there are {', '.join(names())}")
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    return NamedQuery(name, lines[0].removeprefix("#").strip(), text, tuple(m[1] for m in map(_PARAMETER.fullmatch, lines) if m))


@cache
def names() -> tuple[str, ...]:
    """Every query there is, sorted."""
    return tuple(sorted(path.stem for path in _QUERIES.glob("*.rq")))


def ask(
    store: Store, name: str, values: Mapping[str, NamedNode | BlankNode | Literal | Triple] | None = None
) -> QuerySolutions | QueryBoolean | QueryTriples:
    """The answer of ``store``, over the union of its graphs, to the query ``name`` with ``values`` bound."""
    bound = {Variable(key): value for key, value in (values or {}).items()}
    return store.query(load(name).text, use_default_graph_as_union=True, substitutions=bound or None)


def rows(store: Store, name: str, values: Mapping[str, NamedNode | BlankNode | Literal | Triple] | None = None) -> list[dict[str, str]]:
    """The answer of a SELECT as plain strings by variable name; unbound variables are left out."""
    answer = ask(store, name, values)
    if not isinstance(answer, QuerySolutions):
        raise TypeError(f"{name} is no SELECT")
    names = [variable.value for variable in answer.variables]
    found = []
    for solution in answer:
        row = {key: solution[key] for key in names}
        found.append({key: value.value for key, value in row.items() if isinstance(value, NamedNode | BlankNode | Literal)})
    return found
