"""One line of a catalogue of products (CCC 目录, 医疗器械分类目录) -> ProductRow."""

from __future__ import annotations

import re
from typing import Final

from ingest.catalogue.headers import Field
from ingest.catalogue.line import LineReader
from kg.catalogue import ProductRow
from kg.identifiers import fold
from kg.model import Severity, Text

_LEVELS: Final = {"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "I": "I", "II": "II", "III": "III", "1": "I", "2": "II", "3": "III", "一": "I", "二": "II", "三": "III"}  # fmt: skip
_PROGRAMS: Final = {"*": "A", "**": "B", "A": "A", "B": "B"}


def product_row(line: LineReader) -> ProductRow | None:
    """The row of the line; None where it has no name or no code."""
    label, codes = line.said(Field.PRODUCT), line.words(Field.CODE)
    if label is None or not codes:
        line.warn("no_code", "没有产品名称或代码，跳过 no product name or code in this row, left out", Severity.INFO)
        return None
    level, program = fold(line.words(Field.LEVEL)).upper(), fold(line.words(Field.SELF_DECLARATION)).upper()
    return ProductRow(
        row=line.row,
        sheet=line.sheet,
        codes=tuple(Text(match[0], line.at(Field.CODE, match.start(), match.end())) for match in re.finditer(r"[^\s;；,，、]+", codes)),
        label_zh=label,
        at=line.text.row(line.sheet, line.row),
        category=line.said(Field.CATEGORY),
        level=_mapped(line, Field.LEVEL, level.removeprefix("第").removesuffix("类").strip(), _LEVELS),
        self_declaration=_mapped(line, Field.SELF_DECLARATION, re.sub(r"程序|自我声明|\s", "", program), _PROGRAMS),
    )


def _mapped(line: LineReader, field: Field, words: str, known: dict[str, str]) -> Text | None:
    if not words:
        return None
    if words not in known:
        line.warn("unknown_word", f"“{words[:30]}”不认识，未记 is not known here, left out")
        return None
    return Text(known[words], line.at(field))
