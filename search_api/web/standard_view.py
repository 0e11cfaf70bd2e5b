"""A standard as its page shows it: one shape, whichever of the optional fields the service fills.

The contract fixes what must be there; a service may add (``mentions``, ``tables``, who states what
in ``metadata``) and may say a number as text or as ``{"number", "title", "status"}``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]

_ENTRY = (
    "number",
    "title",
    "status",
    "dated",
    "resolves_to",
    "clause",
    "evidence",
    "in_graph",
    "partial",
    "degree",
    "from",
    "written",
    "resolved_when_written",
)
_LISTS = ("listings", "ics", "ccs", "editions", "terms", "clauses", "links", "issuers", "drafters", "limits", "tables", "test_methods")
_FACT_NAMES = {"title": "title_zh"}


def entry(value: str | Json) -> Json:
    """A number, with what is known of it, as one row; what is not known is None.

    >>> row = entry({"number": "GB 5468", "title_zh": "锅炉烟尘测试方法", "dated": False})
    >>> row["title"], row["dated"], row["status"], entry("GB 5468")["number"]
    ('锅炉烟尘测试方法', False, None, 'GB 5468')
    """
    known: Json = {"number": value} if isinstance(value, str) else value
    row = {name: known.get(name) for name in _ENTRY}
    row["title"] = known.get("title_zh") or known.get("title") or known.get("title_printed")
    return row


def _entries(values: Iterable[str | Json] | None) -> list[Json]:
    # Without a number there is nothing to show or to link to (a law that is known by title only has that).
    return [row for row in map(entry, values or ()) if row["number"] or row["title"]]


def _places(standard: Json) -> Json:
    """Field name -> place of that fact; the first place where a fact is stated more than once."""
    places: Json = {}
    for fact in standard.get("metadata") or ():
        name = str(fact.get("property"))
        places.setdefault(_FACT_NAMES.get(name, name), fact.get("evidence"))
    return places | (standard.get("evidence") or {})


def standard_view(standard: Json) -> Json:
    """What the page of one standard shows.

    >>> view = standard_view({"number": "GB 1-2000", "title": "甲", "replaces": ["GB 1-1990"], "sources": [{"file": "a.pdf"}]})
    >>> view["title_zh"], view["replaces"][0]["number"], view["source"]["file"], view["terms"]
    ('甲', 'GB 1-1990', 'a.pdf', [])
    >>> standard_view({"number": "GB 1-2000", "listings": [{"catalogue": "目录", "file": "a.csv"}]})["listings"][0]["catalogue"]
    '目录'
    """
    plain = ("number", "title_en", "type", "status", "at", "issued", "effective", "mandatory", "iri", "committee")
    view: Json = {name: standard.get(name) for name in plain}
    view["title_zh"] = standard.get("title_zh") or standard.get("title") or standard.get("title_as_cited")
    view |= {name: standard.get(name) or [] for name in _LISTS}
    view |= {name: _entries(standard.get(name)) for name in ("replaces", "replaced_by", "references", "mentions", "citations", "adopts")}
    view["methods"] = _entries({**row, "title": row.get("measurand")} for row in view.pop("test_methods"))
    view["evidence"] = _places(standard)
    view["source"] = standard.get("source") or next(iter(standard.get("sources") or ()), None)
    return view
