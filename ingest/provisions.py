"""条款: sentences that require, recommend, permit or state what may be, told by their modal verbs.

GB/T 1.1-2020, annex C: 应 requirement, 宜 recommendation, 可/不必 permission, 能 capability, 可能
possibility; 必须 and 不得 of law are external constraints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ingest.places import Places
from kg.identifiers import find_numbers
from kg.model import AnnexKind, Clause, DocumentType, Provision, ProvisionKind, Table

# Words that hold a modal character without its meaning.
_INNOCENT = re.compile(
    r"应用(?!\s*[A-Z]{2,4}(?:/[TZ])?\s*\d)|响应|反应|适应|供应|相应|对应|应力|应变|应急|效应|感应|应答|应收|应付|应届|应激|便宜|适宜|不宜性|事宜|许可|可靠|可见|可燃|可信|可视|可编程|可行(?![驶走使为])|可追溯|可比|可选(?![用取择定])|可供|可(?:用|操作|重复|再现|降解|维护|维修|扩展|加工|验证|接受|测试|达|读|塑|焊)性(?![能质])|认可|可听|可溶|可挥发|可吸入|可持续|可再生|可移植|可回收|能力|性能|功能|能量|能源|能见|能耗|节能|智能|只能|能够|效能|电能|热能|能效|机能|势能|动能|太阳能|职能|技能|核能|万能|可控|可逆|可调|可变|可移动|允许(?:的?最大|误差|偏差|公差|限|值|范围|浓度|排放|水平|波动|含量|变化|差值?)|许可"
    # 可能的污染范围, 可理解的符号, 允许和拒绝, 是否允许, 予以应对: attributes, names of a result, questions; they leave nothing to anyone.
    r"|可能(?:存在|受影响|影响|产生|出现|发生|涉及)?的|可(?![用选取按由将为是有在以加做能])[\u4e00-\u9fff]{2}的|允许(?=[和与或、，,；;。”]|时[，,]|优先)"
    r"|是否(?:允许|可以|可|应当|应|需|能够|能)|(?:予以|[和与及、])应对"
)
_RULES: tuple[tuple[re.Pattern[str], ProvisionKind], ...] = (
    (re.compile(r"必须"), ProvisionKind.EXTERNAL_CONSTRAINT),
    (
        re.compile(r"应当|不应|(?<![供适响对相反感])应(?=[^力变急答激收付届用]|用\s*[A-Z]{2,4}(?:/[TZ])?\s*\d)|不得|禁止|严禁|须(?!知)"),
        ProvisionKind.REQUIREMENT,
    ),
    (re.compile(r"宜"), ProvisionKind.RECOMMENDATION),
    (re.compile(r"可能|不可能"), ProvisionKind.POSSIBILITY),
    (re.compile(r"可以|不必|无须|允许|可"), ProvisionKind.PERMISSION),
    (re.compile(r"能"), ProvisionKind.CAPABILITY),
)
_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")


def kind_of(sentence: str) -> ProvisionKind | None:
    """The kind of a sentence; None for a plain statement.

    >>> kind_of("烟囱高度不应低于 15 m。").value
    'requirement'
    >>> kind_of("本方法适用于响应时间的测定。") is None
    True
    """
    masked = _INNOCENT.sub(lambda m: "□" * len(m[0]), sentence)
    return next((kind for pattern, kind in _RULES if pattern.search(masked)), None)


def read_provisions(clauses: Sequence[Clause], type_: DocumentType, places: Places, tables: Sequence[Table] = ()) -> tuple[Provision, ...]:
    """Provisions of all clauses but scope, references, terms and informative annexes' tables."""
    found = []
    spans = [(table.at.start, table.at.end) for table in tables]
    informative = {c.number for c in clauses if c.kind is AnnexKind.INFORMATIVE}
    first = {clause.number: clause for clause in reversed(clauses)}
    for clause in clauses:
        if clause.number in informative or _is_preliminary(clause, first):
            continue
        for sentence, start, end in _sentences(clause.text):
            # Notes and examples hold no provisions (GB/T 1.1-2020, 9.10), captions and rows of tables none of their own.
            if _in_note(clause.text, start) or _TABLE_LINE.search(sentence):
                continue
            kind = kind_of(sentence)
            if kind is None:
                continue
            if type_ is DocumentType.LAW and kind is ProvisionKind.REQUIREMENT:
                kind = ProvisionKind.EXTERNAL_CONSTRAINT
            at = places.of(clause, start, end)
            # A row whose cells hold no sentence ("焚烧处理能力  排气筒最低允许高度") provides nothing by itself.
            if "  " in sentence and sentence[-1] not in "。；;" and any(a <= at.start < b for a, b in spans):
                continue
            delegates = _delegates_to(sentence) if kind in _BINDING else ()
            found.append(Provision(clause.number, kind, sentence, at, delegates))
    return tuple(found)


_TABLE_LINE = re.compile(r"^(?:续?表|图)\s?[A-Z]?\.?\d+(?:\s|$)(?!.*[。；]$)|\S {2,}\S+ {2,}\S")
_BINDING = (ProvisionKind.REQUIREMENT, ProvisionKind.EXTERNAL_CONSTRAINT)
_BY_ANOTHER = re.compile(r"(?:符合|满足|执行|遵守|遵循|按照?|依据|依照|达到|参照)")


def _delegates_to(sentence: str) -> tuple[str, ...]:
    """The documents by whose rules a requirement is met.

    >>> _delegates_to("废水排放应符合GB 8978—1996和GB/T 31962的规定。")
    ('GB 8978-1996', 'GB/T 31962')
    >>> _delegates_to("GB 8978 所列的设施应停用。")
    ()
    """
    numbers: dict[str, None] = {}
    for number, start, _ in find_numbers(sentence):
        if _BY_ANOTHER.search(sentence[:start]):
            numbers.setdefault(number.canonical)
    return tuple(numbers)


def _in_note(text: str, start: int) -> bool:
    """Whether the paragraph around ``start`` is a note or an example."""
    paragraph = text[text.rfind("\n", 0, start + 1) + 1 :]
    return re.match(r"\s*(?:注|示例)\s*\d*\s*[:：]", paragraph) is not None


def _is_preliminary(clause: Clause, by_number: Mapping[str, Clause]) -> bool:
    top = by_number.get(clause.number.split(".")[0], clause)
    heading = re.sub(r"\s+", "", top.heading or "")
    return bool(re.match(r"(适用)?范围|规范性引用|引用(文件|标准)|术语|定义|符号|缩略语", heading)) and not clause.number.startswith("附录")


def _sentences(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        if 6 <= len(sentence) <= 600 and re.search(r"[\u4e00-\u9fff]", sentence):
            yield sentence, match.start(), match.end()
