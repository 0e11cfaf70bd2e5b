"""指标项: what a sentence bounds, read back from the words that bound it to the noun phrase before them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ingest.measurand_names import joined, looks_like_quantity, measurand_name
from kg.model import Clause

_LEAD: Final = re.compile(
    r"^\s*(?:[a-zA-Z0-9一二三四五六七八九十]{1,2}\s*[)）.、]|[(（][a-zA-Z0-9一二三四五六七八九十]{1,2}[)）]|——|—|●|[①-⑳])?\s*"
    r"(?:其中|其(?![他它余])|该|则|但是?|并且?|而且|且|还|也|均|同时|以及|和|与|及|或者?|一般|原则上|所有|各|每个?|对于?|任何|此时|保证|确保|使得?|要求|上述|所述|有关|同一)*"
)
_TAIL: Final = re.compile(
    r"(?:应当|(?<![响适供相对反感])应|须|必须|均|都|一般|原则上|要|需|得|可|能|还|也|其|为|在|是|达到|保证|保持|控制|确保|满足|处于|正常|连续|至少|的|允许|限制|规定|符合|[:：,，\s]|不)+$"
)
_CUT: Final = re.compile(
    r".*(?:使用|采用|选用|配备|设置|具有|具备|安装|配置|保证|确保|使其|使得|将其|要求|规定|时其|时，|(?<![响适供相对反感])应(?![力变急答激])|须)(?=.)"
)
_CASE: Final = re.compile(
    r"^(昼间|夜间|冬季|夏季|白天|[^，,的]{2,24}?(?:时段|时(?![间长延效钟])|条件下|情况下|状态下|过程中|期间|之后|以后|后|温度下))\s*[，,]?\s*(?=.)"
)
_HEIGHT: Final = re.compile(
    r"^(?P<thing>.*?)(?:的?高度)?(?:还|均|都)*(?:应|须|必须|至少)*(?:还|均)*(?P<over>高出|高于)(?P<what>[^，,。]{2,24})$"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The measurand of a bound, the object it belongs to, and the cases said in front of it."""

    name: str
    object: str | None
    cases: tuple[str, ...] = ()


def subject_of(sentence: str, start: int, clause: Clause) -> Subject | None:
    """The subject of the bound that begins at ``start``; None where the words before it are no noun phrase.

    >>> clause = None
    >>> subject_of("燃油锅炉的烟囱高度不得低于 8 m", 9, clause)
    Subject(name='烟囱高度', object='燃油锅炉', cases=())
    """
    phrases = re.split(r"[，,：:]", sentence[:start])
    cases = [joined(_LEAD.sub("", p)) for p in phrases[:-1] if re.search(r"(?:时|后|前|下|内|起)\s*$", p)]
    raw = joined(phrases[-1])
    if not _TAIL.sub("", _LEAD.sub("", raw)).strip() and len(phrases) > 1:
        raw = re.split(r"应|须|必须|按|由|不|可|宜", joined(phrases[-2]))[0]
    raw = re.sub(r"[（(][^（()）]*[)）]$", "", raw)
    raw = _LEAD.sub("", raw)
    while match := _CASE.match(raw):
        if not raw[match.end() :].strip(" 应须不得"):
            break
        cases.append(match[1])
        raw = raw[match.end() :]
    if height := _HEIGHT.match(_TAIL.sub("", raw)):
        thing = _LEAD.sub("", height["thing"]).strip()
        head, _, last = thing.rpartition("的")
        return Subject(f"{last or thing}高出{height['what']}高度", head or None, tuple(cases)) if last or thing else None
    name = _TAIL.sub("", raw)
    name = _CUT.sub("", name)
    name = _TAIL.sub("", _LEAD.sub("", name)).strip(" ，,、:：")
    object_ = None
    if "的" in name:
        head, _, rest = name.partition("的")
        if "的" in rest and len(rest) > 12 and len(rest.rpartition("的")[2]) > 2:
            head, _, rest = name.rpartition("的")
        tail = name.rpartition("的")[2]
        if rest and len(tail) <= 2 and len(name) <= 18 and name.count("的") == 1:
            # 打印字符的高度: a bare 高度 or 偏差 is named with its thing.
            pass
        elif rest:
            object_, name = head, rest
    name = measurand_name(name).name
    if thing_ := re.fullmatch(r"(.{2,}?)?((?:烟囱|排气筒))", name):
        # "烟囱不低于 8 m" bounds its height.
        object_, name = object_ or thing_[1], f"{thing_[2]}高度"
    # The thing in front of a quantity that is known by itself is its object.
    if compound := re.fullmatch(r"(.{2,})((?:排气筒|烟囱)高度|泄漏检测值|处理效率|去除效率|去除率)", name):
        object_, name = object_ or compound[1], compound[2]
    if not _is_noun(name):
        return None
    if object_ is None and clause is not None and clause.heading and len(clause.heading) <= 16:
        heading = re.sub(r"(?:控制|排放|技术|一般|基本|性能)*(?:要求|规定|限值)$", "", joined(clause.heading))
        object_ = heading if heading and heading not in name else None
    return Subject(name, object_[-40:] if object_ else None, tuple(dict.fromkeys(cases)))


def _is_noun(name: str) -> bool:
    if not 2 <= len(name) <= 30 and name not in ("宽", "高", "长", "厚", "深"):
        return False
    if re.match(r"[\d±<>≤≥~～%]|不|按|依|见|由|从|向|至|自|经|被|把|将|若|如|当|在|以|比|每|于", name):
        return False
    if re.search(r"[，,。；;<>≤≥=±]|\d\s*(?:mg|m|kg|%)|[（(]$|[(（][^)）]*$", name) or re.search(
        r"(?:或|和|且|超过|大于|小于|情况下?|条件下?|状态下?|(?<!延)[时后])$", name
    ):
        return False
    return re.search(r"[\u4e00-\u9fff]|pH|[A-Z]{2,}", name) is not None and (looks_like_quantity(name) or len(name) <= 16)
