"""A word has one reading, the one that its characters have in it."""

from __future__ import annotations

import pytest

from kg.pinyin import read_aloud, sounds


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("现行", "xian xing"),
        ("行业标准", "hang ye biao zhun"),
        ("银行", "yin hang"),
        ("系统", "xi tong"),
        ("重量", "zhong liang"),
        ("重复性", "chong fu xing"),
        ("公差", "gong cha"),
        ("调整", "tiao zheng"),
        ("绿色", "lv se"),
        ("汽车行驶记录仪", "qi che xing shi ji lu yi"),
    ],
)
def test_a_word_is_read_as_it_is_said(word: str, read: str) -> None:
    assert " ".join(read_aloud(word)) == read


def test_a_character_without_a_reading_stands_for_itself() -> None:
    assert read_aloud("水龘") == ("shui", "龘")


def test_a_word_is_made_of_usual_readings_of_its_characters() -> None:
    assert all(syllable in sounds()[character] for character, syllable in zip("现行重复系统", read_aloud("现行重复系统"), strict=True))
