"""Numbers read twice: where a digit is doubtful, the line is read again from a picture made otherwise.

If both readings show the same digits, the line stands. If not, nobody knows the number: the line keeps
its words, its confidence falls to `DISPUTED`, and a finding says so. Extraction takes no limit from a
line of confidence at or below `DISPUTED`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ingest.confidence import DISPUTED
from ingest.readers.ocr.characters import Place
from ingest.readers.ocr.recogniser import Picture, ReadLine, Recogniser
from ingest.readers.ocr.repair import repaired
from kg.model import Finding, Severity

_DOUBTFUL = 0.9
"""A digit, point, sign or dash scored below this is read again."""
_OF_NUMBERS = re.compile(r"[0-9.,~～<>≤≥±%\-—–]")
_NUMBER = re.compile(r"\d+(?:[.．,]\d+)*")


def reread(
    number: int, picture: Picture, lines: Sequence[tuple[Place, ReadLine]], reader: Recogniser
) -> tuple[list[tuple[Place, ReadLine]], tuple[Finding, ...]]:
    """``lines`` with those in dispute marked, and a finding for each."""
    doubtful = [i for i, (_, line) in enumerate(lines) if is_doubtful(line)]
    again = reader.read([_other_picture(lines[i][0], picture) for i in doubtful])
    settled = list(lines)
    findings = []
    for i, second in zip(doubtful, again, strict=True):
        place, first = lines[i]
        other = repaired(second)
        if numbers_of(first.text) == numbers_of(other.text):
            continue
        settled[i] = (place, replace(first, score=min(first.score, DISPUTED)))
        findings.append(
            Finding(
                Severity.WARNING,
                "ocr_disagrees",
                f"page {number}",
                f"同一行两次识别的数字不同，请核对该页：“{first.text[:60]}”与“{other.text[:60]}” two readings of a line differ in its numbers",
            )
        )
    return settled, tuple(findings)


def is_doubtful(line: ReadLine) -> bool:
    """Whether a character that makes numbers has a low score."""
    if not any(char.isdigit() for char in line.text):
        return False
    return any(score < _DOUBTFUL and _OF_NUMBERS.match(char) for char, score in zip(line.text, line.scores, strict=True))


def numbers_of(text: str) -> list[str]:
    """The numbers of a line in order, full width or not.

    >>> numbers_of("不大于３．５ mg/m3（２０℃）") == ["3.5", "3", "20"]
    True
    """
    import unicodedata

    return _NUMBER.findall(unicodedata.normalize("NFKC", text))


def _other_picture(place: Place, picture: Picture) -> Picture:
    """The same line cut with a margin, half as large again, its contrast drawn out."""
    import cv2

    height, width = picture.shape
    margin = max(2, (place.bottom - place.top) // 8)
    wider = Place(
        max(place.left - margin, 0),
        max(place.top - margin // 2, 0),
        min(place.right + margin, width),
        min(place.bottom + margin // 2, height),
    )
    crop = cv2.resize(wider.cut(picture), None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)
    low, high = np.percentile(crop, (2, 98))
    stretched = (crop.astype(np.float32) - low) * (255.0 / max(high - low, 1.0))
    return np.asarray(np.clip(stretched, 0, 255), dtype=np.uint8)
