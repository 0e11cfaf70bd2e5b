"""Automatic numbers of Word paragraphs (numbering.xml): what Word prints before the text but does not store in it.

See ECMA-376-1:2016, 17.9. A `Numbering` is a counter: paragraphs must be asked in document order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ingest.readers.word.numerals import printed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_LEVELS = 9
_PLACEHOLDER = re.compile("%([1-9])")
# Names of styles in the templates for GB/T 1.1 (with and without the prefix 标准文件_), and of Word's own.
_HEADING_STYLES = (
    (re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE), 0),
    (re.compile(r"(?:.*_)?(?:章标题|附录标[识题]|前言.{0,4}标题|前言|引言|引言标题|参考文献.{0,5}标题|目次.{0,8}标题)"), 1),
    (re.compile(r"(?:.*_)?附录章标题"), 2),
    (re.compile(r"(?:.*_)?([一二三四五])级条标题"), 1),
    (re.compile(r"(?:.*_)?附录([一二三四五])级条标题"), 2),
)
_UNTITLED_STYLE = "无标题"  # 一级无标题条: a number before a paragraph that is no heading
_MAX_STYLES = 50  # a basedOn chain that is longer is a ring


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    suffix: str
    restart: int | None
    legal: bool
    style: str | None


class Numbering:
    """Numbers of one document. ``styles`` and ``numbering`` are the roots of styles.xml and numbering.xml, None if absent."""

    def __init__(self, styles: Any | None, numbering: Any | None) -> None:
        self._styles: dict[str, Any] = {} if styles is None else {_value(s, "styleId"): s for s in styles.findall(W + "style")}
        self._abstracts: dict[str, Any] = {}
        self._nums: dict[str, Any] = {}
        if numbering is not None:
            self._abstracts = {_value(a, "abstractNumId"): a for a in numbering.findall(W + "abstractNum")}
            self._nums = {_value(n, "numId"): n for n in numbering.findall(W + "num")}
        self._levels: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()

    def prefix(self, paragraph: Any) -> str:
        """What Word prints before the text of ``paragraph`` (a w:p element), its separator included; "" for none and for bullets."""
        found = self._place(paragraph)
        if found is None:
            return ""
        num_id, level = found
        counted = self._definition(num_id)
        if counted is None or level not in counted[1]:
            return ""
        list_id, levels = counted
        counts = self._counts.setdefault(list_id, [None] * _LEVELS)
        self._count(num_id, level, levels, counts)
        this = levels[level]
        if this.format == "bullet":
            return ""
        label = _PLACEHOLDER.sub(lambda match: self._number(int(match[1]) - 1, this, levels, counts), this.text)
        return label + ("" if this.suffix == "nothing" or not label else " ")

    def heading(self, paragraph: Any) -> int | None:
        """Outline level 1 to 9 of a paragraph: its own, else that of its style (Heading 1 is level 1)."""
        properties = paragraph.find(W + "pPr")
        outline = _outline(properties)
        if outline is not None:
            return outline if outline <= _LEVELS else None
        chain = self._style_chain(properties)
        if chain and _UNTITLED_STYLE in _child_value(chain[0], "name", ""):
            return None
        for style in chain:
            outline = _outline(style.find(W + "pPr"))
            if outline is None:
                outline = _heading_of_style(_child_value(style, "name", ""))
            if outline is not None:
                return outline if outline <= _LEVELS else None
        return None

    def _style_chain(self, properties: Any | None) -> list[Any]:
        chain: list[Any] = []
        style_id = "" if properties is None else _child_value(properties, "pStyle", "")
        while style_id in self._styles and len(chain) < _MAX_STYLES:
            style = self._styles[style_id]
            chain.append(style)
            style_id = _child_value(style, "basedOn", "")
        return chain

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        """numId and level of a paragraph, from itself or its styles; numId 0 switches numbering off."""
        properties = paragraph.find(W + "pPr")
        own = None if properties is None else properties.find(W + "numPr")
        num_id = None if own is None else _child_value(own, "numId", None)
        level = None if own is None else _integer(_child_value(own, "ilvl", None))
        for style in self._style_chain(properties):
            if num_id is not None and level is not None:
                break
            numbered = style.find(W + "pPr/" + W + "numPr")
            if numbered is None:
                continue
            if num_id is None:
                num_id = _child_value(numbered, "numId", None)
            if level is None:
                level = _integer(_child_value(numbered, "ilvl", None))
                if level is None and num_id is not None:
                    level = self._level_of_style(num_id, _value(style, "styleId"))
        if num_id is None or num_id == "0":
            return None
        return num_id, level or 0

    def _level_of_style(self, num_id: str, style_id: str) -> int | None:
        found = self._definition(num_id)
        return None if found is None else next((n for n, level in found[1].items() if level.style == style_id), None)

    def _definition(self, num_id: str) -> tuple[str, dict[int, _Level]] | None:
        """Which list a numId counts in, and its levels with the overrides of that numId."""
        if num_id in self._levels:
            return self._levels[num_id]
        if num_id not in self._nums:
            return None
        num = self._nums[num_id]
        list_id = self._abstract_of(num)
        if list_id is None:
            return None
        levels: dict[int, _Level] = {}
        elements = list(self._abstracts[list_id].findall(W + "lvl"))
        elements += num.findall(W + "lvlOverride/" + W + "lvl")
        for element in elements:
            index = _integer(_value(element, "ilvl"))
            if index is not None and 0 <= index < _LEVELS:
                levels[index] = _level(element)
        self._levels[num_id] = (list_id, levels)
        return list_id, levels

    def _abstract_of(self, num: Any) -> str | None:
        for _ in range(_MAX_STYLES):
            list_id: str = _child_value(num, "abstractNumId", "")
            if list_id not in self._abstracts:
                return None
            link = _child_value(self._abstracts[list_id], "numStyleLink", "")
            style = self._styles.get(link) if link else None
            if style is None:
                return list_id
            reference = style.find(W + "pPr/" + W + "numPr")
            linked = "" if reference is None else _child_value(reference, "numId", "")
            if linked not in self._nums:
                return list_id
            num = self._nums[linked]
        return None

    def _count(self, num_id: str, level: int, levels: dict[int, _Level], counts: list[int | None]) -> None:
        override = self._start_override(num_id, level)
        if override is not None and (num_id, level) not in self._started:
            counts[level] = override
        else:
            current = counts[level]
            counts[level] = levels[level].start if current is None else current + 1
        self._started.add((num_id, level))
        for deeper in range(level + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            # lvlRestart 0: never; n: only after a level up to n (counted from 1); absent: after any higher one.
            if restart is None or level < restart:
                counts[deeper] = None

    def _start_override(self, num_id: str, level: int) -> int | None:
        for override in self._nums[num_id].findall(W + "lvlOverride"):
            if _integer(_value(override, "ilvl")) == level:
                return _integer(_child_value(override, "startOverride", None))
        return None

    def _number(self, level: int, printing: _Level, levels: dict[int, _Level], counts: list[int | None]) -> str:
        if level not in levels:
            return ""
        count = counts[level]
        if count is None:
            # A level that was skipped ("3.1" straight below an unnumbered 3) counts from its start.
            count = counts[level] = levels[level].start
        format_name = "decimal" if printing.legal else levels[level].format
        return printed(count, format_name)


def _heading_of_style(name: str) -> int | None:
    """Heading level that the name of a style states.

    >>> [_heading_of_style(n) for n in ("heading 2", "章标题", "标准文件_一级条标题", "附录二级条标题", "附录标识", "段", "附录表标题")]
    [2, 1, 2, 4, 1, None, None]
    """
    for pattern, base in _HEADING_STYLES:
        if match := pattern.fullmatch(name.strip()):
            if not match.groups():
                return base
            return int(match[1]) if match[1].isdigit() else base + "一二三四五".index(match[1]) + 1
    return None


def _level(element: Any) -> _Level:
    legal = element.find(W + "isLgl")
    return _Level(
        start=_integer(_child_value(element, "start", None)) or 0,
        format=_child_value(element, "numFmt", "decimal"),
        text=_child_value(element, "lvlText", ""),
        suffix=_child_value(element, "suff", "tab"),
        restart=_integer(_child_value(element, "lvlRestart", None)),
        legal=legal is not None and is_on(legal),
        style=_child_value(element, "pStyle", None),
    )


def is_on(element: Any) -> bool:
    """Whether an on/off property element (17.17.4) is on: it is unless it says otherwise."""
    return (element.get(W + "val") or "true").lower() not in ("0", "false", "off")


def _outline(properties: Any | None) -> int | None:
    level = None if properties is None else _integer(_child_value(properties, "outlineLvl", None))
    return None if level is None else level + 1


def _value(element: Any, attribute: str) -> str:
    value = element.get(W + attribute)
    return value if isinstance(value, str) else ""


def _child_value(element: Any, tag: str, default: Any) -> Any:
    child = element.find(W + tag)
    value = None if child is None else child.get(W + "val")
    return default if value is None else value


def _integer(value: str | None) -> int | None:
    if value is None or not re.fullmatch(r"-?\d{1,9}", value, re.ASCII):
        return None
    return int(value)
