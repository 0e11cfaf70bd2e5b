"""STS: 术语条目 in TBX (ISO 30042; ISO 10241-1), printed as a Chinese standard prints them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.readers.sts.inline import Inline, child, name_of

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DEPRECATED = ("deprecatedTerm", "supersededTerm")


@dataclass(frozen=True, slots=True)
class _Language:
    element: Any
    preferred: list[str]
    admitted: list[str]
    deprecated: list[str]


def term_lines(entry: Any, label: str) -> Iterator[tuple[str, bool]]:
    """Lines of one entry, each with whether it is the heading: "3.1 术语 English", other terms, definition, notes, source.

    The Chinese part is printed, with the first English term behind the Chinese one; where there is none, the first language.
    """
    languages = {(part.get(_LANG) or "").lower()[:2]: _language(part) for part in reversed(entry) if name_of(part) == "langSet"}
    if not languages:
        return
    main = languages.get("zh") or languages[next(reversed(languages))]
    english = languages.get("en")
    names = main.preferred or main.admitted
    if not names:
        return
    second = english.preferred[:1] if english is not None and english is not main else []
    yield " ".join([*filter(None, [label]), names[0], *second]), True
    for name in [*names[1:], *(name for name in main.admitted if name not in names)]:
        yield f"许用术语：{name}", False
    for name in main.deprecated:
        yield f"拒用术语：{name}", False
    yield from _below(main.element)
    for source in [part for holder in (main.element, entry) for part in holder if name_of(part) == "source"]:
        text = Inline().text(source)
        if text:
            yield text if text[0] in "[［" else f"[来源：{text.removeprefix('来源：').removeprefix('SOURCE: ')}]", False


def _below(language: Any) -> Iterator[tuple[str, bool]]:
    """Definition, then examples and notes, numbered where there are several of a kind."""
    for part in language:
        if name_of(part) == "definition":
            yield from ((text, False) for text in _paragraphs(part))
    for kind, word in (("example", "示例"), ("note", "注")):
        parts = [part for part in language if name_of(part) == kind]
        for count, part in enumerate(parts, start=1):
            texts = _paragraphs(part)
            if texts:
                yield f"{word}{count if len(parts) > 1 else ''}：{texts[0]}", False
                yield from ((text, False) for text in texts[1:])


def _paragraphs(part: Any) -> list[str]:
    """Paragraphs of a definition or note, which holds text or p elements."""
    inner = [element for element in part if name_of(element) == "p"]
    return [text for element in inner or [part] if (text := Inline().text(element))]


def _language(element: Any) -> _Language:
    found = _Language(element, [], [], [])
    for group in element:
        if name_of(group) not in ("tig", "ntig"):
            continue
        holder = child(group, "termGrp")
        term = Inline().text(child(group if holder is None else holder, "term"))
        authority = child(group, "normativeAuthorization")
        said = "" if authority is None else authority.get("value") or ""
        if term:
            (found.deprecated if said in _DEPRECATED else found.admitted if said == "admittedTerm" else found.preferred).append(term)
    return found
