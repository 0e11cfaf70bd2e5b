"""What was read out of a query, as the results page shows it: each reading with the link that turns it off, and those that are off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from search_api.query.switches import SWITCHES

_SHOWN_BESIDE = frozenset({"numbers", "types", "status", "products"})
"""Readings that the page shows in their own way, with links to what they mean."""


def readings(query: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    """[{"switch", "name", "label", "off"}]: ``off`` is the parameter that turns this one off too; each switch and label once.

    >>> readings({"understood": [{"switch": "dates", "label": "2015"}], "off": ["values"]}, "en")
    [{'switch': 'dates', 'name': 'days of issue', 'label': '2015', 'off': 'dates,values'}]
    """
    off = set(query.get("off") or [])
    shown = dict.fromkeys((reading["switch"], reading["label"]) for reading in query.get("understood") or [])
    return [
        {"switch": switch, "name": _name(switch, language), "label": label, "off": ",".join(sorted(off | {switch}))}
        for switch, label in shown
        if switch not in _SHOWN_BESIDE
    ]


def switched_off(query: Mapping[str, Any], language: str) -> list[dict[str, str | None]]:
    """[{"name", "off"}]: ``off`` is the parameter that turns this one on again, None where nothing else is off."""
    off = sorted(query.get("off") or [])
    return [{"name": _name(switch, language), "off": ",".join(other for other in off if other != switch) or None} for switch in off]


def _name(switch: str, language: str) -> str:
    return SWITCHES[switch][1 if language == "en" else 0]
