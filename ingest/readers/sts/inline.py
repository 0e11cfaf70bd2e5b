"""STS: what stands in one line: running text with its raised and lowered parts, formulas, and marks of footnotes."""

from __future__ import annotations

import re
from html.entities import html5
from typing import Any

from lxml import etree

from ingest.readers.raised import ScriptedLine

_LINE_BREAK = "\x1f"
# Deleted by a tracked change, anchors, entries of an index, data about the document.
_LEFT_OUT = frozenset({"del", "target", "index-term", "processing-meta", "graphic", "inline-graphic", "sec-meta", "object-id", "label"})
_TOKENS = frozenset({"mi", "mn", "mo", "mtext", "ms"})
_INVISIBLE_OPERATORS = {ord(char): None for char in "\u2061\u2062\u2063\u2064"}
_FOOTNOTE_XREFS = frozenset({"fn", "table-fn", "table-footnote"})


def name_of(element: Any) -> str:
    """Name of an element without its namespace; "" for comments, instructions and entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Any, *names: str) -> Any | None:
    """The first child of one of these names."""
    return next((found for found in element if name_of(found) in names), None)


class Inline:
    """Running text of elements. Footnotes that stand inside it are collected in ``notes`` as (mark, element)."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, Any]] = []

    def text(self, element: Any | None) -> str:
        """Text of ``element`` with blanks collapsed; line breaks only where the document breaks a line."""
        if element is None:
            return ""
        line = ScriptedLine()
        self.add(line, element)
        return collapsed(str(line))

    def add(self, line: ScriptedLine, element: Any, raised: bool = False) -> None:
        """Append an element's content to ``line``, not what stands behind it."""
        line.add(element.text or "", raised)
        for part in element:
            self.add_child(line, part, raised)
            line.add(part.tail or "", raised)

    def add_child(self, line: ScriptedLine, part: Any, raised: bool = False) -> None:
        """Append one element inside running text."""
        if isinstance(part, etree._Entity):
            # Names of characters that the document type would define; entities of its own are never expanded.
            line.add(html5.get(f"{part.name};", ""), raised)
            return
        name = name_of(part)
        if name == "sup":
            self.add(line, part, True)
        elif name == "xref" and part.get("ref-type") in _FOOTNOTE_XREFS and not len(part):
            line.add(part.text or "", True)
        elif name == "fn":
            mark = self.text(child(part, "label"))
            line.add(mark, True)
            self.notes.append((mark, part))
        elif name == "break":
            line.add(_LINE_BREAK)
        elif name == "math":
            line.add(_math(part), raised)
        elif name == "alternatives":
            chosen = child(part, "math", "tex-math", "textual-form")
            if chosen is not None:
                self.add_child(line, chosen, raised)
        elif name == "std-ref":
            self.add(line, part, raised)
            if not (part.tail or "").strip() and part.getnext() is not None:
                line.add(" ")
        elif name and name not in _LEFT_OUT:
            self.add(line, part, raised)


def collapsed(text: str) -> str:
    """Blanks collapsed as XML editors break lines: nothing between Chinese characters, one blank elsewhere.

    >>> collapsed(" 颗粒\\n    物  not\\n  limited ")
    '颗粒物 not limited'
    """
    text = re.sub(r"(?<=[\u2e80-\uffef])[ \t]*\n\s*(?=[\u2e80-\uffef])", "", text.replace("\r", ""))
    text = re.sub(r"[ \t\n]+", " ", text)
    return "\n".join(part.strip() for part in text.split(_LINE_BREAK)).strip()


def _math(element: Any) -> str:
    """A formula in presentation MathML as one line: ``a/b``, ``10^-5``, ``√(x)``."""
    name = name_of(element)
    if name in _TOKENS:
        return " ".join((element.text or "").split()).translate(_INVISIBLE_OPERATORS)
    if name in ("annotation", "annotation-xml"):
        return ""
    parts = [_math(part) for part in element if name_of(part)]
    if name in ("msup", "msubsup", "mover") and len(parts) >= 2:
        line = ScriptedLine()
        line.add("".join(parts[:-1]) if name == "msubsup" else parts[0])
        if name != "mover":
            line.add(parts[-1], raised=True)
        return str(line)
    if name == "mfrac" and len(parts) == 2:
        return "/".join(part if re.fullmatch(r"[\w.^]*", part) else f"({part})" for part in parts)
    if name == "msqrt":
        return f"√({''.join(parts)})"
    if name == "mroot" and parts:
        return f"√({parts[0]})"
    if name == "mfenced":
        return f"{element.get('open', '(')}{','.join(parts)}{element.get('close', ')')}"
    if name in ("mtr", "mtable"):
        return " ".join(parts)
    return "".join(parts)
