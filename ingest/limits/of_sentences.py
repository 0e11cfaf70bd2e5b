"""句中的限值: bounds that requirement sentences set ("烟囱高度不得低于 15 m", "误差应在 ±5 s 以内", "pH 值为 6～9")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ingest.limits.behind import named_behind, within_time
from ingest.limits.conditions import joined_conditions
from ingest.limits.quantities import contradiction
from ingest.limits.sentence_subjects import Subject, subject_of
from ingest.limits.values import AFTER, TILDE, VALUE, bound_at, fold_value
from ingest.measured.chapters import is_of_performance, is_requirement
from ingest.measured.names import is_class_of_accuracy, looks_like_measurand, looks_like_quantity
from ingest.places import Places
from kg.model import AnnexKind, Clause, DocumentType, Evidence, Operator, Table
from kg.units import Unit

_NOT = r"(?:不(?:应当?|得|宜|可|允许|能|准)?|未)"
_OPERATORS: Final[tuple[tuple[Operator, str, bool], ...]] = (
    # operator, words, whether the words demand by themselves (不得…, 至少) or need a modal verb in front
    (Operator.AT_MOST, rf"{_NOT}(?:超过|超出|大于|高于|多于|长于|晚于|迟于|劣于)", True),
    (Operator.AT_LEAST, rf"{_NOT}(?:小于|低于|少于|短于|薄于|窄于)", True),
    (Operator.AT_LEAST, r"(?:应当?|须|必须)(?:能够?)?达到(?!±)", True),
    (Operator.AT_MOST, r"等于(?:或者?)优于|优于(?:或者?)等于", True),
    (Operator.AT_MOST, r"≤|⩽|≦|(?:小于|低于|少于)(?:或者?)?等于|等于(?:或者?)(?:小于|低于)", False),
    (Operator.AT_LEAST, r"≥|⩾|≧|(?:大于|高于|多于)(?:或者?)?等于|等于(?:或者?)(?:大于|高于)", False),
    (Operator.AT_LEAST, r"至少(?:应当?|要|须)?(?:达到|保存|保留|保持)?(?:为|有)?", True),
    (Operator.AT_MOST, r"(?:限值|上限值?|最高允许值|最大允许值)(?:应?为|是)", True),
    (Operator.AT_LEAST, r"(?:下限值?|最低允许值|最小允许值)(?:应?为|是|:)", True),
    (Operator.BELOW, r"<|小于|低于|少于|短于|优于", False),
    (Operator.ABOVE, r">|大于|高于|超过|多于|长于", False),
)
_OPERATOR: Final = re.compile("|".join(f"(?P<o{i}>{words})" for i, (_, words, _) in enumerate(_OPERATORS)))
_LINK: Final = re.compile(r"\s*(?:为|到|最近|:|的?要求值|表\s?[A-Z]?\.?\d+(?:中|所列|规定|列出|的|限值|标准|\s)+)?\s*")
_BEGINS_VALUE: Final = re.compile(r"[±-]?\s*\d")
_BEHIND_VERB: Final = re.compile(rf"(?:承受|耐受|经受|(?:应当?|须|必须|能)在)\s*({VALUE})")
_VALUE_ALONE: Final = re.compile(rf"(?<![\d.~～\-—至±]){VALUE}")
# "不得超过公称直径的 8 %": a part of another quantity.
_PART_OF: Final = re.compile(r"\s*[\u4e00-\u9fff]{2,12}的\s*(?=±?\s*\d+(?:\.\d+)?\s*[%‰])")
_PAIR: Final = re.compile(
    rf"(?<![\d.])(?:{VALUE}\s*[A-Za-z]{{0,3}}\s*[×xX*]?\s*\(\s*1\s*±|(?:±|\+/-)\s*\d|{VALUE}\s*[^\d\s，,。；;、和与及或()（）±~～]{{0,8}}\s*(?:{TILDE}|±)\s*{VALUE})"
)
_PAIR_LINK: Final = re.compile(
    r"(?:应当?|须|必须|均|都|控制|保持|处于|符合|满足|限制|在|为|是|介于|不(?:应|得)?(?:超过|大于|超出)|至少|[:：×(（]|\s)*(?:(?<=[:：为\s])(?:AC|DC)\s*)?$"
)
_ITEM: Final = re.compile(r"\s*(?:[a-zA-Z\d]{1,2}\s*[)）]|[(（][a-zA-Z\d一二三四五六七八九十]{1,2}[)）]|[-—]{1,2}|[①-⑳●·])")
_INTRODUCES: Final = re.compile(r"(?:要求|规定|条件|应|须|必须|满足|符合)[^。：:]{0,24}[：:]\s*(?:$|[a-zA-Z\d一]{1,2}\s*[)）]|[-—①(（])")
_LABELLED: Final = re.compile(
    r"\s*(?:[a-zA-Z\d]{1,2}\s*[)）]|[(（][a-zA-Z\d]{1,2}[)）]|[-—]{1,2}|[①-⑳●·])?\s*(?P<name>[\u4e00-\u9fffA-Za-z（）() ]{2,20})[：:]\s*(?:AC|DC)?[≤≥<>⩽⩾不大小于超过低高少]{0,4}\s*$"
)
# "孔中心至边缘的距离应符合下列规定：" over items that name only the case.
_NESTED: Final = re.compile(
    r"\s*(?:\d{1,2}\s+)?(?P<what>[\u4e00-\u9fff、]{2,30}?)(?:(?:应|宜)(?:符合|满足)(?:下列|以下)(?:规定|要求))?\s*[：:]\s*$"
)
# "蒸气压≥27.6 kPa 的储罐，应符合下列规定之一：" over items that bound something of such a thing.
_KIND_OF_THING: Final = re.compile(
    r"\s*(?P<whose>[^：:]{2,100}?[≥≤<>⩾⩽＜＞][^：:]{2,100}?)[，,]?\s*(?:应当?|须|必须)(?:符合|满足)(?:下列|以下)(?:规定|要求|条件)(?:之一)?[：:]\s*$"
)
# "可适当延长贮存时间，但不得超过 168 h": what is changed is bounded.
_CHANGED_THING: Final = re.compile(
    r"(?:延长|缩短|提高|降低|增加|减少|放宽|增大|减小)(?P<what>[\u4e00-\u9fff]{2,8})[，,]\s*(?:但|且|并)?(?:最[长短高低大小多少])?\s*$"
)
_STATE: Final = re.compile(r"(?:空载|满载|轻载|重载|昼间|夜间|常温|低温|高温|热态|冷态|湿态|干态|静态|动态)(?:时|下)?")
_MODAL: Final = re.compile(r"应|须|必须|不得|不允许|禁止|严禁|要求")
_ATTRIBUTE: Final = re.compile(r"\s*(?:[(（][^()（）]{0,30}[)）])?\s*(?:的(?!(?:要求|规定|限值|范围))|时|情况|之?后|前|者)")
_SKIPPED: Final = re.compile(
    r"^(?:适用)?范围|^规范性引用|^引用(?:文件|标准)|^术语|^定义|^符号|缩略语|^概述|^前言"
    r"|监测|测量(?:方法|条件|仪器|步骤|程序|结果)?|采样|取样|测定|测试|试验|检验|检测|检查|检定(?:条件|方法|用|项目|结果|周期)|校准|复校|精密度|允许差|数据处理|计算|实施|标准仪器|仪器设备|试剂|实验|周期|原理|数据格式"
    r"|^(?:主要)?仪器(?:$|[和与及、])|^样品(?:$|的?(?:采集|保存|制备|贮存|前处理)|[和与及、])|^试[样料](?:$|的?制备|[和与及、])|^干扰|质量保证|质量控制|^精密度$|^准确度$"
)
_OF_THINGS: Final = re.compile(
    rf"(?P<rest>\s*(?:(?:但|且|而|并|,|，)*(?:不?(?:小于|大于|低于|高于|超过)|[<>≤≥])\s*{VALUE}[^，,。；;]*?)?的[\u4e00-\u9fff]{{1,12}})[，,]"
)
_SHARE: Final = re.compile(r"概率$|功率因数$|(?:[减漏误错失拒虚][\u4e00-\u9fff]{0,3}|可用|合格|覆盖|命中)率$")
# "高于烟气露点温度 10 ℃以上": a difference from something, no temperature.
_COMPARED: Final = re.compile(r"(?:高于|低于|大于|小于|超过)[\u4e00-\u9fff]{2,16}\s*$")
_CHANGED: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十\d]+、|[a-z\d]{1,2}\s?\))?\s*(?:(?:将|把)?[^，,]{0,60}?(?P<into>(?:改|调整|更改|修改)(?:为|成)[:：“”\"\s]*)|(?:删除|删去|取消|删掉))"
)
_METHOD: Final = re.compile(r"方法|条件|步骤|程序|仪器|设备|检定$|校准$|试验$|检验$")
_ERROR: Final = re.compile(r"(?:误差|偏差|变差|重复性|稳定性|分辨力|漂移|不确定度|准确度|精度|灵敏度)$")
_TESTED: Final = re.compile(r"(?:检测|测量|测试|计算)$|(?:检测|监测|测量|分析)(?:单元|系统|装置)$")
_PROCEDURE_LEAD: Final = re.compile(r"\s*(?:检定|校准|试验|检验|检查|测量|测试)(?:方法|条件|步骤)\s*[:：]")


@dataclass(frozen=True, slots=True)
class SentenceLimit:
    """A bound stated in a sentence; ``unit`` is canonical."""

    clause: Clause
    object: str | None
    measurand: str
    operator: Operator
    value: float | tuple[float, float]
    unit: str | None
    condition: str | None
    at: Evidence


def sentence_limits(clauses: Sequence[Clause], tables: Sequence[Table], type_: DocumentType, places: Places) -> Iterator[SentenceLimit]:
    """Bounds of requirement sentences of the body and normative annexes.

    Clauses about scope, terms and procedure (measuring, sampling, testing) set none: what they bound is how something is done.
    """
    if type_ is DocumentType.LAW:
        return
    by_number = {clause.number: clause for clause in clauses}
    spans = [(table.at.start, table.at.end) for table in tables]
    for clause in clauses:
        if clause.kind is AnnexKind.INFORMATIVE or _is_procedure(clause, by_number):
            continue
        if _PROCEDURE_LEAD.match(clause.text):
            continue
        if clause.heading and len(clause.heading) > 14 and re.search(r"\d", clause.heading):
            # A clause without a heading whose first line was taken for one.
            for (subject, operator, value, unit, condition), _, _ in _of_sentence(fold_value(clause.heading), clause):
                yield SentenceLimit(clause, None, subject.name, operator, value, unit, condition, clause.at)
        text = fold_value(clause.text)
        listed = False
        lead: str | None = None
        whose: str | None = None
        for sentence in re.finditer(r"[^。；;\n]+", text):
            # What introduces a list demands its items: "应满足以下要求：a）…；b）…".
            listed = _INTRODUCES.search(sentence[0]) is not None or (listed and _ITEM.match(sentence[0]) is not None)
            if introduced := _NESTED.match(sentence[0]):
                lead = introduced["what"] if looks_like_quantity(introduced["what"]) else None
            elif _ITEM.match(sentence[0]) is None:
                lead = None
            if kind := _KIND_OF_THING.match(sentence[0]):
                whose = re.split(r"的[，,](?!.*的[，,])", kind["whose"])[0]
            elif text[: sentence.start()].endswith("\n") and _ITEM.match(sentence[0]) is None:
                whose = None  # a paragraph behind the list
            if not re.search(r"\d", sentence[0]):
                continue
            for found, start, end in _of_sentence(sentence[0], clause, listed=listed):
                at = places.of(clause, sentence.start() + start, sentence.start() + end)
                if not any(a <= at.start < b for a, b in spans):
                    subject, operator, value, unit, condition = found
                    if unit == "倍" and re.match(r"\s*[\u4e00-\u9fff]", sentence[0][end:]):
                        continue  # "7 倍螺栓直径" is counted in another quantity of the thing
                    if lead is not None and not looks_like_measurand(subject.name):
                        subject = replace(subject, name=lead, object=subject.name)
                    if whose is not None and kind is None:
                        condition = joined_conditions([whose, condition])
                    yield SentenceLimit(clause, subject.object, subject.name, operator, value, unit, condition, at)


def note_limits(table: Table, clause: Clause) -> Iterator[SentenceLimit]:
    """Bounds that the notes of a table set."""
    for note in table.notes:
        for sentence in re.finditer(r"[^。；;\n]+", fold_value(note.text)):
            for (subject, operator, value, unit, condition), _, _ in _of_sentence(
                re.sub(r"^\s*注\s?\d*\s?[:：]", "", sentence[0]), clause, notes=True
            ):
                yield SentenceLimit(clause, subject.object, subject.name, operator, value, unit, condition, note.at)


def _is_procedure(clause: Clause, by_number: dict[str, Clause]) -> bool:
    """Whether the clause or one above it is about scope, terms or how something is measured."""
    here: Clause | None = clause
    while here is not None:
        heading = re.sub(r"\s+", "", here.heading or "")
        if len(heading) <= 24 and _SKIPPED.search(heading) and not re.search(r"(?:要求|性能|特性)(?:$|[和与及])", heading):
            # 距离测量误差, and 距离测量 below 计量性能要求, are what is required and no way to measure it.
            required = _ERROR.search(heading) or is_of_performance(here, by_number)
            # 实验室检测 below 性能指标: what is required when it is tested so.
            tested = _TESTED.search(heading) and is_requirement(here, by_number)
            return _METHOD.search(heading) is not None or not (required or tested)
        here = by_number.get(here.parent) if here.parent else None
    return False


_Found = tuple[Subject, Operator, float | tuple[float, float], str | None, str | None]


def _of_sentence(sentence: str, clause: Clause, notes: bool = False, listed: bool = False) -> Iterator[tuple[_Found, int, int]]:
    """(subject, operator, value, unit, condition) with the span of the bound in the sentence."""
    if re.match(r"\s*(?:注|示例|例|式中|图|表)\s?\d*\s*[:：]?", sentence) and not re.match(r"\s*表面", sentence):
        return
    if (changed := _CHANGED.match(sentence)) is not None:
        # What an amendment changes to is set, what it changes and what it deletes is not.
        if changed["into"]:
            for found, start, end in _of_sentence(sentence[changed.end() :], clause, notes, listed):
                yield found, changed.end() + start, changed.end() + end
        return
    last = 0
    previous: Subject | None = None
    cases: list[str] = []
    of: str | None = None
    demanded = listed or _MODAL.search(sentence) is not None
    for start, operator, value_at, strict in _starts(sentence):
        if start < last:
            continue
        read = bound_at(sentence, value_at)
        if read is None:
            continue
        bound, end = read
        named = None if notes or not demanded else named_behind(sentence, start, end, value_at, bound, operator)
        if named is None and demanded and not notes and (within := within_time(sentence, value_at, end, bound, clause)):
            named = within, Operator.AT_MOST
        if named is not None:
            yield (named[0], named[1], bound.value, bound.unit, joined_conditions(named[0].cases)), start, end
            previous, last = named[0], end
            continue
        if case := _case_of_what_follows(sentence, start, end):
            cases.append(case)
            last = end
            continue
        if (things := _things_meant(sentence, start, value_at, end)) is not None:
            of = things
            continue
        if _ATTRIBUTE.match(sentence[end:]) or not _is_demand(sentence, start, value_at, strict, demanded):
            continue
        if notes and not sentence[start:].startswith("限值"):
            continue
        subject = _changed_thing(sentence, start) or subject_of(sentence, start, clause) or _again(previous, sentence, start)
        if subject is None:
            continue
        if previous is not None and _STATE.fullmatch(subject.name):
            # "满载制动距离不应大于 5 m，空载不应大于 4 m": the same of another state.
            subject = replace(previous, cases=(subject.name,))
        known = looks_like_measurand(subject.name) or "高出" in subject.name
        if start == value_at and not isinstance(bound.value, tuple) and not known:
            # "能在坡道上停驻 5 min 以上": the words before the value are what is done, no characteristic.
            continue
        if len(subject.name) == 1:
            # "高度不小于 2 mm，宽不小于 1.2 mm": the width of the same thing.
            if previous is None:
                continue
            thing = previous.name.rpartition("的")[0] or previous.object
            subject = Subject(f"{thing}的{subject.name}" if thing else subject.name, previous.object, subject.cases)
        if isinstance(bound.value, tuple) and bound.value[0] == bound.value[1]:
            continue  # "10-10 cm/s" is a power of ten that was not recognised as raised; what it says is not known
        ranged = isinstance(bound.value, tuple)
        pure = "pH" in subject.name or _is_power(sentence, value_at, end) or _is_share(subject.name, bound.value, sentence[end:])
        unit = bound.unit or ("1" if pure else None)
        if unit is None and not re.search(r"pH|系数|指数|倍数|黑度|比$|值$|级$", subject.name):
            continue
        if (
            unit is None
            and re.match(r"\s*[\u4e00-\u9fffA-Za-z]", sentence[end:])
            and not re.match(r"\s*(?:之间|范围|以|的)", sentence[end:])
        ):
            continue
        if bound.unit in ("a", "年") and isinstance(bound.value, float) and 1900 <= bound.value <= 2100:
            continue
        kind = Operator.RANGE if ranged else (operator or bound.operator)
        if kind is None:
            continue
        if is_class_of_accuracy(subject.name, bound.unit) and "低于" in sentence[start:value_at] and kind is Operator.AT_LEAST:
            kind = Operator.AT_MOST
        # A unit that the measurand cannot have shows that the words before the bound were not its subject.
        if contradiction(subject.name, Unit.parse_or_none(bound.unit or "")) is not None:
            continue
        # 低于 5 m 以上 and the like: words behind the value that turn it are not understood.
        if operator is not None and not ranged and bound.operator is not None and bound.operator is not operator:
            continue
        condition = joined_conditions([of, *cases, *subject.cases, *_bracket_behind(sentence, end)])
        yield (subject, kind, bound.value, unit, condition), start, end
        previous, last = subject, end


def _case_of_what_follows(sentence: str, start: int, end: int) -> str | None:
    """The phrase around a bare sign that demands nothing itself, where a demand follows ("温度≥5 ℃，贮存不得超过 24 h"): it says when."""
    if sentence[start] not in "≤≥<>＜＞":
        return None
    # The words that introduce a list ("应符合以下要求：a）温度≥5 ℃，…") are no part of its first item.
    own = re.split(r"[：:](?=\s*(?:[a-z]\s?[)）]|[(（]\d))", _phrase(sentence, start))[-1]
    phrase = own + re.split(r"[，,]", sentence[start:])[0]
    follows = re.match(r"(?:[的时]|时的)?\s*[，,]", sentence[end:]) and re.search(
        r"(?:应|不得|须|必须|不宜|不超过)[^。；]*\d", sentence[end:]
    )
    if _MODAL.search(phrase) or not follows:
        return None
    # "贮存温度＜5 ℃，并采取消毒措施时，…": both together are the case.
    further = re.match(r"[，,]\s*(?P<case>[并且][^，,；;。]{2,20}时)(?=[，,])", sentence[end:])
    phrase += f"，{further['case']}" if further else ""
    return re.sub(r"^\s*(?:[a-z]\s?[)）]|[(（]\d{1,2}[)）])\s*", "", phrase).strip()


def _starts(sentence: str) -> list[tuple[int, Operator | None, int, bool]]:
    """(start of the words that bound, operator, place of the value, whether the words demand by themselves), in order."""
    behind_verbs = _BEHIND_VERB.finditer(sentence)
    found: list[tuple[int, Operator | None, int, bool]] = [(match.start(1), None, match.start(1), False) for match in behind_verbs]
    for match in _OPERATOR.finditer(sentence):
        operator, _, strict = _OPERATORS[int((match.lastgroup or "")[1:])]
        behind = _LINK.match(sentence, match.end())
        place = behind.end() if behind else match.end()
        if part := _PART_OF.match(sentence, place):
            place = part.end()
        if _BEGINS_VALUE.match(sentence, place):
            found.append((match.start(), operator, place, strict))
    for match in _PAIR.finditer(sentence):
        link = _PAIR_LINK.search(sentence[: match.start()])
        found.append((link.start() if link else match.start(), None, match.start(), False))
    # Only the words behind a value bound it here.
    for match in _VALUE_ALONE.finditer(sentence) if AFTER.search(sentence) else ():
        read = bound_at(sentence, match.start())
        if read is not None and read[0].operator is not None and read[0].unit is not None and not isinstance(read[0].value, tuple):
            if not _COMPARED.search(sentence[: match.start()]):
                found.append((match.start(), read[0].operator, match.start(), False))
    taken: dict[int, tuple[int, Operator | None, int, bool]] = {}
    for one in sorted(found, key=lambda one: (one[0], one[2])):
        taken.setdefault(one[2], one)
    return sorted(taken.values(), key=lambda one: (one[0], one[2]))


def _phrase(sentence: str, start: int) -> str:
    """The words of the phrase in front of ``start``."""
    return re.split(r"[，,；;。\n]", sentence[:start])[-1]


def _is_demand(sentence: str, start: int, value_at: int, strict: bool, demanded: bool) -> bool:
    """Whether the bound is required: by its own words, or by a modal verb in the same phrase; never within a condition."""
    phrase = _phrase(sentence, start)
    if (
        re.match(r"\s*(?:当|若|如果?|在|对于?)", phrase)
        and re.search(r"时|下|的", re.split(r"[，,；;]", sentence[start:])[0])
        and not _MODAL.search(phrase)
    ):
        return False
    # 宜 recommends; 不宜 is among the words of the operators.
    if re.search(r"\d\s*$|宜(?:为|在|保持在?|控制在?)?\s*$", phrase):
        return False
    if strict:
        return True
    if (label := _LABELLED.match(_phrase(sentence, value_at))) and looks_like_quantity(label["name"].strip()):
        return True
    if re.search(r"应|须|必须|要求|不得|不应", _phrase(sentence, value_at)):
        return True
    # "真实蒸气压≥27.6 kPa 的储罐应…": what follows in the phrase makes an attribute or a case of it.
    if re.search(r"的|时|情况", re.split(r"[，,；;]", sentence[start:])[0]):
        return False
    return (
        (looks_like_quantity(re.sub(r"(?:应|[:：为在\s])+$", "", phrase)) or phrase.rstrip(" :：为在").endswith("范围"))
        and (demanded or "误差" in phrase or "偏差" in phrase)
        and not re.search(r"[当若]", phrase)
    )


def _things_meant(sentence: str, start: int, value_at: int, end: int) -> str | None:
    """The phrase of a bound that says which things are meant (蒸气压不小于 10 kPa 但小于 70 kPa 的储罐，…): no demand, but a case of what follows."""
    behind = _OF_THINGS.match(sentence[end:])
    said = re.fullmatch(r"(?:不?(?:小于|大于|低于|高于|超过|少于|多于)|[≤≥<>])(?:等于)?\s*", sentence[start:value_at])
    phrase = _phrase(sentence, start)
    if behind is None or said is None or _MODAL.search(phrase):
        return None
    lead = re.sub(r"^\s*(?:[a-z\d]{1,2}\s?[)）]|[(（]\d{1,2}[)）])?\s*(?:对于?|当|若|其中)?", "", re.split(r"[：:]", phrase)[-1])
    return f"{lead}{sentence[start:end]}{behind['rest']}"


def _is_share(name: str, value: float | tuple[float, float], behind: str) -> bool:
    """Whether a value without a unit is a share of one: a probability or a rate that is no quantity of its own, 0 to 1, and nothing behind it."""
    return (
        isinstance(value, float)
        and 0 <= value <= 1
        and _SHARE.search(name) is not None
        and re.match(r"\s*(?:$|[，,、)）])", behind) is not None
    )


def _is_power(sentence: str, value_at: int, end: int) -> bool:
    """Whether the value is printed as a power of ten (2×10^-6): a pure number where no unit follows."""
    return re.search(r"10\s?\^?\s?-\d+\s*$", sentence[value_at:end]) is not None


def _again(previous: Subject | None, sentence: str, start: int) -> Subject | None:
    """The characteristic of the bound before, where the words between name only another case ("湿热试验后应不小于 2 MΩ")."""
    if previous is None:
        return None
    case = re.sub(r"(?:应当?|须|必须|均|都|\s)+$", "", _phrase(sentence, start)).strip()
    return replace(previous, cases=(case,)) if re.fullmatch(r"[\u4e00-\u9fff\d]{2,14}(?:后|时|下|前|中)", case) else previous


def _changed_thing(sentence: str, start: int) -> Subject | None:
    match = _CHANGED_THING.search(sentence[:start])
    return Subject(match["what"], None) if match and looks_like_quantity(match["what"]) else None


def _bracket_behind(sentence: str, end: int) -> list[str]:
    match = re.match(r"\s*[(（]([^()（）]{2,40})[)）]", sentence[end:])
    return [match[1]] if match and re.search(r"[\u4e00-\u9fff]", match[1]) else []
