"""OFD: the objects of a page as characters and rules, millimetres from the upper left turned into points from the lower left."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ingest.readers.ofd.xml import Matrix, box, deltas, matrix, name_of, number
from ingest.readers.page.page import Char, Page, Rule

POINTS = 72 / 25.4
"""Points in a millimetre."""
_THIN = 1.0  # millimetres: a filled bar of this width is a rule
_SHORTEST = 4.0  # points, as in PDF
_MOST_OBJECTS = 200_000
_MOST_SEGMENTS = 4_000
_DEEPEST = 16
_NARROW = frozenset("iljtfrI.,;:'|!()[]{}/-· ")
_WIDE = frozenset("mwMW@%—")
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


@dataclass(slots=True)
class Drawn:
    """What the objects of a page draw: ``chars`` with their direction in quarters, rules, and how many glyphs say no character."""

    chars: list[tuple[Char, int]]
    rules: list[Rule]
    unnamed: int = 0


def page_of(number_: int, area: tuple[float, float, float, float], roots: Iterable[Any]) -> tuple[Page, int]:
    """Page ``number_`` from the roots of its content and templates, turned so that its text stands level; glyphs without characters.

    ``area`` is the page's box in millimetres.
    """
    left, top, width, height = area
    drawn = Drawn([], [])
    for item in _objects(roots):
        bounds = box(item.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
        place = _Place(matrix(item.get("CTM")), bounds[0] - left, bounds[1] - top, height)
        if name_of(item) == "TextObject":
            _draw_text(item, place, drawn)
        else:
            _draw_path(item, place, drawn)
    turns = Counter(turn for char, turn in drawn.chars)
    turn = turns.most_common(1)[0][0] if turns else 0
    wide, high = width * POINTS, height * POINTS
    # Watermarks and margin notes run at an angle to the text.
    chars = [_turned_char(char, turn, wide, high) for char, own in drawn.chars if own == turn]
    rules = [_turned_rule(rule, turn, wide, high) for rule in drawn.rules]
    if turn % 2:
        wide, high = high, wide
    return Page(number_, wide, high, chars, rules), drawn.unnamed


@dataclass(frozen=True, slots=True)
class _Place:
    """From an object's own coordinates to points on the page."""

    matrix: Matrix
    left: float
    top: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.matrix
        return (a * x + c * y + e + self.left) * POINTS, (self.height - (b * x + d * y + f + self.top)) * POINTS


def _objects(roots: Iterable[Any]) -> Iterator[Any]:
    """TextObject and PathObject of layers and blocks, in the order they are drawn; hidden ones are left out."""
    count = 0
    stack = [(root, 0) for root in reversed(list(roots))]
    while stack:
        element, depth = stack.pop()
        name = name_of(element)
        count += 1
        if count > _MOST_OBJECTS:
            return
        if (element.get("Visible") or "true").lower() == "false":
            continue
        if name in ("TextObject", "PathObject"):
            yield element
        elif name in ("Page", "Content", "Layer", "PageBlock") and depth < _DEEPEST:
            stack.extend((below, depth + 1) for below in reversed(element))


def _draw_text(item: Any, place: _Place, drawn: Drawn) -> None:
    size = number(item.get("Size")) or 0.0
    a, b, c, d, _, _ = place.matrix
    across, up = math.hypot(a, b), math.hypot(c, d)
    if size <= 0 or across == 0 or up == 0 or a * d - b * c <= 0:
        return
    direction = math.atan2(-b, a)
    turn = round(direction / (math.pi / 2)) % 4
    if abs((direction - turn * math.pi / 2 + math.pi) % (2 * math.pi) - math.pi) > 0.1:
        return
    stretch = number(item.get("HScale")) or 1.0
    height = max(size * up * POINTS, 1.0)
    glyphs = sum(1 for part in item if name_of(part) == "CGTransform")
    x = y = 0.0
    for code in (part for part in item if name_of(part) == "TextCode"):
        text = _text_of(code)
        stated_x, stated_y = number(code.get("X")), number(code.get("Y"))
        x = x if stated_x is None else stated_x
        y = y if stated_y is None else stated_y
        steps = deltas(code.get("DeltaX"), len(text))
        falls = deltas(code.get("DeltaY"), len(text))
        at_x, at_y, spaced = x, y, False
        for k, char in enumerate(text):
            wide = advance(char) * size * stretch
            step = steps[k] if k < len(steps) else wide if not (steps or falls) else 0.0
            if char.isspace():
                spaced = True
            elif _says_nothing(char):
                drawn.unnamed += 1
            else:
                # A font's own width is near the distance to the next character; a wider gap is a gap.
                extent = step if 0 < step <= wide + 0.2 * size else wide
                (x0, y0), (x1, _) = place.point(at_x, at_y), place.point(at_x + extent, at_y)
                width = extent * across * POINTS
                drawn.chars.append((Char(char, x0, x1 if turn == 0 else x0 + width, y0, height, spaced), turn))
                spaced = False
            at_x += step
            at_y += falls[k] if k < len(falls) else 0.0
        if not text and glyphs:
            drawn.unnamed += 1


def _text_of(code: Any) -> str:
    """The characters of a TextCode; line breaks come from editors that indent the XML."""
    text = code.text or ""
    return text.strip() if "\n" in text else text


def _says_nothing(char: str) -> bool:
    """Private use, replacement and control characters: the text is drawn by glyph numbers and its characters are not stated."""
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or char < " "


def advance(char: str) -> float:
    """Width of a character in parts of the font size, where the file does not say it: full width or that of a common Latin font.

    >>> advance("标"), advance("i"), advance("n")
    (1.0, 0.3, 0.5)
    """
    if char >= "\u2e80" or char in "《》〈〉“”‘’…×±≤≥℃":
        return 1.0
    if char in _NARROW:
        return 0.3
    return 0.85 if char in _WIDE else 0.67 if char.isupper() else 0.5


def _draw_path(item: Any, place: _Place, drawn: Drawn) -> None:
    if len(drawn.rules) > _MOST_OBJECTS:
        return
    stroked = (item.get("Stroke") or "true").lower() != "false" and not _is_white(item, "StrokeColor")
    filled = (item.get("Fill") or "false").lower() == "true" and not _is_white(item, "FillColor")
    data = next((part.text or "" for part in item if name_of(part) == "AbbreviatedData"), "")
    for path, curved in _paths(data):
        points = [place.point(x, y) for x, y in path]
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
        if (filled or stroked) and min(x1 - x0, y1 - y0) < _THIN * POINTS:
            _add(drawn.rules, x0, y0, x1, y1)
        elif stroked and not curved:
            for (ax, ay), (bx, by) in pairwise(points):
                if abs(ax - bx) < 1 or abs(ay - by) < 1:
                    _add(drawn.rules, min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _paths(data: str) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """Subpaths of AbbreviatedData (9.1): corner points, and whether a part is curved."""
    words = data.split()
    if len(words) > 8 * _MOST_SEGMENTS:
        return  # a drawn picture
    path: list[tuple[float, float]] = []
    curved = False
    at = 0
    while at < len(words):
        command = words[at]
        count = _OPERANDS.get(command)
        if count is None:
            return
        values = [number(word) for word in words[at + 1 : at + 1 + count]]
        at += 1 + count
        if None in values or len(values) < count:
            return
        stated = [value for value in values if value is not None]
        if command in ("S", "M"):
            if len(path) > 1:
                yield path, curved
            path, curved = [(stated[0], stated[1])], False
        elif command == "C":
            if path:
                path.append(path[0])
        elif path:
            curved |= command != "L"
            path.append((stated[-2], stated[-1]))
    if len(path) > 1:
        yield path, curved


def _add(rules: list[Rule], x0: float, y0: float, x1: float, y1: float) -> None:
    if x1 - x0 >= y1 - y0:
        if x1 - x0 > _SHORTEST:
            rules.append(Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2))
    elif y1 - y0 > _SHORTEST:
        rules.append(Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))


def _is_white(item: Any, name: str) -> bool:
    colour = next((part for part in item if name_of(part) == name), None)
    if colour is None:
        return False
    if colour.get("Alpha") == "0":
        return True
    values = (colour.get("Value") or "").split()
    return len(values) == 3 and all(value.isdigit() and len(value) < 5 and int(value) > 245 for value in values)


def _turned_char(char: Char, turn: int, width: float, height: float) -> Char:
    """As read with the page turned: text that runs upwards, upside down or downwards stands level."""
    if turn == 0:
        return char
    extent = char.x1 - char.x0
    x, y = {1: (char.y, width - char.x0), 2: (width - char.x0, height - char.y), 3: (height - char.y, char.x0)}[turn]
    return Char(char.text, x, x + extent, y, char.height, char.spaced)


def _turned_rule(rule: Rule, turn: int, width: float, height: float) -> Rule:
    if turn == 0:
        return rule
    if turn == 1:
        return Rule(rule.y0, width - rule.x1, rule.y1, width - rule.x0)
    if turn == 2:
        return Rule(width - rule.x1, height - rule.y1, width - rule.x0, height - rule.y0)
    return Rule(height - rule.y1, rule.x0, height - rule.y0, rule.x1)
