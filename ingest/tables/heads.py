"""表头: how many rows of a table are its head, from merged cells and from what the cells say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.lines import SourceCell
from kg.identifiers import StandardNumber

Row = Sequence[SourceCell]
Rows = tuple[tuple[SourceCell, ...], ...]

_VALUE = re.compile(
    r"[≤≥<>＜＞±≈~～\-－–—]?\s*\d[\d\s.,×xX^*]*(?:[~～\-－–—]+\s*[<>≤≥＜＞]?\s*\d[\d.\s]*)?\s*(?:\^?\(?[a-z0-9]\)?)?|[—–－\-─/]+|不得检出|禁排|禁止排放|无|√|○|●|△|[×xX]"
)
_UNIT_CELL = re.compile(
    r"[(（]?\s*(?:[mkcµμnd]?(?:g|L|m|mol|Pa|W|V|A|s|h|min|t|dB|Bq|℃)[0-9^\-]*[/·.\s]?){1,4}(?:\(A\))?\s*[)）]?|%|‰|[（(]无量纲[)）]"
)
_HEADING = re.compile(
    r"(?:名称|项目|指标|参数|类别|等级|级别|分级|序号|编号|代号|种类|分类|类型|类|内容|型号|规格|条件|因子|污染物|物质|量)(?:[(（].*)?$|^(?:$|项|参)"
)
_QUANTITY = re.compile(r"(?:[≤≥<>＜＞±≈(（]|不[大小高低]于|不超过)*\s*\d[\d\s.,±+\-~～]*(?![\d年月日])")
_DEEPEST = 4


def header_rows(rows: Sequence[Row]) -> int:
    """The number of header rows: 0 where the table has none (an empty form), at least 1 else.

    Merged cells decide first: the head goes down as far as a cell of its first row does, and as far as cells that
    divide a merged one do. Then words: a row of units only belongs to the head.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return 0
    if _is_form(rows) or _begins_with_body(rows):
        return 0
    head = 1
    while head < min(len(rows), _DEEPEST + 1):
        hangs = any(_same(rows[head - 1][c], rows[head][c]) for c in range(len(rows[0]))) and not _is_body(rows[head], rows[head - 1])
        below = rows[head + 1] if head + 1 < len(rows) else ()
        if not (hangs or _divides(rows[head - 1], rows[head], below) or _units(rows[head])):
            break
        head += 1
    return head if head <= _DEEPEST and head < len(rows) else 1


def with_half_row(head: Rows, body: Rows) -> tuple[Rows, Rows]:
    """Head and body where the head goes down further in some columns only: below a merged heading its parts are named in a row
    in which the other columns hold, merged with the row below, their values already. Those names become a row of the head."""
    if not head or len(body) < 2:
        return head, body
    last, first, second = head[-1], body[0], body[1]
    parts = [c for c in range(len(last)) if _beside(last, c)]
    others = [c for c in range(len(last)) if c not in parts]
    if not parts or not others or not all(_same(first[c], second[c]) for c in others):
        return head, body
    named = all(first[c].text and not is_value(first[c].text) and not _beside(first, c) and is_value(second[c].text) for c in parts)
    if not named:
        return head, body
    own = tuple(first[c] if c in parts else last[c] for c in range(len(last)))
    return (*head, own), body[1:]


def is_value(text: str) -> bool:
    """Whether a cell holds a value or its absence, not words.

    >>> [is_value(t) for t in ("≤1", "6~9", "0.000 03", "—", "禁排", "一级标准")]
    [True, True, True, True, True, False]
    """
    return bool(_VALUE.fullmatch(text.strip()))


def _same(above: SourceCell, below: SourceCell) -> bool:
    """Whether two cells are one merged cell."""
    return above.text != "" and above.start >= 0 and (above.start, above.end, above.text) == (below.start, below.end, below.text)


def _is_body(row: Row, above: Row) -> bool:
    """Whether a row under a merged cell is no head: its own cells are values or running numbers."""
    own = [cell for cell, over in zip(row, above, strict=True) if cell.text and not _same(over, cell)]
    if not own:
        return False
    first = row[0].text.strip()
    values = sum(is_value(cell.text) for cell in own)
    return (first == "1" and own[0] is row[0]) or (values > 0.6 * len(own) and not _same(above[0], row[0]))


def _divides(above: Row, below: Row, following: Row) -> bool:
    """Whether the row below names parts of what is merged above: words under merged cells, and nothing new under the others.

    Another label under an unmerged one (季节 under 种类) is allowed where the ``following`` row holds the values.
    """
    spans = [c for c in range(len(above)) if _beside(above, c)]
    if not spans or len(spans) == len(above):
        return False
    others = [c for c in range(len(above)) if c not in spans]
    if any(below[c].text for c in others):
        divided = all(not _beside(below, c) for c in spans) and len(others) == 1
        values = sum(is_value(following[c].text) for c in spans) if following else 0
        if not divided or values < 0.6 * len(spans) or any(is_value(cell.text) for cell in below):
            return False
    return all(below[c].text and not is_value(below[c].text) for c in spans)


def _beside(row: Row, column: int) -> bool:
    """Whether the cell is merged with a neighbour in its row."""
    return (column > 0 and _same(row[column - 1], row[column])) or (column + 1 < len(row) and _same(row[column], row[column + 1]))


def _units(row: Row) -> bool:
    cells = [cell.text.strip() for cell in row if cell.text.strip()]
    return bool(cells) and len(cells) >= 0.5 * (len(row) - 1) and all(_UNIT_CELL.fullmatch(fold_blank(text)) for text in cells)


def fold_blank(text: str) -> str:
    """The text without blanks."""
    return re.sub(r"\s+", "", text)


def _begins_with_body(rows: Sequence[Row]) -> bool:
    """Whether the first row is one of the body: running numbers from 1, a list of standards, or pairs of a name and its value."""
    names = [row[0].text.strip() for row in rows]
    if names[:2] == ["1", "2"]:
        return True
    if _is_number_of_standard(names[0]) and sum(map(_is_number_of_standard, names)) > 0.6 * len(names):
        return True
    if len(rows[0]) != 2 or _HEADING.search(names[0]) or any(re.search(r"\d", name) for name in names):
        return False
    values = [bool(_QUANTITY.match(row[1].text.strip())) for row in rows]
    return values[0] and sum(values) > 0.6 * len(values)


def _is_number_of_standard(text: str) -> bool:
    return StandardNumber.parse_or_none(text) is not None


def _is_form(rows: Sequence[Row]) -> bool:
    """An empty form has no head: most cells of its first row, and of all rows, wait to be filled in."""
    first = rows[0]
    empty = sum(not cell.text for cell in first)
    blank = sum(not cell.text for row in rows for cell in row)
    return empty >= 0.4 * len(first) and empty > 0 and blank > 0.3 * len(rows) * len(first)
