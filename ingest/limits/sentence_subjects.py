"""指标项: what a sentence bounds, read back from the words that bound it to the noun phrase before them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ingest.measured.names import is_average, joined, looks_like_measurand, looks_like_quantity, measurand_name
from kg.identifiers import find_numbers
from kg.model import Clause

_LEAD: Final = re.compile(
    r"^\s*(?:[a-zA-Z0-9一二三四五六七八九十]{1,2}\s*(?:[)）、]|[.](?!\d))|[(（][a-zA-Z0-9一二三四五六七八九十]{1,2}[)）]|——|—|●|[①-⑳])?\s*"
    r"(?:其中|其(?![他它余])|该|则|但是?|并且?|而且|且|还|也|均|同时|以及|和|与|及|或者?|一般|原则上|所有|各|每[个台条件只份批张套根]|每(?!米|平方米|延米|次)|对于?|任何|此时|保证|确保|使得?|要求|上述|所述|有关|同一)*"
)
# Engineering standards count the items of a clause 1, 2, 3 without a sign; "1 小时平均浓度" begins with a value.
_COUNTED_ITEM: Final = re.compile(r"^\s*\d{1,2}\s+(?=[\u4e00-\u9fff])(?![个年月日天次倍级类种层号小分秒人只件项条款章]|台(?![座阶面架车]))")
_TAIL: Final = re.compile(
    r"(?:应当|(?<![响适供相对反感])应|须|必须|均|都|一般|原则上|要|需|得|可|能|还|也|其|为|在|是|达到|保证|保持|控制|确保|满足|处于|正常|连续|至少|的|允许|限制|规定|符合|[:：,，\s]|不)+$"
)
_CUT: Final = re.compile(
    r".*(?:使用(?!寿命|说明|年限|期|温度|环境|湿度|电压|频率|者|量|率|条件)|采用|选用|配备(?!率)|设置|具有|具备|安装(?!率)|配置(?!率)|保证(?!水平)|确保|使其|使得|将其|要求|规定|时其|时，|(?<![响适供相对反感])应(?![力变急答激])|须)(?=.)"
)
_CASE: Final = re.compile(
    r"^(自[\u4e00-\u9fff]{1,8}(?:之?日)起|昼间|夜间|冬季|夏季|白天|[^，,的]{2,24}?(?:时段|(?<![计定实瞬及小工临同])时(?![间长延效钟])|规定时间内|条件下|情况下|状态下|过程中|期间|之后|以后|后|温度下))\s*[，,]?\s*(?=.)"
)
_HEIGHT: Final = re.compile(
    r"^(?P<thing>.*?)(?:的?高度)?(?:还|均|都|并)*(?:应|须|必须|至少)*(?:还|均|至少)*"
    r"(?:比(?P<compared>[^，,。]{2,40}?)(?:至少|应)*(?:高出|高)|(?:高出|高于)(?P<what>[^，,。]{2,40}))$"
)
_AROUND: Final = re.compile(
    r"^(?:这一区域内的?|(?P<around>(?:其?周围)?(?:半径)?\d+\s?(?:m|米)(?:半径)?(?:距离|范围)?(?:以?内)?)的?|其中的?|其)(?=.{2})"
)
_WINDOW: Final = re.compile(r"^(\d+\s?(?:h|min|s|d|小时|分钟|秒|天|日|个?月|年)(?:以?内|期间|中))的?(?=.{2})")
_ONLY_WINDOW: Final = re.compile(r"\d+\s?(?:h|min|s|d|小时|分钟|秒|天|日)(?:之|以)?内")
_STATISTIC: Final = re.compile(
    r"^(?P<name>.{2,}?)的?(?P<case>(?:任[意何]|每|连续)*\s?\d+\s?(?:小时|h|分钟|min|日|天|d|次)(?:测[量定])?(?:内|的)?(?:算术)?(?:平均)?(?:均)?(?:值|浓度))$"
)
_PERIOD: Final = re.compile(r"^(?P<name>.{2,}?)(?P<case>(?:在?每个?(?:自然)?(?:年度?|月|日|天|次|班|小时)内?)(?:累计|总计)?|累计)$")
_PLACED: Final = re.compile(
    r"^(?P<name>[^在]{2,}?)在(?P<case>[^，,在]{2,16}(?:后|时|下|前|期间|中)|\d+\s?(?:h|min|s|d|小时|分钟|天)(?:以)?内)$"
)
_RELATIONAL: Final = re.compile(
    r"(?:测量|变化|波动|显示|调节|工作)?范围|(?:最大|相对|允许)*(?:偏差|误差|变化量?|波动|漂移)|总?(?:去除|处理|净化|收集)效率|去除率"
)
# 记录要求, 装载方式 head what is to be done; a bound below them is put on none of these.
_OF_DOING: Final = re.compile(r"(?:记录|管理|维护|方式|其[他它]|通用|执行范围与时间)$")
_BARE: Final = re.compile(r"(?:值|数|量|率|差|幅度|部分|之差|值之差|差值|比值|数值)$")


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
    raw = joined(_COUNTED_ITEM.sub("", phrases[-1]) if len(phrases) == 1 else phrases[-1])
    if not _TAIL.sub("", _LEAD.sub("", raw)).strip() and len(phrases) > 1:
        raw = re.split(r"应|须|必须|按|参照|依照|由|不|可|宜", joined(phrases[-2]))[0]
    elif len(phrases) > 1 and _ONLY_WINDOW.fullmatch(_TAIL.sub("", raw).strip()):
        # "吸油高度，30 min 内应不小于…": the time stands between the characteristic and its bound.
        cases.append(_TAIL.sub("", raw).strip())
        raw = joined(phrases[-2])
    if bracket := re.search(r"[（(]([^（()）]*)[)）]$", raw):
        raw = raw[: bracket.start()]
        cases += [bracket[1].strip()] if is_average(bracket[1]) else []
    # "γG——永久荷载分项系数": a symbol that the words below a formula explain.
    raw = re.sub(r"^\s*[^\u4e00-\u9fff—]{1,12}——", "", raw)
    raw = _LEAD.sub("", raw)
    while match := _CASE.match(raw):
        if not raw[match.end() :].strip(" 应须不得"):
            break
        cases.append(match[1])
        raw = raw[match.end() :].lstrip("的")  # 采样期间的工况
    if window := _WINDOW.match(raw):
        cases.append(window[1])
        raw = raw[window.end() :]
    if height := _HEIGHT.match(_TAIL.sub("", raw)):
        return _height(height, phrases, cases)
    name = _TAIL.sub("", raw)
    for pattern in (_STATISTIC, _PERIOD, _PLACED):
        if (said := pattern.match(name)) and len(_LEAD.sub("", said["name"])) > 1:
            name = said["name"]
            cases.append(said["case"])
    name = _CUT.sub("", name)
    name = _TAIL.sub("", _LEAD.sub("", name)).strip(" ，,、:：")
    object_ = None
    if "的" in name:
        head, _, rest = name.partition("的")
        if "的" in rest and len(rest) > 12 and len(rest.rpartition("的")[2]) > 2:
            head, _, rest = name.rpartition("的")
        tail = name.rpartition("的")[2]
        if place := re.fullmatch(r"[^的]*\d[^的]*处", head):
            # 离地 3.5 m 处的照度
            cases.append(place[0])
            name = rest
        elif rest and len(tail) <= 2 and len(name) <= 18 and name.count("的") == 1 and not name[0].isdigit():
            # 打印字符的高度: a bare 高度 or 偏差 is named with its thing.
            pass
        elif rest and _BARE.fullmatch(tail) and len(name) <= 30:
            # "…给出的值之差": what differs belongs to the name; of "噪声的最大声级超过限值的幅度" the noise is the object.
            first, _, behind = name.partition("的")
            if "的" in behind and looks_like_measurand(first):
                object_, name = first, behind
        elif rest and _RELATIONAL.fullmatch(tail) and head == name.rpartition("的")[0] and looks_like_measurand(head) and len(name) <= 24:
            # 车速显示值的变化范围, VOCs的总去除效率: whose range it is belongs to the name.
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
        heading = joined(clause.heading) if clause is not None and clause.heading else ""
        # "由 20 ℃ 升到 95 ℃ 所用的时间" under 升温时间: the heading is the name of what the sentence describes.
        described = 2 < len(heading) <= 12 and looks_like_quantity(heading) and name[-2:] == heading[-2:]
        return Subject(heading, None, tuple(dict.fromkeys(cases))) if described else None
    if object_ is None and clause is not None and clause.heading and len(clause.heading) <= 16:
        heading = re.sub(r"(?:特别|控制|排放|技术|一般|基本|性能)*(?:要求|规定|限值)$", "", joined(clause.heading))
        object_ = heading if heading and heading not in name and not _OF_DOING.search(heading) else None
    if (
        object_ is None
        and (inside := re.match(r"(?P<of>[\u4e00-\u9fff]{1,11}[^集其当])中的?(?P<name>.+)$", name))
        and looks_like_measurand(inside["name"])
    ):
        # 涂层中铅含量: the lead content, of the coating.
        object_, name = inside["of"], inside["name"]
    if len(phrases) > 1 and not looks_like_measurand(name):
        # "响应时间：一般查询不大于 3 s": the words before the colon say what is bounded.
        said_before = re.search(r"([\u4e00-\u9fffA-Za-z]{2,16})\s*[：:][^：:，,]*$", sentence[:start])
        if said_before and looks_like_quantity(joined(said_before[1]).rpartition("的")[2]):
            object_, name = name, joined(said_before[1]).rpartition("的")[2]
    object_ = object_.rstrip("的") or None if object_ else None
    if object_ and (window := re.search(r"(?:任[何意]|每)\s?\d+\s?(?:h|min|小时|分钟)$", object_)):
        cases.append(window[0])
        object_ = object_[: window.start()] or None
    if not looks_like_measurand(name) and clause is not None and clause.heading:
        # "能量的限制": 体内电极不应超过 50 J bounds the energy of the electrode.
        what = re.sub(r"的?(?:限制|限值|要求|限定)$", "", joined(clause.heading))
        if what != joined(clause.heading) and len(what) <= 10 and looks_like_quantity(what):
            object_, name = name, what
    if object_ is not None and next(find_numbers(object_), None) is not None:
        # The clause of another document is where a value comes from, not what it is put on.
        object_ = None
    return Subject(name, object_[-40:] if object_ else None, tuple(dict.fromkeys(cases)))


def _height(match: re.Match[str], phrases: list[str], cases: list[str]) -> Subject | None:
    """高出: "烟囱应比周围半径 200 m 内的建筑物高出 3 m" is the height of the chimney over the building; the circle is a case."""
    thing = _LEAD.sub("", _TAIL.sub("", match["thing"])).strip(" 并")
    if not thing and len(phrases) > 1:
        # "排气筒高度应不低于 15 m，并高出…": the thing of the phrase before.
        known = re.match(r"\s*(?:一般|所有)?(?P<thing>[\u4e00-\u9fff]{0,12}?(?:排气筒|烟囱))", joined(phrases[-2]))
        thing = known["thing"] if known else ""
    head, _, last = thing.rpartition("的")
    what = match["compared"] or match["what"]
    nearby = False
    while (around := _AROUND.match(what)) is not None:
        if around["around"]:
            cases.append(around["around"])
            nearby = around["around"].startswith(("周围", "其周围"))
        what = what[around.end() :]
    if nearby and not what.startswith("最"):
        what = f"周围{what}"
    if not (last or thing) or re.search(r"\d", what) or len(what) > 16:
        return None
    if chimney := re.fullmatch(r"(.{2,}?)(排气筒|烟囱)", last):
        head, last = head or chimney[1], chimney[2]
    return Subject(f"{last}高出{what}", head or None, tuple(dict.fromkeys(cases)))


def _is_noun(name: str) -> bool:
    if not 2 <= len(name) <= 30 and name not in ("宽", "高", "长", "厚", "深"):
        return False
    if re.match(r"[\d±<>≤≥~～%]|不|按|依|见|由|从|向|至|自|经|被|把|将|若|如|当|在|以|比|每(?!米|平方米|延米)|于", name):
        return False
    if re.search(r"[，,。；;<>≤≥=±]|\d\s*(?:mg|m|kg|%)|[（(]$|[(（][^)）]*$", name) or re.search(
        r"(?:或|和|且|超过|大于|小于|情况下?|条件下?|状态下?|(?<!延)[时后])$", name
    ):
        return False
    return re.search(r"[\u4e00-\u9fff]|pH|[A-Z]{2,}", name) is not None and (looks_like_quantity(name) or len(name) <= 16)
