"""Text in pictures, by RapidOCR (PP-OCR models, which its wheel carries): boxes of lines, then their characters.

Found on a small picture, which is fast, and read from the large one, which is right. Nothing is fetched
and nothing written: the sandbox forbids both.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import UnreadableDocument

Picture = NDArray[np.uint8]
"""(h, w) uint8, dark ink on light paper."""

_FINDING_SIDE = 1440
"""Longest side, in pixels, of the picture in which lines are looked for."""
_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
"""Of mallopt(3)."""
_LARGE_BLOCK = 16 * 1024 * 1024
_MODELS = {"Det": "PP-OCRv6_det_small.onnx", "Rec": "PP-OCRv6_rec_small.onnx", "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx"}


@dataclass(frozen=True, slots=True)
class ReadLine:
    """What one crop says. ``centres`` are the middles of the characters in pixels of the crop; blanks are in ``spaced``.

    ``scores`` in [0, 1], one a character; ``spaced[i]`` says that a blank stands before character ``i``.
    """

    text: str
    score: float
    centres: tuple[float, ...]
    scores: tuple[float, ...]
    spaced: tuple[bool, ...]


NOTHING = ReadLine("", 0.0, (), (), ())


class Recogniser:
    """One loaded set of models; ``threads`` cores read lines, one thread at a time may use it."""

    def __init__(self, threads: int) -> None:
        """Raises UnreadableDocument with code no_ocr where the package or its models are missing."""
        missing = [name for name in ("rapidocr", "onnxruntime", "cv2") if find_spec(name) is None]
        if missing:
            raise UnreadableDocument("no_ocr", _missing(f"the package {missing[0]}"))
        import cv2
        import rapidocr

        folder = Path(rapidocr.__file__).parent / "models"
        for model in _MODELS.values():
            # Without this RapidOCR would try to download it.
            if not (folder / model).is_file():
                raise UnreadableDocument("no_ocr", _missing(f"the model {model} in {folder}"))
        cv2.setNumThreads(1)
        _keep_large_apart()
        # Lines are shared out among threads of one core each. The runtime's own threads wait for each other at every step,
        # spinning: beside other work they cost twice the CPU and more time than one thread alone.
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, "recogniser") if threads > 1 else None
        self._engine: Any = rapidocr.RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.return_word_box": True,
                "Global.use_vertical_padding": False,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                # The side is chosen here; the least that the detector would scale up to is never reached.
                "Det.limit_side_len": 64,
                # Crops are padded to this width and to the widest of their batch: at 320 (the default) and 6 the cells of a
                # table cost two and a half times as much, and read the same.
                "Rec.rec_img_shape": [3, 48, 64],
                "Rec.rec_batch_num": 1,
                **{f"{part}.model_path": str(folder / model) for part, model in _MODELS.items()},
            }
        )

    def find(self, picture: Picture) -> list[NDArray[np.float32]]:
        """Quadrangles (4, 2) around lines of text, in pixels of ``picture``, clockwise from the upper left."""
        import cv2

        factor = min(1.0, _FINDING_SIDE / max(picture.shape))
        # Finding takes a quarter of a GB; it is not to stand on what the reading of lines has left behind.
        give_memory_back()
        small = (
            picture if factor == 1 else np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
        )
        try:
            _, found = self._engine.detect_and_crop(_coloured(small), {})
        # RapidOCR's own way to say that there is none; its class is not public.
        except Exception as exc:
            if type(exc).__name__ == "RapidOCRError":
                return []
            raise
        return [np.asarray(box, dtype=np.float32) / factor for box in found.boxes]

    def read(self, crops: Sequence[Picture]) -> list[ReadLine]:
        """What each crop of one line says."""
        if self._pool is None or len(crops) < 2 * self._threads:
            return self._read(crops)
        # Every n-th of the crops by width: shares of equal work.
        by_width = sorted(range(len(crops)), key=lambda i: crops[i].shape[1] / crops[i].shape[0])
        shares = [by_width[first :: self._threads] for first in range(self._threads)]
        lines = [NOTHING] * len(crops)
        for share, read in zip(shares, self._pool.map(self._read, ([crops[i] for i in share] for share in shares)), strict=True):
            for i, line in zip(share, read, strict=True):
                lines[i] = line
        return lines

    def _read(self, crops: Sequence[Picture]) -> list[ReadLine]:
        if not crops:
            return []
        answer = self._engine.recognize_txt([_coloured(crop) for crop in crops])
        return [
            _line(text, score, words, crop.shape[1])
            for text, score, words, crop in zip(answer.txts, answer.scores, answer.word_results, crops, strict=True)
        ]

    def upside_down(self, crops: Sequence[Picture]) -> float:
        """Share of the crops that stand on their heads, in [0, 1]."""
        if not crops:
            return 0.0
        _, answer = self._engine.cls_and_rotate([_coloured(crop) for crop in crops])
        votes: list[bool] = [label == "180" for label, _ in answer.cls_res]
        return sum(votes) / len(votes)


@lru_cache(maxsize=1)
def recogniser(threads: int) -> Recogniser:
    """The recogniser of this process."""
    return Recogniser(threads)


def give_memory_back() -> None:
    """What the models have freed given back to the system, where the C library is glibc."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _keep_large_apart() -> None:
    """Tell glibc to map blocks of 16 MB and more, so that each is gone when it is freed.

    Left alone it learns to take them from the heap, where what is made after them holds their place: every page of another
    size then costs 30 MB of address space, and a scan of 35 pages all that the sandbox allows.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        for option in (_MMAP_THRESHOLD, _TRIM_THRESHOLD):
            set_option(option, _LARGE_BLOCK)


def _missing(what: str) -> str:
    return f"pages that are pictures need {what}; install the requirements again (pip install -r requirements.txt), or read without OCR"


def _coloured(picture: Picture) -> Picture:
    return np.repeat(picture[:, :, None], 3, axis=2)


def _line(text: str, score: float, words: Any, width: int) -> ReadLine:
    if not text.strip() or words is None or not words.line_txt_len:
        return NOTHING
    columns = [column for word in words.word_cols for column in word]
    scores = words.confs
    letters, kept, spaced = [], [], []
    blank = False
    for position, char in enumerate(text):
        if char.isspace():
            blank = True
            continue
        letters.append(char)
        kept.append(float(scores[position]) if position < len(scores) else float(score))
        spaced.append(blank)
        blank = False
    step = width / words.line_txt_len
    centres = tuple((column + 0.5) * step for column in columns)
    if len(centres) != len(letters):
        return NOTHING
    return ReadLine("".join(letters), float(np.mean(kept)), centres, tuple(kept), tuple(spaced))
