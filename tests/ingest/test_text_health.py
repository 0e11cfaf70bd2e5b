from __future__ import annotations

import random

import pytest

from ingest.readers.page.page import Char, Page
from ingest.readers.pdf.text_health import Health, health_of, words_share

PROSE = "锅炉排放的颗粒物浓度应当连续测定，测定结果以标准状态下的干烟气表示，运行人员每天检查一次仪器并且记录下来。" * 3
XML = '<element name="subject" type="SubjectType"/><sequence minOccurs="0"/>' * 6
RARE = [chr(code) for code in range(0x6C00, 0x7A00)]


def page(text: str, *, width: float | None = None, a_line: int = 30) -> Page:
    """A page whose characters are as wide as print sets them, or all ``width`` ems."""
    chars = []
    for i, char in enumerate(text):
        em = width or (1.0 if char >= "\u2e80" else 0.5)
        x, y = (i % a_line) * 10.0 + 60, 780 - (i // a_line) * 16.0
        chars.append(Char(char, x, x + 10 * em, y, 10.0))
    return Page(1, 595, 842, chars)


def test_chinese_prose_is_healthy() -> None:
    assert health_of(page(PROSE)) is Health.GOOD


def test_code_listings_are_healthy_although_half_of_them_are_signs() -> None:
    assert health_of(page(XML)) is Health.GOOD


def test_a_table_of_numbers_is_healthy() -> None:
    assert health_of(page("0.05 1.5 20 ≤ 300 mg/L ±0.2 6~9 " * 8)) is Health.GOOD


def test_signs_as_wide_as_chinese_characters_are_an_enciphered_font() -> None:
    assert health_of(page("!\"#$%&'()*+,-./0123456789:;<=>?@" * 4, width=1.0)) is Health.ENCIPHERED


def test_a_listing_that_hides_a_heading_is_known_among_enciphered_pages_alone() -> None:
    view = page(XML)
    view.chars += page("*+", width=1.0).chars
    assert health_of(view) is Health.GOOD
    assert health_of(view, among_enciphered=True) is Health.ENCIPHERED


def test_signs_of_latin_1_without_any_chinese_are_an_enciphered_font() -> None:
    assert health_of(page("abc¡¢£¤¥¦¨ªdef¬­®¯´¶¸" * 6)) is Health.ENCIPHERED


def test_accents_of_a_european_language_are_healthy() -> None:
    assert health_of(page("Prüfverfahren für Geräte, Maßstäbe und Größen; mesure de la qualité d’été. " * 3)) is Health.GOOD


def test_private_use_characters_say_nothing() -> None:
    assert health_of(page("\ue123\ue456\ue789温度" * 30)) is Health.PRIVATE


def test_chinese_characters_that_make_no_words_are_nonsense() -> None:
    text = "".join(random.Random(7).choices(RARE, k=300))
    assert health_of(page(text)) is Health.NONSENSE


def test_half_right_recognition_under_a_picture_is_not_trusted() -> None:
    chosen = random.Random(7)
    text = "".join(chosen.choice(RARE) if chosen.random() < 0.4 else char for char in PROSE)
    assert health_of(page(text), over_picture=True) is Health.NONSENSE


def test_a_good_recognition_under_a_picture_is_kept() -> None:
    assert health_of(page(PROSE), over_picture=True) is Health.GOOD


@pytest.mark.parametrize("text", ["", "GB 1234—2020 3"])
def test_a_page_with_a_running_head_at_most_is_thin(text: str) -> None:
    assert health_of(page(text)) is Health.THIN


def test_one_character_a_line_is_split() -> None:
    assert health_of(page(PROSE, a_line=1)) is Health.SPLIT


def test_one_character_a_line_is_split_however_close_the_lines_or_few_the_characters() -> None:
    close = page(PROSE)
    close.chars = [Char(char.text, 60.0, 64.0, 780 - 2.0 * i, 8.0) for i, char in enumerate(close.chars)]
    assert health_of(close) is Health.SPLIT
    assert health_of(page(PROSE[:30], a_line=1)) is Health.SPLIT


def test_the_share_of_words_counts_chinese_characters_alone() -> None:
    assert words_share(page("abc 123").chars) == 1.0
    assert words_share(page("测量结果").chars) == 1.0
