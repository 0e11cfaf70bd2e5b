"""Characters that look alike, told apart by the words that they make.

The dictionary proves a reading only where the character as read makes no word with its neighbours and
exactly one of those that look like it does: 恶奥 is no word, 恶臭 is. A new word must not be made of
the pieces of its neighbours (大空间, a large space, is not 太空|间): there must be fewer words than before.
Such a reading is never certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ingest.readers.ocr.recogniser import ReadLine

REPAIRED_SCORE = 0.8
"""Most that a character put right so, and its line, can score."""
_PAIRS = (
    "奥臭 奧臭奥 简筒 末未 巳已己 已己 己已 士土 曰日 侯候 拨拔 络铬 泵汞 棵颗 竟竞 笨苯 钓钙 碑砷 锅镉 冶治 治冶 "
    "攘壤 缀缓 幅辐 析折 徽微 贷货 睛晴 厉历 俱惧 酌酚 花化 氣气氯"
)
_MEANT = {pair[0]: pair[1:] for pair in _PAIRS.split()}
"""What is read, and what it may be. One way where the other is everyday language: 未 and 于 stand alone too often."""
_SUSPECT = re.compile(f"[{''.join(_MEANT)}]")
_CHINESE_RUN = re.compile("[\u4e00-\u9fff]+")


def with_words(line: ReadLine, cut: Callable[[str], list[str]]) -> ReadLine:
    """``line`` with such characters put right, scored at most `REPAIRED_SCORE`; ``cut`` divides Chinese text into dictionary words.

    >>> from ingest.readers.ocr.recogniser import ReadLine
    >>> from kg.segment import Segmenter
    >>> def read(text):
    ...     line = with_words(ReadLine(text, 1.0, (0.0,) * len(text), (1.0,) * len(text), (False,) * len(text)), Segmenter().cut)
    ...     return line.text, line.score
    >>> read("恶奥污染物"), read("奥气浓度"), read("等效排气简的高度"), read("大空间"), read("奥地利")
    (('恶臭污染物', 0.8), ('臭气浓度', 0.8), ('等效排气筒的高度', 0.8), ('大空间', 1.0), ('奥地利', 1.0))
    """
    if not _SUSPECT.search(line.text):
        return line
    chars, scores = list(line.text), list(line.scores)
    for run in _CHINESE_RUN.finditer(line.text):
        for match in _SUSPECT.finditer(run[0]):
            position = match.start()
            words = cut(run[0])
            if _word_at(words, position) > 1:
                continue
            better = [
                twin
                for twin in _MEANT[match[0]]
                if len(other := cut(run[0][:position] + twin + run[0][position + 1 :])) < len(words) and _word_at(other, position) > 1
            ]
            if len(better) == 1:
                chars[run.start() + position] = better[0]
                scores[run.start() + position] = min(scores[run.start() + position], REPAIRED_SCORE)
    text = "".join(chars)
    return line if text == line.text else replace(line, text=text, scores=tuple(scores), score=min(line.score, REPAIRED_SCORE))


def _word_at(words: list[str], position: int) -> int:
    """Length of the word that holds the character at ``position``."""
    start = 0
    for word in words:
        if start + len(word) > position:
            return len(word)
        start += len(word)
    return 0
