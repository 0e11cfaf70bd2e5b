"""A page that is a picture -> `Page`: the same characters and rules that a text layer gives, with their confidence.

The picture is turned upright, its skew taken out, its ruling lines found, its lines of text found and
read. From there on a scan is a page like any other (`ingest.readers.page`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from ingest.readers.ocr.characters import Place, characters_of_line
from ingest.readers.ocr.classes import with_classes
from ingest.readers.ocr.doubt import reread
from ingest.readers.ocr.leaders import leader_characters, leaders_of
from ingest.readers.ocr.leftovers import is_text, leftovers_of
from ingest.readers.ocr.places import side_by_side, split_at_rules, upright_words
from ingest.readers.ocr.recogniser import Picture, ReadLine, Recogniser, give_memory_back
from ingest.readers.ocr.repair import repaired, with_year_dashes
from ingest.readers.ocr.rules import ink_of, segments_of
from ingest.readers.ocr.words import with_words
from ingest.readers.page.page import Char, Page, Rule
from ingest.readers.pdf.text_health import cutter
from kg.model import Finding

PIXELS_PER_POINT = 3.0
"""216 dpi: characters of 10 points are then 30 pixels high; the models see them at 48 whatever comes in."""
_LONGEST_SIDE = 1190.0
"""Points (A3). Scanners that know no resolution make pages of one point a pixel; they are brought down to A4."""
_A4 = 842.0
_LEAST_SCORE = 0.5
_LEAST_SCORE_ALONE = 0.75
"""Stains and pieces of drawings are read as single characters with low scores."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page as recognised, and the numbers in it that two readings do not agree on."""

    page: Page
    findings: tuple[Finding, ...]
    score: float
    """Mean score of the characters; 0.0 where there are none."""


def scale_for(width: float, height: float) -> float:
    """Pixels to render for a unit of a page of this size."""
    longest = max(width, height)
    return PIXELS_PER_POINT * (1.0 if longest <= _LONGEST_SIDE else _A4 / longest)


def recognise(number: int, picture: Picture, reader: Recogniser) -> Recognised:
    """Page ``number`` from its picture, rendered with `PIXELS_PER_POINT`."""
    quads = reader.find(picture)
    picture, quads = _upright(picture, quads, reader)
    picture, quads = _level(picture, quads, reader)
    height, width = picture.shape
    scale = PIXELS_PER_POINT
    ink = ink_of(picture)
    leaders, dots = leaders_of(ink, scale)
    if leaders:
        picture = np.where(dots > 0, np.uint8(255), picture)
        ink &= ~dots
        quads = reader.find(picture)
    places = [place for quad in quads if (place := _place(quad, picture)) is not None]
    segments, mask = segments_of(
        ink_of(picture, faint=True), scale, [(place.left, place.top, place.right, place.bottom) for place in places]
    )
    clean = ink & ~mask
    places, words = upright_words(split_at_rules(places, segments), clean)
    page = Page(number, width / scale, height / scale)
    page.rules = [Rule(x0 / scale, (height - y1) / scale, x1 / scale, (height - y0) / scale) for x0, y0, x1, y1 in segments]
    cut = cutter()
    kept = _read(places, picture, reader)
    kept += _read_upright(words, picture, reader, cut)
    covered = [*places, *(piece for word in words for piece in word)]
    kept += [(place, line) for place, line in _read(leftovers_of(clean, covered), picture, reader) if is_text(line)]
    kept = [(place, with_words(line, cut)) for place, line in with_year_dashes(with_classes(kept))]
    lines, findings = reread(number, picture, kept, reader)
    rows = [characters_of_line(place, line, clean, height, scale) for place, line in lines]
    rows = [row for row in rows if row and not _is_logo(row, number)]
    _make_one_size(rows)
    for leader in sorted(leaders, key=lambda leader: leader.x0):
        rows.append(leader_characters(leader, rows, height, scale))
    page.chars = [char for row in rows for char in row]
    scores = [score for _, line in lines for score in line.scores]
    give_memory_back()
    return Recognised(page, findings, float(np.mean(scores)) if scores else 0.0)


def _read(places: list[Place], picture: Picture, reader: Recogniser) -> list[tuple[Place, ReadLine]]:
    """Places with what stands in them; those left out where it is no text."""
    lines = [repaired(line) for line in reader.read([place.cut(picture) for place in places])]
    return [
        (place, line)
        for place, line in zip(places, lines, strict=True)
        if line.score >= (_LEAST_SCORE_ALONE if len(line.text) < 2 else _LEAST_SCORE)
    ]


def _read_upright(
    words: list[list[Place]], picture: Picture, reader: Recogniser, cut: Callable[[str], list[str]]
) -> list[tuple[Place, ReadLine]]:
    """The characters of upright words, each with its place; one by one where the word does not read as a line of so many."""
    found: list[tuple[Place, ReadLine]] = []
    for pieces, line in zip(words, reader.read([side_by_side(pieces, picture) for pieces in words]), strict=True):
        if len(line.text) != len(pieces) or line.score < _LEAST_SCORE_ALONE:
            found += _read(pieces, picture, reader)
            continue
        line = with_words(line, cut)
        for place, char, score in zip(pieces, line.text, line.scores, strict=True):
            found.append((place, ReadLine(char, score, ((place.right - place.left) / 2,), (score,), (False,))))
    return found


def _place(quad: NDArray[np.float32], picture: Picture) -> Place | None:
    height, width = picture.shape
    x0, y0 = np.floor(quad.min(axis=0))
    x1, y1 = np.ceil(quad.max(axis=0))
    left, top, right, bottom = max(int(x0), 0), max(int(y0), 0), min(int(x1), width), min(int(y1), height)
    return Place(left, top, right, bottom) if right - left > 4 and bottom - top > 4 else None


def _sides(quad: NDArray[np.float32]) -> tuple[float, float]:
    return float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[3] - quad[0]))


def _upright(picture: Picture, quads: list[NDArray[np.float32]], reader: Recogniser) -> tuple[Picture, list[NDArray[np.float32]]]:
    """Turned by quarters until the text runs from left to right."""
    long = [quad for quad in quads if max(_sides(quad)) > 3 * min(_sides(quad))]
    tall = sum(max(_sides(quad)) for quad in long if _sides(quad)[1] > _sides(quad)[0])
    wide = sum(max(_sides(quad)) for quad in long if _sides(quad)[1] <= _sides(quad)[0])
    if tall > wide:
        picture = np.ascontiguousarray(np.rot90(picture))
        quads = reader.find(picture)
    widest = sorted(quads, key=lambda quad: -_sides(quad)[0])[:9]
    crops = [place.cut(picture) for quad in widest if (place := _place(quad, picture)) is not None]
    if reader.upside_down(crops) > 0.5:
        turned = [np.ascontiguousarray(np.rot90(crop, 2)) for crop in crops[:5]]
        as_is, other = reader.read(crops[:5]), reader.read(turned)
        if sum(line.score for line in other) > sum(line.score for line in as_is):
            picture = np.ascontiguousarray(np.rot90(picture, 2))
            quads = reader.find(picture)
    return picture, quads


def _level(picture: Picture, quads: list[NDArray[np.float32]], reader: Recogniser) -> tuple[Picture, list[NDArray[np.float32]]]:
    """The skew of the page taken out, as the long lines show it."""
    import cv2

    angles = [
        float(np.degrees(np.arctan2(quad[1][1] - quad[0][1], quad[1][0] - quad[0][0])))
        for quad in quads
        if _sides(quad)[0] > 8 * _sides(quad)[1]
    ]
    angle = median(angles) if len(angles) >= 3 else 0.0
    if not 0.15 < abs(angle) < 15:
        return picture, quads
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    warped = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(255.0,))
    level = np.asarray(warped, dtype=np.uint8)
    if abs(angle) > 2:
        return level, reader.find(level)
    return level, [(quad @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32) for quad in quads]


def _is_logo(row: list[Char], number: int) -> bool:
    """The letters GB, HJ, JJG that a cover shows as an emblem, many times as large as its text."""
    return number == 1 and len(row) <= 4 and row[0].height > 40 and all(char.text.isascii() for char in row)


def _make_one_size(rows: list[list[Char]]) -> None:
    """Sizes of nearly the commonest made equal to it: measured heights scatter, printed ones do not."""
    chinese = [row for row in rows if sum(char.text >= "\u2e80" for char in row) > 2]
    heights = [row[0].height for row in chinese or rows for _ in row]
    common = median(heights) if heights else 0.0
    for row in rows:
        if abs(row[0].height - common) < 0.2 * common:
            for char in row:
                char.height = common
