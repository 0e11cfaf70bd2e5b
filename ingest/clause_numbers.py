"""How clause numbers are printed: numbered clauses, annexes, laws."""

from __future__ import annotations

import re

# Three digits: particular standards of the IEC 60601 series count their clauses from 201.
NUMBERED = re.compile(r"(?P<number>\d{1,3}(?:\s?\.\s?\d{1,3}){0,6})(?P<dot>\s?\.(?!\d))?(?P<gap>\s*)(?P<rest>.*)", re.DOTALL)
ANNEX = re.compile(r"附\s*录\s*(?P<letter>[A-Z])(?![A-Za-z])\s*(?P<rest>.*)", re.DOTALL)
# 附件 of an implementation rule: a part of its own, whose numbered paragraphs are counted anew and are no clauses of the rule.
ATTACHMENT = re.compile(r"附\s*件\s*(?P<ordinal>\d{1,2})\s*[:：]?\s*(?P<rest>.*)", re.DOTALL)
ANNEX_CLAUSE = re.compile(r"(?P<letter>[A-Z])\s?\.?\s?(?P<number>\d{1,2}(?:\s?\.\s?\d{1,3}){0,5})(?P<gap>\s*)(?P<rest>.*)", re.DOTALL)
ANNEX_KIND = re.compile(r"[(（]\s*(?P<kind>规范性|资料性|补充件|参考件|提示的|标准的)\s*(?:附录)?\s*[)）]")
LAW_PART = re.compile(
    r"(?P<number>第[一二三四五六七八九十百零〇\d]+(?P<unit>编|章|节|条)(?:之[一二三四五六七八九十]+)?)(?P<gap>\s*)(?P<rest>.*)", re.DOTALL
)
SENTENCE = re.compile(r"[。；;：:，,]")


def tidy(number: str) -> str:
    return re.sub(r"\s+", "", number)
