"""Small passages for the tests of indexes."""

from __future__ import annotations

from typing import Any

from search_api.passage import Passage, passage_id


def passage(name: str, text: str, **changes: Any) -> Passage:
    """A passage whose IRI ends in ``name``; everything but its text is a default."""
    iri = f"https://example.org/id/{name}"
    values: dict[str, Any] = {
        "id": passage_id(iri),
        "iri": iri,
        "document": "0" * 64,
        "number": "GB 13271-2014",
        "work": "GB 13271",
        "title": "",
        "title_en": None,
        "type": "national",
        "mandatory": True,
        "ics": ("13.040.40",),
        "ccs": ("Z60",),
        "issued": "2014-05-16",
        "effective": "2014-07-01",
        "clause": None,
        "heading": "",
        "kind": "clause",
        "page": 1,
        "start": 0,
        "end": len(text),
        "text": text,
    }
    return Passage(**(values | changes))
