"""发布机构、归口单位、起草单位: who issued, keeps and drafted a standard."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.cover.dates import DATE, dates_in
from ingest.cover.facts import Cover, text_at
from ingest.cover.relations import REPLACE, SELF
from ingest.cover.words import NOTE, REMARK
from ingest.line_flow import LineFlow
from ingest.lines import Line
from kg.identifiers import fold

ISSUER = re.compile(r"(?:局|部|委员会|委|总局|总署|总社|银行|厅|会|协会|学会|院|政府|中心|集团|公司|办公室|认可委|监委)$")
# "国家标准局1988-03-10批准": the body that approves stands before the day.
_APPROVED_BY = re.compile(r"\s*([\u4e00-\u9fff\s]{3,30}(?:局|部|委员会|委|厅))\s*(?:" + DATE.pattern + r")\s*(?:批\s*准|发\s*布)")


# "国家市场监督管理总局颁布", over the day: the cover of a TSG.
_PROMULGATED_BY = re.compile(r"\s*([\u4e00-\u9fff\s]{4,30}(?:局|部|委员会))\s*颁\s*布\s*")


_FEW_LINES = 12


def read_issuers(result: Cover, front: Sequence[Line]) -> None:
    """The bodies named below the dates of the cover."""
    front = [line for line in front if not REMARK.match(line.text)]
    dated = next((i for i, line in enumerate(front) if dates_in(line) and not REPLACE.search(line.text)), None)
    for line in front:
        if match := _PROMULGATED_BY.fullmatch(line.text):
            result.issuers.append(text_at(line, match.start(1), match.end(1), re.sub(r"\s+", "", match[1])))
            return
    # Without days the bodies stand in the lower half; a cover of few lines (number, title, body) has no halves.
    zone = front[dated:] if dated is not None else front[len(front) // 2 if len(front) > _FEW_LINES else 0 :]
    for line in zone:
        if match := _APPROVED_BY.match(fold(line.text)):
            result.issuers.append(text_at(line, match.start(1), match.end(1), re.sub(r"\s+", "", match[1])))
            break
        if re.search(r"归\s*口|起\s*草|参\s*加|批\s*准", line.text):
            break  # a JJG prints these bodies below the issuer
        text = re.sub(r"(发\s*布|联\s*合|实\s*施)\s*$", "", line.text.strip())
        if NOTE.search(fold(line.text)) or re.search(r"[。；，:：]", text):
            continue
        words = text.split()
        if len(words) > 2 and sum(len(word) == 1 for word in words) > 0.6 * len(words):
            text = "".join(words)  # letter-spaced: "环  境  保  护  部"
        for part in re.split(r"\s{2,}|[、,，]|(?<=[\u4e00-\u9fff]{3}[局部会厅])\s(?=[\u4e00-\u9fff]{4})", text):
            name = re.sub(r"\s+", "", DATE.sub("", fold(part)))
            name = re.sub(r"^(发布|实施)+|(发布|实施)+$", "", name)
            if 3 <= len(name) <= 30 and ISSUER.search(name) and re.fullmatch(r"[\u4e00-\u9fff()（）]+", name):
                if name not in [issuer.value for issuer in result.issuers]:
                    start = line.text.find(part.strip()[:2])
                    result.issuers.append(text_at(line, max(start, 0), len(line.text.rstrip()), name))


_APPROVED = re.compile(r"\s*批\s*准\s*部\s*门\s*[:：]\s*([\u4e00-\u9fff、\s]{3,40})")


def read_approving(result: Cover, lines: Sequence[Line]) -> None:
    """批准部门: who issued a standard of construction whose cover names nobody."""
    for line in lines:
        if not result.issuers and (match := _APPROVED.fullmatch(line.text.rstrip())):
            for part in re.finditer(r"[^、]+", match[1]):
                start = match.start(1) + part.start()
                result.issuers.append(text_at(line, start, start + len(part[0]), re.sub(r"\s+", "", part[0])))


_COMMITTEE = re.compile(
    SELF
    + r"由\s*(?P<who>[^。，,；\n]{4,80}?)\s*(?:提\s*出\s*(?:并|和|、)\s*)?归\s*口|归\s*口\s*单\s*位\s*[:：]\s*(?P<who2>[^。；\n]{4,60})"
    + r"|提\s*出\s*[,，、]\s*由\s*(?P<who3>[^。，,；\n]{4,80}?)\s*归\s*口|提出\s*[、和并]\s*归\s*口"
)
_DRAFTERS = re.compile(
    r"(?:主\s*要\s*|负\s*责\s*|参\s*加\s*)?(?:起\s*草|编\s*制|编\s*写|主\s*编|参\s*编)\s*单\s*位\s*(?!负\s*责\s*解\s*释)(?:为|有|包括)?\s*[:：]?\s*(?P<who>[^。]+)|参\s*加\s*(?:起\s*草\s*)?单\s*位\s*[:：]\s*(?P<who2>[^。]+)"
    + "|"
    + SELF
    + r"由\s*(?P<who3>[^。；\n]{4,160}?)\s*(?:共\s*同|负\s*责|联\s*合|参\s*加)+\s*(?:起\s*草|修\s*订|编\s*制|制\s*[定订])"
)
# Who drafted an earlier edition is told in the history of the document.
_HISTORY = re.compile(r"首\s*次\s*发\s*布|历\s*次|原\s*标\s*准|上\s*一?\s*版")
_BODY_NAME = re.compile(
    r"[\u4e00-\u9fffA-Za-z()（）·]{2,38}(?:院|所|局|中心|公司|站|厂|大学|学院|委员会|协会|学会|集团|部|厅|实验室|中心站|总局|医院|检验所)(?:[(（].*[)）])?"
)
_NEW_SENTENCE = re.compile(
    r"\s*(?:本\s*(?:标准|文件|部分|规[程范则]|(?:检定)?系统表?|大纲)|归\s*口|(?:主要|参加|负责)?\s*起\s*草|参\s*加|主\s*编|参\s*编|——|前\s*言|引\s*言)"
)


def read_people(result: Cover, lines: Sequence[Line]) -> None:
    """归口 and 起草单位, from the foreword, the front of a JJG, or the 附加说明 of an old standard."""
    flow = LineFlow(lines, starts=_NEW_SENTENCE, items=_BODY_NAME)
    folded = fold(flow.text)
    if (match := _COMMITTEE.search(folded)) and (group := _named(match)):
        who = re.sub(r"\s+", "", match[group])
        who = re.sub(r"(提出|组织制[订定]|批准|[、和并])+$", "", who)
        result.committee = flow.fact(match.start(group), match.end(group), who)
    for match in _DRAFTERS.finditer(folded):
        group = _named(match)
        if group is None or _HISTORY.search(folded[folded.rfind("。", 0, match.start()) + 1 : match.start()]):
            continue
        for k, paragraph in enumerate(re.finditer(r"[^\n]+", match[group])):
            # Bodies listed one a line go on for as long as the lines look like bodies.
            if k and not _BODY_NAME.fullmatch(re.sub(r"\s+", "", paragraph[0]).rstrip("、，,;；")):
                break
            for part in re.finditer(r"[^、,，;；]+", paragraph[0]):
                name = re.sub(r"(?<=.{4})等(?:单位)?$", "", re.sub(r"\s+", "", part[0]))
                if re.search(r"起草人|批准|本标准|自\d|[:：]", name):
                    break
                # A draft leaves places open with crosses.
                if 3 <= len(name) <= 40 and name.strip("×X") and name not in [d.value for d in result.drafters]:
                    start = match.start(group) + paragraph.start() + part.start()
                    result.drafters.append(flow.fact(start, start + len(part[0]), name))


def _named(match: re.Match[str]) -> str | None:
    return next((group for group in ("who", "who2", "who3") if match[group]), None)
