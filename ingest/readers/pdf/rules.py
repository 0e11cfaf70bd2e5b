"""What is drawn on a PDF page besides its characters, forms inside it included.

Ruling lines (strokes, thin filled bars, edges of rectangles) and the places of pictures: one walk over the page's objects
finds both, for there can be thousands.
"""

from __future__ import annotations

import ctypes
from functools import partial
from itertools import pairwise
from typing import Any

from ingest.readers.page.page import Inset, Rule
from ingest.readers.pdf.text_layer import drawn_size

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]

_UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MOST_OBJECTS = 20_000
"""More objects than this make a drawing, not a table."""
_MOST_PICTURES = 1_000
"""A page of more is a picture in pieces."""
_MOST_SEGMENTS = 4_000
"""A path of more segments is a drawn picture."""
_THIN = 3.0
_SHORTEST = 4.0
_DEEPEST = 4
"""Forms inside forms; deeper nesting is hostile, not typography."""


def rules_and_insets(page: Any, turn: int = 0) -> tuple[list[Rule], list[Inset]]:
    """Horizontal and vertical rules longer than 4 points, and pictures, turned by ``turn`` quarters as the page's characters are."""
    import pypdfium2.raw as raw

    found: list[Rule] = []
    pictures: list[Box] = []
    count = raw.FPDFPage_CountObjects(page.raw)
    if count > _MOST_OBJECTS:
        return [], []
    _collect(raw, count, partial(raw.FPDFPage_GetObject, page.raw), _UPRIGHT, 0, found, pictures)
    if turn == 0:
        return found, [Inset(*box, box) for box in pictures]
    width, height = drawn_size(page)
    turned = [_turned(Rule(*box), turn, width, height) for box in pictures]
    insets = [Inset(rule.x0, rule.y0, rule.x1, rule.y1, box, turn) for rule, box in zip(turned, pictures, strict=True)]
    return [_turned(rule, turn, width, height) for rule in found], insets


def _collect(raw: Any, count: int, object_at: Any, matrix: Matrix, depth: int, found: list[Rule], pictures: list[Box]) -> None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    kind_of, text = raw.FPDFPageObj_GetType, raw.FPDF_PAGEOBJ_TEXT
    for i in range(count):
        item = object_at(i)
        kind = kind_of(item)
        if kind == text:  # a thousand on a page
            continue
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inner = raw.FPDFFormObj_CountObjects(item)
            if inner <= _MOST_OBJECTS and len(found) <= _MOST_OBJECTS:
                own = _product(_matrix_of(raw, item), matrix)
                _collect(raw, inner, partial(raw.FPDFFormObj_GetObject, item), own, depth + 1, found, pictures)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            if raw.FPDFPageObj_GetBounds(item, left, bottom, right, top) and len(pictures) < _MOST_PICTURES:
                pictures.append(_box(matrix, left.value, bottom.value, right.value, top.value))
        elif kind == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            x0, y0, x1, y1 = _box(matrix, left.value, bottom.value, right.value, top.value)
            if max(x1 - x0, y1 - y0) <= _SHORTEST:
                continue
            stroked, filled = _drawn(raw, item)
            if not (stroked or filled):
                continue
            if min(x1 - x0, y1 - y0) < _THIN:
                _add(found, x0, y0, x1, y1)
            else:
                _walk(raw, item, _product(_matrix_of(raw, item), matrix), stroked, found)


def _drawn(raw: Any, item: Any) -> tuple[bool, bool]:
    """Whether a path is stroked and filled in a colour that shows on white paper."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(item, fill, stroke):
        return True, False
    return (
        bool(stroke.value) and not _white(raw.FPDFPageObj_GetStrokeColor, item),
        fill.value != 0 and not _white(raw.FPDFPageObj_GetFillColor, item),
    )


def _white(colour_of: Any, item: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not colour_of(item, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) > 245


def _walk(raw: Any, item: Any, matrix: Matrix, stroked: bool, found: list[Rule]) -> None:
    """Rules of a path that is more than one bar: every stroked straight segment, every thin filled subpath."""
    count = raw.FPDFPath_CountSegments(item)
    if count > _MOST_SEGMENTS:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    paths: list[list[tuple[float, float]]] = []
    curved = False
    for i in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, i)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = _point(matrix, x.value, y.value)
        if kind == raw.FPDF_SEGMENT_MOVETO or not paths:
            paths.append([point])
        else:
            curved |= bool(kind == raw.FPDF_SEGMENT_BEZIERTO)
            paths[-1].append(point)
            if raw.FPDFPathSegment_GetClose(segment):
                paths[-1].append(paths[-1][0])
    if curved:
        return  # rounded boxes and outlines of letters are drawings
    for path in paths:
        xs, ys = [p[0] for p in path], [p[1] for p in path]
        x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
        if min(x1 - x0, y1 - y0) < _THIN:
            _add(found, x0, y0, x1, y1)
        elif stroked:
            for (ax, ay), (bx, by) in pairwise(path):
                if abs(ax - bx) < 1 or abs(ay - by) < 1:
                    _add(found, min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _add(found: list[Rule], x0: float, y0: float, x1: float, y1: float) -> None:
    if x1 - x0 >= y1 - y0:
        if x1 - x0 > _SHORTEST:
            found.append(Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2))
    elif y1 - y0 > _SHORTEST:
        found.append(Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))


def _turned(rule: Rule, turn: int, width: float, height: float) -> Rule:
    """As `characters_of` turns characters: text that runs upwards, upside down or downwards stands level."""
    if turn == 1:
        return Rule(rule.y0, width - rule.x1, rule.y1, width - rule.x0)
    if turn == 2:
        return Rule(width - rule.x1, height - rule.y1, width - rule.x0, height - rule.y0)
    return Rule(height - rule.y1, rule.x0, height - rule.y0, rule.x1)


def _matrix_of(raw: Any, item: Any) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return _UPRIGHT
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _product(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(matrix: Matrix, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
    if matrix == _UPRIGHT:
        return left, bottom, right, top
    (ax, ay), (bx, by) = _point(matrix, left, bottom), _point(matrix, right, top)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
