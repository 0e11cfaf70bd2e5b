"""A picture set into a PDF page, cut from the page as it is shown: masks, colours and turns are then those of the reader's eye."""

from __future__ import annotations

import ctypes
import hashlib
from typing import Any

import numpy as np

from ingest.readers.ocr.recogniser import Picture
from ingest.readers.page.page import Inset

PIXELS_PER_POINT = 3.0
"""As whole pages are rendered for recognition."""
_LEAST_CONTRAST = 60
_CHARACTERS_NEEDED = 30
_LOWEST, _HIGHEST = 4.0, 20.0
"""Points: sizes of characters."""


def picture_of(page: Any) -> Picture:
    """The whole of a pdfium page, in grey."""
    picture = page.render(scale=PIXELS_PER_POINT, grayscale=True).to_numpy()
    return np.asarray(picture[:, :, 0] if picture.ndim == 3 else picture, dtype=np.uint8)


def cut(page: Any, inset: Inset, picture: Picture, margin: float = 0.0) -> Picture:
    """The part of ``picture`` that shows ``inset``, with ``margin`` points around it, turned so that the page's text is level."""
    import pypdfium2.raw as raw

    height, width = picture.shape
    x0, y0, x1, y1 = inset.drawn
    columns, rows = [], []
    x, y = ctypes.c_int(), ctypes.c_int()
    for right, up in ((x0 - margin, y0 - margin), (x1 + margin, y1 + margin)):
        raw.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, right, up, x, y)
        columns.append(min(max(x.value, 0), width))
        rows.append(min(max(y.value, 0), height))
    part = picture[min(rows) : max(rows), min(columns) : max(columns)]
    return np.ascontiguousarray(np.rot90(part, (page.get_rotation() // 90 - inset.turn) % 4))


def digest_of(crop: Picture) -> bytes:
    """Equal for equal pictures."""
    return hashlib.blake2b(crop.tobytes(), digest_size=16, key=repr(crop.shape).encode()).digest()


def has_ink(crop: Picture) -> bool:
    """Whether there is anything to be read."""
    return crop.size > 0 and int(crop.max()) - int(crop.min()) > _LEAST_CONTRAST


def shows_characters(crop: Picture) -> bool:
    """Whether a large picture holds many pieces of ink the size of characters: a quick look before a long one. Photographs do not."""
    import cv2

    from ingest.readers.ocr.rules import ink_of

    if not has_ink(crop):
        return False
    _, _, boxes, _ = cv2.connectedComponentsWithStats(ink_of(crop), connectivity=8)
    sizes = boxes[1:, 2:4].max(axis=1) / PIXELS_PER_POINT
    return int(((sizes > _LOWEST) & (sizes < _HIGHEST)).sum()) >= _CHARACTERS_NEEDED
