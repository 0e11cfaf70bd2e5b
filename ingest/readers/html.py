"""HTML: blocks become lines, h1-h6 headings, data tables tables, items of ordered lists take the numbers a browser gives them.

Loads nothing and expands no entities of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from ingest.lines import SourceText
from ingest.readers.assembly import Assembly, Cell
from ingest.readers.characters import read_characters
from ingest.readers.limits import DEFAULT_LIMITS, Limits
from ingest.readers.raised import ScriptedLine
from ingest.readers.word.numerals import letters, roman
from kg.errors import UnreadableDocument

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w-]+)""", re.IGNORECASE)
_CHARSET_WINDOW = 4096  # the standard says 1024; portals put their scripts before it

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# fmt: off
_DROPPED = frozenset((
    "script", "style", "noscript", "template", "head", "iframe", "object", "svg", "select", "option", "textarea", "button",
))
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))
# fmt: on
# HTML collapses these and no others; a no-break space is how pages write a plain one (GB&nbsp;13271).
_SPACES = re.compile("[ \t\n\r\f\xa0]+")
_MAX_COLUMNS, _MAX_ROWS = 1000, 65534  # clamps of the HTML standard, 4.9.11


class HtmlReader:
    """Reads ``.html`` and ``.htm``. sub and sup stay inline: ``mg/m<sup>3</sup>`` reads ``mg/m3``, ``10<sup>3</sup>`` ``10^3``."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits

    def read(self, path: Path) -> SourceText:
        """Raises UnreadableDocument binary, encoding, damaged, too_large or no_text."""
        with path.open("rb") as file:
            declared = declared_charset(file.read(_CHARSET_WINDOW))
        text = read_characters(path, self._limits, declared)
        assembly = Assembly(path.name, self._limits)
        add_html(assembly, text, path.name)
        return assembly.finish("html", "html/1")


def declared_charset(head: bytes) -> str | None:
    """The encoding that a page states in its meta element or XML declaration.

    >>> declared_charset(b'<html><meta http-equiv="Content-Type" content="text/html; charset=GB2312">')
    'gb2312'
    """
    match = _CHARSET.search(head)
    return None if match is None else (match[1] or match[2]).decode("ascii", "replace").lower()


def add_html(assembly: Assembly, markup: str, name: str) -> None:
    """Append the lines and tables of a page or a fragment. Raises UnreadableDocument ``damaged``."""
    # huge_tree lifts the depth limit from 255, behind which libxml2 silently drops text: old pages that never
    # close their font tags reach it.
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml_html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return  # nothing but comments and blanks
    except etree.LxmlError as exc:
        raise UnreadableDocument("damaged", f"{name} cannot be parsed as HTML ({exc}); open it in a browser and save it again") from exc
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise UnreadableDocument("damaged", f"{name} nests its HTML elements too deeply to be read whole; save it again as a simpler page")
    for item in _walk(root):
        if isinstance(item, tuple):
            text, heading = item
            assembly.add_text(text, heading=heading)
        else:
            _add_table(assembly, item)


def _walk(root: Any) -> Iterator[tuple[str, int | None] | Any]:
    """Lines (text, heading) and data tables (elements) below ``root`` in reading order.

    Iterative: pages nest deeper than Python recurses.
    """
    written = ScriptedLine()
    heading: int | None = None
    preformatted = raised = 0
    counts: dict[Any, int] = {}  # list -> number of its last item

    lead = ""  # number of the item whose first words come next

    def line() -> Iterator[tuple[str, int | None]]:
        nonlocal written, lead
        raw, written = str(written), ScriptedLine()
        text = raw.replace("\xa0", " ") if preformatted else _SPACES.sub(" ", raw).strip()
        if text.strip():
            yield lead + text if heading is None else text, heading
            lead = ""

    # (element, False) is met on the way in, (element, True) on the way out.
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, leaving = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        block = tag in _BLOCKS
        if leaving:
            if block:
                yield from line()
            if tag in _HEADINGS:
                heading = None
            if tag == "li":
                lead = ""
            preformatted -= tag == "pre"
            raised -= tag == "sup"
            if element is not root:
                written.add(element.tail or "", raised > 0)
            continue
        if block:
            yield from line()
        if tag == "table" and element is not root and _is_data(element):
            yield element
            written.add(element.tail or "", raised > 0)
            continue
        if tag in _DROPPED or not tag:
            written.add(element.tail or "", raised > 0)
            continue
        if tag in _HEADINGS:
            heading = _HEADINGS[tag]
        preformatted += tag == "pre"
        raised += tag == "sup"
        if tag == "li":
            lead = _label(element, counts)
        written.add(element.text or "", raised > 0)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    yield from line()


_COUNTED: dict[str, Callable[[int], str]] = {
    "a": letters,
    "A": lambda n: letters(n).upper(),
    "i": roman,
    "I": lambda n: roman(n).upper(),
    "1": str,
}
_UNMARKED = re.compile(r"list-style(?:-type)?\s*:\s*[^;]*\bnone\b", re.IGNORECASE)
# What prints its own number: "a) …", "（1）…", "①…", "第三条 …", "一、…", "4.1 …", "—— …".
_NUMBERED = re.compile(
    r"\s*(?:[a-zA-Z\d]{1,3}\s*[)）.．、]|[(（][\da-zA-Z一二三四五六七八九十]{1,3}[)）]|[①-⑳]|[—–-]|第.{1,6}[章条款]|[一二三四五六七八九十]{1,3}、|\d+(?:\.\d+)*\s)"
)


def _label(item: Any, counts: dict[Any, int]) -> str:
    """Number of a list item as 列项 print it (GB/T 1.1-2020, 7.5): a) or 1); none for bullets and for items that print their own."""
    holder = item.getparent()
    if holder is None or holder.tag != "ol":
        return ""
    number = _counted(item, holder, counts)
    if _UNMARKED.search(f"{holder.get('style') or ''};{item.get('style') or ''}"):
        return ""
    counter = _COUNTED.get((item.get("type") or holder.get("type") or "1").strip())
    if counter is None or _NUMBERED.match(_beginning(item)):
        return ""
    return f"{counter(number)}) "


def _counted(item: Any, holder: Any, counts: dict[Any, int]) -> int:
    """Which number an item has: the one it states, or the next of its list; ``counts`` holds the last of every list."""
    stated = _integer(item.get("value"))
    if stated is None:
        start = _integer(holder.get("start"))
        stated = counts[holder] + 1 if holder in counts else 1 if start is None else start
    counts[holder] = stated
    return stated


def _integer(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else None


def _beginning(item: Any) -> str:
    """The first words of an item, blocks inside it included."""
    for text in item.itertext():
        if text.strip():
            return str(text)
    return ""


def _is_data(table: Any) -> bool:
    """Whether a table holds data: portals lay whole pages out in tables around tables."""
    return next(table.iterdescendants("table"), None) is None


def _add_table(assembly: Assembly, table: Any) -> None:
    rows: list[list[Cell]] = []
    caption: str | None = None
    header_rows = 0
    in_header = True
    for element in table.iterdescendants("caption", "tr"):
        if element.tag == "caption":
            caption = _inner_text(element)
            continue
        cells = [cell for cell in element if cell.tag in ("td", "th")]
        rows.append([Cell(_inner_text(cell), _span(cell, "colspan", _MAX_COLUMNS), _span(cell, "rowspan", _MAX_ROWS)) for cell in cells])
        in_header = in_header and (element.getparent().tag == "thead" or (bool(cells) and all(cell.tag == "th" for cell in cells)))
        header_rows += in_header
    # A span may not reach below the last row; 0 means "to the end".
    clipped = [
        [Cell(cell.text, cell.columns, min(cell.rows or _MAX_ROWS, len(rows) - index)) for cell in row] for index, row in enumerate(rows)
    ]
    assembly.add_table(clipped, header_rows=header_rows, caption=caption)


def _inner_text(element: Any) -> str:
    return "\n".join(item[0] for item in _walk(element) if isinstance(item, tuple))


def _span(cell: Any, name: str, most: int) -> int:
    value = (cell.get(name) or "1").strip()
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        return 1
    number = int(value)
    return min(number, most) if number or name == "rowspan" else 1
