"""表头: which column of a user's table holds which fact, by the words at its head, Chinese or English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ingest.sheets.sheet import Sheet
from kg.identifiers import StandardNumber, find_numbers, fold

_LINES_LOOKED_AT: Final = 30
_LONGEST_HEAD: Final = 200


class Field(StrEnum):
    """What a column says of the number in its row."""

    NUMBER = "number"
    TITLE_ZH = "title_zh"
    TITLE_EN = "title_en"
    ISSUED = "issued"
    EFFECTIVE = "effective"
    WITHDRAWN = "withdrawn"
    STATUS = "status"
    REPLACES = "replaces"
    REPLACED_BY = "replaced_by"
    ADOPTED = "adopted"
    DEGREE = "degree"
    ICS = "ics"
    CCS = "ccs"
    ISSUER = "issuer"
    COMMITTEE = "committee"
    SOURCE = "source"
    VERIFIED = "verified"
    AS_OF = "as_of"
    CODE = "code"
    PRODUCT = "product"
    CATEGORY = "category"
    LEVEL = "level"
    SELF_DECLARATION = "self_declaration"


_WORDS: Final[dict[Field, tuple[str, ...]]] = {
    Field.NUMBER: (
        "标准号", "标准编号", "标准代号", "编号", "文件编号", "规程编号", "规范编号", "规程号", "国家标准编号", "国标号", "现行标准号", "引用标准号", "标准文件编号", "标准编号及名称", "标准号及名称", "编号及名称", "标准编号和名称", "标准号和名称", "编号和名称",
        "number", "standardnumber", "standardno", "standardcode", "stdno", "standardid", "gbnumber", "no", "stdcode", "designation", "standard", "numberandtitle",
    ),
    Field.TITLE_ZH: (
        "标准名称", "中文名称", "标准中文名称", "名称", "标准名", "文件名称", "中文标准名称", "规程名称", "规范名称", "题名", "标题",
        "titlezh", "title", "chinesetitle", "name", "cname", "titlecn", "stdname", "standardname", "namezh",
    ),
    Field.TITLE_EN: ("英文名称", "标准英文名称", "英文标准名称", "英文题名", "titleen", "englishtitle", "ename", "nameen"),
    Field.ISSUED: ("发布日期", "批准日期", "颁布日期", "发布时间", "发布", "公布日期", "issued", "issuedate", "publicationdate", "published", "releasedate", "dateofissue"),
    Field.EFFECTIVE: (
        "实施日期", "生效日期", "执行日期", "实施时间", "实施", "施行日期", "effective", "effectivedate", "implementationdate", "dateofimplementation", "inforce", "actdate",
    ),
    Field.WITHDRAWN: ("废止日期", "作废日期", "废止时间", "失效日期", "withdrawn", "withdrawaldate", "abolished", "abolishdate", "dateofwithdrawal"),
    Field.STATUS: ("标准状态", "状态", "有效性", "时效性", "status", "state", "validity"),
    Field.REPLACES: (
        "代替标准", "代替标准号", "代替", "替代标准", "代替情况", "被代替标准号", "代替标准编号", "替代标准编号", "代替国标号", "代替的标准", "所代替标准", "替代", "替代标准号", "代替或废止", "旧标准号", "旧标准", "原标准号",
        "replaces", "supersedes", "oldnumber", "replaced",
    ),
    Field.REPLACED_BY: (
        "被代替", "被替代", "替代为", "被代替为", "被以下标准代替", "代替者", "新标准", "新标准号", "被替代为", "由谁代替", "被代替标准", "被替代标准", "被代替标准编号", "被替代标准号", "被替代标准编号", "替代为标准号", "被代替情况", "被何标准代替", "现行版本",
        "replacedby", "supersededby", "newnumber", "successor",
    ),
    Field.ADOPTED: ("采标号", "采用国际标准", "采用标准号", "采用国际标准号", "国际标准号", "对应国际标准", "采标", "adopts", "isonumber", "adoptedstandard", "internationalstandard"),
    Field.DEGREE: ("采标程度", "一致性程度", "采用程度", "采标方式", "degree", "adoptiondegree", "conformity"),
    Field.ICS: ("ics", "ics号", "国际标准分类号", "ics分类号", "icscode", "国际标准分类"),
    Field.CCS: ("ccs", "ccs号", "中国标准分类号", "中标分类号", "ccs分类号", "中标分类", "ccscode", "中国标准分类"),
    Field.ISSUER: ("发布单位", "主管部门", "批准单位", "发布部门", "批准部门", "发布机构", "issuer", "authority", "publisher", "issuedby"),
    Field.COMMITTEE: ("归口单位", "归口", "技术归口单位", "归口部门", "技术委员会", "committee", "tc"),
    Field.SOURCE: ("来源", "出处", "链接", "网址", "依据", "公告号", "公告", "source", "sourceurl", "url", "link", "announcement"),
    Field.VERIFIED: ("核实", "是否核实", "已核实", "核对", "verified", "checked"),
    Field.AS_OF: ("截至", "截至日期", "数据日期", "更新日期", "asof", "updated"),
    Field.CODE: ("产品代码", "代码", "分类编码", "分类代码", "编码", "codes", "code", "productcode"),
    Field.PRODUCT: ("产品名称", "产品种类及名称", "产品种类", "器械名称", "品名举例", "productzh", "product", "productname"),
    Field.CATEGORY: ("产品大类", "大类", "类目", "子目录", "目录", "类别名称", "categoryzh", "category"),
    Field.LEVEL: ("管理类别", "classlevel", "managementclass", "riskclass"),
    Field.SELF_DECLARATION: ("自我声明", "自我声明程序", "评价方式", "selfdeclaration"),
}  # fmt: skip
_FIELDS: Final = {word: field for field, words in _WORDS.items() for word in words}
_USE: Final = re.compile(r"(?:检测|检验|测定|试验|分析|监测)?方法|执行|依据|引用|参考|检测|检验|产品(?=标准)")
"""What a list uses its standards for, before 标准编号 or 名称: 方法标准编号, 执行标准号."""
_KEY_FIELDS: Final = (Field.NUMBER, Field.PRODUCT)
_EITHER_WAY: Final = frozenset({
    "替代", "替代标准", "替代标准号", "替代标准编号", "被代替标准", "被代替标准号", "被代替标准编号", "被替代标准", "被替代标准号", "被替代标准编号", "replaced",
})  # fmt: skip
"""Heads that some lists write over the older number and some over the newer: 被代替标准号 is the number that is replaced, or that replaces."""
_GENERIC: Final = frozenset({"编号", "名称", "号", "标准号", "标准编号", "number", "no", "title", "name"})
"""Words of a lower line that say only what the line above them is about: 代替标准 | 编号."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a table: the fact that each column holds (0-based), the first and last line of the head (1-based), its words."""

    columns: dict[int, Field]
    first: int
    last: int
    words: tuple[str, ...]
    either_way: frozenset[Field] = frozenset()
    """Of replaces and replaced by, those whose head does not say which of the two it is."""

    def column(self, field: Field) -> int | None:
        return next((j for j, found in self.columns.items() if found is field), None)


def field_of(word: str) -> Field | None:
    """The fact that a column headed by ``word`` holds, None for a head that we do not know.

    >>> field_of("标准编号"), field_of("Effective date"), field_of("实施日期（年-月-日）"), field_of("备注")
    (<Field.NUMBER: 'number'>, <Field.EFFECTIVE: 'effective'>, <Field.EFFECTIVE: 'effective'>, None)
    >>> field_of("方法标准编号"), field_of("执行标准号"), field_of("检测日期")
    (<Field.NUMBER: 'number'>, <Field.NUMBER: 'number'>, None)
    """
    bare = _bare(word)
    found = _FIELDS.get(bare) or _FIELDS.get(re.sub(r"^(?:本|该|国家|行业|相关)", "", bare))
    if found is None and (use := _USE.match(bare)) is not None and _FIELDS.get(bare[use.end() :]) in (Field.NUMBER, Field.TITLE_ZH):
        found = _FIELDS[bare[use.end() :]]
    return found


def _bare(word: str) -> str:
    return re.sub(r"[\s_\-./:：*#]+", "", re.sub(r"[（(\[【].*?[)）\]】]", "", fold(word[:_LONGEST_HEAD]))).lower()


def find_heading(sheet: Sheet) -> Heading | None:
    """The head of the sheet's table: the first lines where a column of numbers (or of products) and another known one are named.

    A sheet without a head whose first column holds standard numbers is a plain list.
    """
    best: Heading | None = None
    for i in range(min(len(sheet.rows), _LINES_LOOKED_AT)):
        heading = heading_at(sheet.rows, i)
        if heading is not None and (best is None or len(heading.columns) > len(best.columns)):
            best = heading
        if best is not None and i > best.last + 2:
            break
    return best or _plain_list(sheet)


def heading_at(rows: Sequence[Sequence[str]], i: int) -> Heading | None:
    """The head that begins in line ``i`` (0-based), of one line or two; None where none does."""
    if _holds_numbers(rows[i]):
        return None
    single = _heading(i, [rows[i]])
    if i + 1 >= len(rows) or _holds_numbers(rows[i + 1]):
        return single
    # Heads over two lines: the words of both, one above the other. A line above the head that tells of the table adds nothing to it.
    double, below = _heading(i, [rows[i], rows[i + 1]]), _heading(i + 1, [rows[i + 1]])
    if double is None:
        return single
    most = max(len(one.columns) if one is not None else 0 for one in (single, below))
    if len(double.columns) > most or (len(double.columns) == most and single is None and _belong_together(rows[i], rows[i + 1])):
        return double
    return single


def _belong_together(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether a word of the upper line is one that we know only with that below it (标准 | 编号), or that says more than it (代替标准 | 编号)."""
    pairs = [(above, below) for above, below in zip(upper, lower, strict=False) if above and below and above != below]
    return any(field_of(above + below) is not None or field_of(above) is not None for above, below in pairs)


def _field_of_words(cells: Sequence[str]) -> tuple[Field | None, bool]:
    """(the fact of a column under these words, from the top, whether they may mean the older as well as the newer number)."""
    words = ["".join(cells), *reversed(cells)]
    if len(cells) == 2 and _bare(cells[1]) in _GENERIC and field_of(cells[0]) is not None:
        words[1:] = cells
    word = next((word for word in words if field_of(word) is not None), None)
    return (field_of(word), _bare(word) in _EITHER_WAY) if word is not None else (None, False)


def _heading(first: int, rows: Sequence[Sequence[str]]) -> Heading | None:
    columns: dict[int, Field] = {}
    words: list[str] = []
    either_way: set[Field] = set()
    for j in range(max(map(len, rows), default=0)):
        cells = list(dict.fromkeys(row[j] for row in rows if j < len(row) and row[j]))
        words.append(" ".join(cells))
        field, unsure = _field_of_words(cells)
        if field is not None and field not in columns.values():
            columns[j] = field
            if unsure:
                either_way.add(field)
    if Field.CODE in columns.values() and Field.NUMBER not in columns.values() and Field.PRODUCT not in columns.values():
        # Beside codes that are no standard numbers a 名称 is that of a product.
        columns = {j: Field.PRODUCT if field is Field.TITLE_ZH else field for j, field in columns.items()}
    if not any(field in columns.values() for field in _KEY_FIELDS):
        return None
    if len(columns) < 2 and sum(1 for word in words if word) > 1 and not _names_two(words[next(iter(columns))]):
        return None
    return Heading(columns, first + 1, first + len(rows), tuple(words), frozenset(either_way))


def _names_two(word: str) -> bool:
    """Whether one head stands over number and title (标准编号及名称), which no cell of a text does."""
    return re.search(r"[及和]名称|and_?title", word, re.IGNORECASE) is not None


def _holds_numbers(row: Sequence[str]) -> bool:
    return any(StandardNumber.parse_or_none(cell) is not None for cell in row)


def _plain_list(sheet: Sheet) -> Heading | None:
    filled = [row for row in sheet.rows if any(row)][:_LINES_LOOKED_AT]
    for j in range(max(map(len, filled), default=0)):
        cells = [row[j] for row in filled if j < len(row) and row[j]]
        # A number, or a number with its title behind it; a text that cites one somewhere is no entry of a list.
        numbers = sum(next((start for _, start, _ in find_numbers(cell[:_LONGEST_HEAD])), 1) == 0 for cell in cells)
        if numbers and numbers * 5 >= len(cells) * 4:
            return Heading({j: Field.NUMBER}, 0, 0, ())
    return None


def known_heads() -> str:
    """A few heads that are understood, for a message."""
    return "标准号, 标准名称, 发布日期, 实施日期, 状态, 代替标准, number, title, issued, effective, status, replaces"
