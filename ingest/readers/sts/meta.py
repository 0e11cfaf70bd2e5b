"""STS: the bibliographic elements of iso-meta, reg-meta, nat-meta and std-meta as a cover record.

Element names: NISO Z39.102-2022 (STS) and ISOSTS 1.1. A standard that several bodies publish carries one block for each;
the national one is the cover of the national standard.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from ingest.readers.printed_cover import CoverRecord, ccs_stated, day_stated, degree_stated, names_stated
from ingest.readers.sts.inline import Inline, child, name_of
from kg.identifiers import StandardNumber

_BLOCKS = ("nat-meta", "reg-meta", "std-doc-meta", "std-meta", "iso-meta")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TITLE_PARTS = ("intro", "main", "compl")
_LONG_TITLE = 60
# @type of std-xref, letters only: what the named document is to this one.
_REPLACES = frozenset({"replaces", "supersedes", "revises", "cancelsandreplaces"})
_ISSUED_TYPES = ("published", "publication", "issue", "issued", "发布")
_EFFECTIVE_TYPES = ("effective", "implementation", "inforce", "validfrom", "实施")


def record_of(front: Any) -> CoverRecord | None:
    """The record of the front matter ``front``; None where it has no metadata."""
    blocks = {name_of(block): block for block in reversed(list(front))}
    meta = next((blocks[name] for name in _BLOCKS if name in blocks), None)
    if meta is None:
        return None
    custom = _custom(meta)
    issued, effective = _days(meta)
    return CoverRecord(
        number=_number(meta),
        titles_zh=_titles(meta, "zh"),
        titles_en=_titles(meta, "en"),
        ics=tuple(dict.fromkeys(text for element in meta.iter("{*}ics") if (text := Inline().text(element)))),
        ccs=ccs_stated(custom.get("ccs")),
        replaces=_related(meta, _REPLACES),
        adopts=_adopted(meta),
        issued=issued or day_stated(custom.get("issued")),
        effective=effective or day_stated(custom.get("effective")),
        issuers=names_stated(custom.get("issuers")) or _organizations(meta),
        committee=custom.get("committee"),
        drafters=names_stated(custom.get("drafters")),
    )


def _number(meta: Any) -> str | None:
    """The dated designation: std-ref, else std-id, else put together from std-ident; an undated one as a last resort."""
    stated = [(element.get("type") or "", Inline().text(element)) for element in meta if name_of(element) == "std-ref"]
    stated += [(element.get("std-id-type") or "", Inline().text(element)) for element in meta.iter("{*}std-id")]
    for wanted in ("dated", None):
        for kind, text in stated:
            if StandardNumber.parse_or_none(text) is not None and wanted in (None, kind):
                return text
    ident = child(meta, "std-ident")
    if ident is None:
        return None
    part = {name_of(element): Inline().text(element) for element in ident}
    number = f"{part.get('originator', '')} {part.get('doc-number', '')}" + (f".{part['part-number']}" if part.get("part-number") else "")
    return number if StandardNumber.parse_or_none(number) is not None else None


def _titles(meta: Any, language: str) -> tuple[str, ...]:
    """The title in one language: as a whole where it is stated so, else its parts (引导要素, 主体要素, 补充要素)."""
    for wrap in meta.iter("{*}title-wrap"):
        texts = {name_of(element): Inline().text(element) for element in wrap}
        parts = [texts[name] for name in _TITLE_PARTS if texts.get(name)]
        whole = texts.get("full") or (" " if language == "zh" else " — ").join(parts)
        stated = (wrap.get(_LANG) or "").lower()
        if not whole or (stated and not stated.startswith(language)):
            continue
        if (re.search(r"[\u4e00-\u9fff]", whole) is not None) is not (language == "zh"):
            continue  # an element in the wrong language, or none stated
        return tuple(parts) if language == "zh" and len(whole) > _LONG_TITLE and len(parts) > 1 else (whole,)
    return ()


def _days(meta: Any) -> tuple[date | None, date | None]:
    """发布 and 实施. pub-date is that of publication; release-date that of the file, which stands in where there is no other."""
    found: dict[str, date] = {}
    for element in meta:
        name = name_of(element)
        day = _day(element) if name in ("pub-date", "release-date", "meta-date") else None
        if day is None:
            continue
        kind = _letters(element.get("type") or element.get("date-type") or element.get("std-type") or "")
        if kind.startswith(_EFFECTIVE_TYPES):
            found.setdefault("effective", day)
        elif name == "meta-date" and kind.startswith(_ISSUED_TYPES):
            found.setdefault("issued", day)
        elif name != "meta-date":
            found.setdefault(name, day)
    issued = found.get("issued") or found.get("pub-date") or found.get("release-date")
    return issued, found.get("effective")


def _day(element: Any) -> date | None:
    parts = {name_of(part): (part.text or "").strip() for part in element}
    if parts.get("year"):
        return day_stated("-".join(parts.get(name, "") for name in ("year", "month", "day")))
    return day_stated(element.get("iso-8601-date") or element.text)


def _related(meta: Any, kinds: frozenset[str]) -> tuple[str, ...]:
    found: list[str] = []
    for xref in meta.iter("{*}std-xref"):
        if _letters(xref.get("type") or "") in kinds:
            found += [Inline().text(element) for element in xref if name_of(element) == "std-ref"]
    return tuple(dict.fromkeys(filter(None, found)))


def _adopted(meta: Any) -> tuple[tuple[str, str], ...]:
    """Documents whose std-xref names the degree: "idt", "isIdenticalTo", "modified", "neq"."""
    found = []
    for xref in meta.iter("{*}std-xref"):
        kind = _letters(xref.get("type") or "")
        degree = (
            "NEQ"
            if "neq" in kind or "notequivalent" in kind
            else "IDT"
            if kind in ("idt", "adoptionidt") or "identical" in kind
            else "MOD"
            if kind in ("mod", "adoptionmod") or kind.startswith(("modified", "ismodif"))
            else degree_stated(xref.get("type") or "")
        )
        number = Inline().text(child(xref, "std-ref"))
        if degree and number:
            found.append((number, degree))
    return tuple(found)


def _organizations(meta: Any) -> tuple[str, ...]:
    """Names of the issuing bodies; abbreviations (SAC) are no names that a cover prints."""
    names = [Inline().text(element) for element in meta.iter("{*}std-org-name")]
    return tuple(dict.fromkeys(name for name in names if re.search(r"[\u4e00-\u9fff]", name)))


_CUSTOM = {
    "ccs": "ccs",
    "中国标准文献分类号": "ccs",
    "中国标准分类号": "ccs",
    "归口单位": "committee",
    "起草单位": "drafters",
    "发布部门": "issuers",
    "发布单位": "issuers",
    "发布日期": "issued",
    "实施日期": "effective",
}


def _custom(meta: Any) -> dict[str, str]:
    """custom-meta by the names that Chinese publishers give them."""
    found: dict[str, str] = {}
    for item in meta.iter("{*}custom-meta"):
        field = _CUSTOM.get(Inline().text(child(item, "meta-name")).lower())
        value = Inline().text(child(item, "meta-value"))
        if field and value:
            found.setdefault(field, value)
    return found


def _letters(text: str) -> str:
    return re.sub(r"[^a-z\u4e00-\u9fff]", "", text.lower())
