"""Printed lines as running text: joined where a sentence goes on, apart where a new block begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.lines import Line


def join_lines(texts: Sequence[str]) -> str:
    """Printed lines as running text: nothing between Chinese, one blank between Latin words.

    >>> join_lines(["最高允许排放", "浓度 of the", "boiler"])
    '最高允许排放浓度 of the boiler'
    """
    out = ""
    for text in texts:
        text = text.strip()
        if out and text and out[-1] < "\u2e80" and text[0] < "\u2e80":
            out += " "
        out += text
    return out


_BLOCK = re.compile(
    r"(?:[a-z]\s?[)）]|[(（][\d一二三四五六七八九十a-z]+[)）]|\d{1,2}\s?[)）]|——|--|●|注\s?\d*[:：]|示例|表\s?[A-Z]?\.?\d+|图\s?[A-Z]?\.?\d+|续表|式中|单位[:：]|第[一二三四五六七八九十百]+条)"
)


# A line that leaves this much of its width (points) empty did not run on: not even a long Latin word would need the room.
_ROOM = 90.0


def join_blocks(lead: str, body: Sequence[Line], right: float | None = None) -> str:
    """Lines joined into paragraphs: list items, notes, table rows and captions start a line of their own.

    ``right`` is the margin at which full lines end (points); what stands below a line that ends far from it is a new paragraph.
    """
    blocks: list[list[str]] = [[lead]] if lead else []
    previous: Line | None = None
    # A lead that introduces a list ends there, and so does one that a list, a note or a table follows.
    lead_ends = lead.rstrip().endswith(("：", ":")) or (bool(body) and _BLOCK.match(body[0].text.strip()) is not None)
    for line in body:
        text = line.text.strip()
        fresh = (
            previous is None
            or _BLOCK.match(text) is not None
            or line.table is not None
            or (previous.table is not None)
            or line.heading is not None
            or previous.text.rstrip().endswith(("。", "；", "：", ":"))
            or line.box is None
            or (right is not None and previous.box is not None and previous.box[2] < right - _ROOM)
            or (
                previous.box is not None
                and line.box[0] > previous.box[0] + 12
                and line.page == previous.page
                and not _BLOCK.match(previous.text.strip())
            )
        )
        if fresh and not (previous is None and blocks and not lead_ends):
            blocks.append([text])
        else:
            blocks[-1].append(text)
        previous = line
    return "\n".join(join_lines(block) for block in blocks)
