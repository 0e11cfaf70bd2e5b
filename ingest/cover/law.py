"""法律法规: title and the day of the version, from the lines above chapter one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.cover.dates import DATE, dates_in, day_of
from ingest.cover.digest import read_digest
from ingest.cover.facts import Cover, text_at
from ingest.cover.words import REMARK
from ingest.lines import Line
from kg.identifiers import fold
from kg.model import Day

_LAW_TITLE = re.compile(r"(?:法|条例|办法|规定|命令|细则|决定|规则)$")


def is_law_title(text: str) -> bool:
    """Whether a title is that of a law or ordinance.

    >>> is_law_title("中华人民共和国计量法"), is_law_title("锅炉大气污染物排放标准"), is_law_title("水质 pH值的测定 玻璃电极法")
    (True, False, False)
    """
    bare = re.sub(r"[(（].*[)）]$", "", text.strip())
    # 法 alone also ends the titles of measuring methods (重量法); those of laws begin with the country.
    ending = "(?:[^法]|办法)$" if not bare.startswith("中华人民共和国") else "$"
    return bool(_LAW_TITLE.search(bare) and re.search(ending, bare)) and not re.search(r"[\s:：]|实施规则$", bare)


def read_law_cover(cover: Sequence[Line], all_lines: Sequence[Line]) -> Cover:
    """法律法规: title, and the day of the last enactment, amendment or revision printed above chapter one."""
    result = Cover()
    result.digest = read_digest(cover)
    for line in cover:
        if REMARK.match(line.text):
            continue  # "编者注：… 2031 年 5 月 6 日发布" dates another document
        text = line.text.strip()
        if result.title_zh is None and is_law_title(text) and not dates_in(line):
            result.title_zh = text_at(line, line.text.find(text), line.text.find(text) + len(text))
        for day, _, start, end in dates_in(line):
            if result.issued is None or day >= result.issued.value:
                result.issued = Day(day, text_at(line, start, end).at)
    for line in all_lines:
        match = re.search(r"自\s*" + DATE.pattern + r"\s*起\s*(?:施\s*行|实\s*施)", fold(line.text))
        if match and (effective := day_of(match)) is not None:
            result.effective = Day(effective, text_at(line, match.start(), match.end()).at)
    if result.effective is None and any("自公布之日起施行" in line.text or "自发布之日起施行" in line.text for line in all_lines):
        result.effective = result.issued
    return result
