"""Words of a cover that are no title: notes, publishers' remarks, registration numbers."""

from __future__ import annotations

import re

REMARK = re.compile(r"\s*(?:[-*•·]\s*)?(?:编\s*者\s*[注按]|来\s*源|注\s*\d*)\s*(?:[(（][^()（）]*[)）])?\s*[:：]")
"""A line of who keeps the file (编者注, 来源, 注), not of the document: its days, bodies and numbers are not those of the cover."""

NOTE = re.compile(
    r"电子版|电子文本|版权|出版|备\s*案|摘编|编者|ICS|CCS|中国标准分类|UDC|[(（]\s*(?:发布稿|征求意见稿|送审稿|报批稿|讨论稿|演示用摘编)\s*[)）]|^注\s*[:：]|^来源|^编\s*号\s*[:：]|^代\s*替|废\s*止|点击此处|与国际标准一致性|^\d+$|^[一二三四五六七八九〇○Ｏ０-９\d]{4}\s*年"
)
