"""The parts of the optical reader that need no models."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from ingest.confidence import DISPUTED
from ingest.readers.ocr.characters import Place, characters_of_line, width_of
from ingest.readers.ocr.classes import with_classes
from ingest.readers.ocr.doubt import is_doubtful, numbers_of, reread
from ingest.readers.ocr.leaders import leader_characters, leaders_of
from ingest.readers.ocr.leftovers import leftovers_of
from ingest.readers.ocr.places import side_by_side, upright_words
from ingest.readers.ocr.recogniser import Picture, ReadLine, Recogniser
from ingest.readers.ocr.repair import repaired, with_year_dashes
from ingest.readers.ocr.rules import ink_of, segments_of
from ingest.readers.page.page import Char

SCALE = 3.0


def line(text: str, score: float = 0.99, scores: tuple[float, ...] | None = None, pitch: float = 30.0) -> ReadLine:
    letters = text.replace(" ", "")
    spaced = tuple(text[i - 1 : i] == " " for i, char in enumerate(text) if char != " ")
    centres = tuple(pitch * (i + 0.5) for i in range(len(letters)))
    return ReadLine(letters, score, centres, scores or (score,) * len(letters), spaced)


def paper(height: int = 600, width: int = 900) -> Picture:
    return np.full((height, width), 255, dtype=np.uint8)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("GB/I 13271—2014", "GB/T 13271—2014"),
        ("HJ/l 55—2000", "HJ/T 55—2000"),
        ("GB 13271一2014", "GB 13271—2014"),
        ("GB 132O1—2O14", "GB 13201—2014"),
        ("4·1·2 一般要求", "4.1.2 一般要求"),
        ("3.2:2 用于", "3.2.2 用于"),
    ],
)
def test_what_the_form_proves_is_repaired(read: str, meant: str) -> None:
    assert repaired(line(read)).text == meant.replace(" ", "")


@pytest.mark.parametrize("text", ["mg/m²", "1:5000", "IEC61000", "O3", "COD", "一2014年起", "GB/T13271—2014", "3.5·m", "Il"])
def test_what_the_form_does_not_prove_stays(text: str) -> None:
    assert repaired(line(text)).text == text


def test_numbers_are_compared_in_half_width() -> None:
    assert numbers_of("不大于３．５ mg/L") == numbers_of("不大于3.5mg/L") == ["3.5"]


def test_a_doubtful_digit_is_read_again_and_a_doubtful_word_is_not() -> None:
    assert is_doubtful(line("限值30", scores=(0.99, 0.99, 0.6, 0.99)))
    assert not is_doubtful(line("限值30", scores=(0.5, 0.5, 0.99, 0.99)))
    assert not is_doubtful(line("限值", scores=(0.5, 0.5)))


class Rereads(Recogniser):
    """A second reading that says what the test wants."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self, crops: object) -> list[ReadLine]:
        return [line(self.text)]


def test_a_number_that_two_readings_disagree_on_is_a_finding_and_no_longer_certain() -> None:
    doubted = (Place(0, 0, 120, 40), line("限值30", scores=(0.99, 0.99, 0.6, 0.99)))
    (settled,), findings = reread(7, paper(), [doubted], Rereads("限值80"))
    assert settled[1].text == "限值30" and settled[1].score == DISPUTED
    assert [(finding.code, finding.place) for finding in findings] == [("ocr_disagrees", "page 7")]
    (settled,), findings = reread(7, paper(), [doubted], Rereads("限直30"))
    assert settled[1].score == 0.99 and not findings


def test_characters_stand_where_the_ink_is() -> None:
    picture = paper()
    for i in range(4):
        picture[102:128, 203 + i * 30 : 227 + i * 30] = 0
    chars = characters_of_line(Place(195, 95, 325, 135), line("污染物质", pitch=32.5), ink_of(picture), 600, SCALE)
    assert "".join(char.text for char in chars) == "污染物质"
    assert chars[0].x0 == pytest.approx(203 / SCALE, abs=0.4) and chars[-1].x1 == pytest.approx(317 / SCALE, abs=0.4)
    assert chars[0].height == pytest.approx(26 / 0.92 / SCALE, rel=0.1)
    assert all(before.x1 == after.x0 for before, after in pairwise(chars))
    assert all(char.confidence < 1.0 for char in chars)


def test_a_wide_gap_within_a_line_stays_a_gap() -> None:
    read = ReadLine("前言", 0.99, (15.0, 105.0), (0.99, 0.99), (False, False))
    picture = paper()
    picture[105:130, 100:130] = picture[105:130, 190:220] = 0
    first, second = characters_of_line(Place(100, 98, 220, 138), read, ink_of(picture), 600, SCALE)
    assert second.x0 - first.x1 > first.height


def test_a_number_is_not_torn_at_its_point() -> None:
    read = ReadLine("1.2", 0.99, (8.0, 20.0, 44.0), (0.99,) * 3, (False, False, True))
    chars = characters_of_line(Place(100, 98, 160, 138), read, ink_of(paper()), 600, SCALE)
    assert chars[1].x1 == chars[2].x0 and not chars[2].spaced


def test_rules_are_found_and_strokes_of_characters_are_not() -> None:
    picture = paper()
    picture[100:102, 50:800] = 0
    picture[300:302, 50:400] = picture[301:303, 402:800] = 0  # broken and slanted
    picture[100:302, 50:52] = picture[100:302, 798:800] = 0
    picture[180:184, 200:270] = 0  # the stroke of a heading's character
    segments, mask = segments_of(ink_of(picture), SCALE, [(190, 150, 420, 240)])
    level = [segment for segment in segments if segment[1] == segment[3]]
    upright = [segment for segment in segments if segment[0] == segment[2]]
    assert len(level) == 2 and all(segment[2] - segment[0] > 740 for segment in level)
    assert len(upright) == 2
    assert mask[101, 500] and not mask[182, 230]


def test_black_areas_are_no_rules() -> None:
    picture = paper()
    picture[100:200, 100:400] = 0
    assert segments_of(ink_of(picture), SCALE)[0] == []


def test_leaders_become_ellipses_on_the_line_they_stand_in() -> None:
    picture = paper()
    for x in range(300, 700, 9):
        picture[210:213, x : x + 3] = 0
    (leader,), mask = leaders_of(ink_of(picture), SCALE)
    assert leader.x0 == pytest.approx(300, abs=2) and leader.x1 == pytest.approx(699, abs=5)
    assert mask[211, 301] and not mask[300, 300]
    heading = [Char("范", 60.0, 70.0, (600 - 222) / SCALE, 10.0)]
    dots = leader_characters(leader, [heading], 600, SCALE)
    assert {char.text for char in dots} == {"…"} and {char.y for char in dots} == {heading[0].y}
    assert leader_characters(leader, [], 600, SCALE) == []


def test_specks_are_no_leader() -> None:
    picture = paper()
    for x, y in np.random.default_rng(5).integers(20, 560, size=(60, 2)).tolist():
        picture[y : y + 3, x : x + 3] = 0
    assert leaders_of(ink_of(picture), SCALE)[0] == []


def test_a_lone_digit_that_no_box_covers_is_found() -> None:
    picture = paper()
    picture[105:125, 60:68] = 0
    picture[103:127, 200:400] = 0
    (found,) = leftovers_of(ink_of(picture), [Place(190, 97, 410, 133)])
    assert found.left < 60 and found.right > 68 and found.right < 100


def test_widths_are_those_of_print() -> None:
    assert width_of("标") == 1.0 and width_of("5") == 0.5 and width_of(".") < 0.5


def row(*texts: str) -> list[tuple[Place, ReadLine]]:
    return [(Place(100 + 120 * i, 50, 160 + 120 * i, 80), line(text)) for i, text in enumerate(texts)]


def test_numerals_of_classes_are_proven_by_the_others_of_their_row() -> None:
    settled = with_classes([*row("1类", "【类", "Ill类", "N类"), (Place(100, 300, 160, 330), line("1类"))])
    assert [read.text for _, read in settled] == ["Ⅰ类", "Ⅱ类", "Ⅲ类", "Ⅳ类", "1类"]
    assert all(len(read.text) == len(read.centres) == len(read.scores) == len(read.spaced) for _, read in settled)


def test_numerals_of_classes_are_proven_by_the_others_of_their_column() -> None:
    column = [(Place(100, 50 + 60 * i, 160, 80 + 60 * i), line(text)) for i, text in enumerate(("l级", "Il级", "Ill级"))]
    assert [read.text for _, read in with_classes(column)] == ["Ⅰ级", "Ⅱ级", "Ⅲ级"]


@pytest.mark.parametrize("texts", [("1类", "2类", "3类"), ("1类", "1类", "1类"), ("1类", "N类"), ("1类", "1级", "N类")])
def test_numerals_of_classes_that_nothing_proves_stay(texts: tuple[str, ...]) -> None:
    assert tuple(read.text for _, read in with_classes(row(*texts))) == texts


def test_the_dash_of_a_number_is_known_by_the_year_on_the_next_line() -> None:
    first, beginning, word = Place(100, 50, 700, 80), Place(100, 90, 700, 120), line("一致")
    settled = with_year_dashes([(first, line("应符合GB 99901一")), (beginning, line("2031 的规定"))])
    assert settled[0][1].text.endswith("99901—")
    kept = with_year_dashes([(first, line("与GB 99901一")), (beginning, word)])
    assert kept[0][1].text.endswith("99901一")


def test_an_emblem_of_fine_dots_is_no_leader_of_words_far_away() -> None:
    picture = paper()
    for x in range(500, 800, 9):
        picture[210:213, x : x + 3] = 0
    (leader,), _ = leaders_of(ink_of(picture), SCALE)
    assert leader_characters(leader, [[Char("范", 60.0, 70.0, (600 - 222) / SCALE, 10.0)]], 600, SCALE) == []


def test_an_upright_word_is_cut_into_its_characters() -> None:
    picture = paper()
    picture[103:127, 300:600] = 0  # a level line says how large characters are
    for top in (200, 240):
        picture[top : top + 26, 100:126] = 0
    for top in (280, 296):  # two strokes of one character
        picture[top : top + 4, 100:126] = 0
    level, (word,) = upright_words([Place(295, 98, 605, 132), Place(97, 195, 129, 305)], ink_of(picture))
    assert level == [Place(295, 98, 605, 132)]
    assert [(piece.top + piece.bottom) // 2 for piece in word] == [213, 253, 290]
    together = side_by_side(word, picture)
    assert together.shape[1] == 3 * together.shape[0] and (together < 128).any()
