"""Tokens: what must stay whole, what must be equal however it is written, and that both segmenters agree."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import SettingsError
from kg.identifiers import StandardNumber
from kg.segment import DICTIONARY, Segmenter, load_dictionary

SEGMENTER = Segmenter()


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("依据GB/T 4943.1—2022检定", "gb/t 4943.1-2022"),
        ("依据GB/T 4943.1—2022检定", "gb/t 4943.1"),
        ("ＪＪＧ（交通）０９６—２００９", "jjg(交通) 096-2009"),
        ("见5.2.1的规定", "5.2.1"),
        ("见附录 B的表B.2", "附录b"),
        ("附录 B的表B.2", "b.2"),
        ("违反第三十二条之一", "第三十二条之一"),
        ("不超过50㎎／㎥", "mg/m3"),
        ("70dB (A)", "db(a)"),
        ("水温35℃", "°c"),
        ("流量3 m³/h", "m3/h"),
        ("限值0.05 μg/L", "μg/l"),
        ("限值0.05 µg/L", "μg/l"),
        ("压力1.6MPa", "mpa"),
        ("传热系数W/(m²·K)", "w/(m2·k)"),
        ("示值误差不大于±0.5%", "±"),
        ("示值误差不大于±0.5%", "0.5"),
        ("示值误差不大于±0.5%", "不大于"),
        ("示值误差不大于±0.5%", "示值误差"),
        ("浓度≦30", "≤"),
        ("共1,250.5元", "1250.5"),
        ("3.2×10³个", "10^3"),
        ("PM 2.5的浓度", "pm2.5"),
        ("测量不确定度", "测量不确定度"),
        ("测量不确定度", "不确定度"),
        ("Electronic Scale", "scale"),
    ],
)
def test_a_text_holds_this_token(text: str, token: str) -> None:
    assert token in SEGMENTER.tokens(text)


@pytest.mark.parametrize(("words", "sign"), [("不超过", "≤"), ("不大于", "≤"), ("不低于", "≥"), ("不小于", "≥")])
def test_a_bound_in_words_is_also_its_sign(words: str, sign: str) -> None:
    assert {words, sign} <= set(SEGMENTER.tokens(f"噪声{words}70"))


def test_numbers_are_found_in_lower_case_queries_and_not_in_lower_case_text() -> None:
    assert SEGMENTER.query_tokens("gb 13271 锅炉")[0] == "gb 13271"
    assert "gb 13271" not in SEGMENTER.tokens("gb 13271 锅炉")


def test_question_words_and_repetitions_leave_a_query_unless_nothing_else_is_there() -> None:
    assert SEGMENTER.query_tokens("颗粒物怎么测？颗粒物") == ["颗粒物", "颗粒", "测"]
    assert SEGMENTER.query_tokens("什么") == ["什么"]


def test_stop_words_and_punctuation_are_no_tokens() -> None:
    assert SEGMENTER.tokens("、，。 的 了 —— the of （）") == []


def test_every_domain_word_is_one_token() -> None:
    assert [word for word in load_dictionary() if word not in SEGMENTER.tokens(word)] == []


def test_the_dictionary_is_a_jieba_user_dictionary_of_distinct_words() -> None:
    lines = DICTIONARY.read_text(encoding="utf-8").split("\n")[:-1]
    assert len(lines) >= 800
    assert len(set(lines)) == len(lines)
    assert all(re.fullmatch(r"[\u4e00-\u9fd5]+( \d+)?( \w+)?", line) for line in lines)


def test_a_word_that_no_segmenter_can_keep_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("示值误差\npH计\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"line 2: 'pH计'"):
        Segmenter(tmp_path / "words.txt")


def test_jieba_and_rjieba_cut_alike() -> None:
    """On random joins of domain words and function words, where near ties are many, and on the corpus."""
    pytest.importorskip("rjieba")
    python, rust = Segmenter(engine="jieba"), Segmenter(engine="rjieba")
    assert (python.engine, rust.engine) == ("jieba", "rjieba")
    words = load_dictionary()
    general = "中国人民在生产和使用产品中应当遵守的规定要求部门进行检查一不大于上下级有关单位时间可以对本法自日起施行".strip()
    draw = random.Random(7)
    for _ in range(4000):
        text = "".join(draw.choice(words) if draw.random() < 0.5 else draw.choice(general) for _ in range(12))
        assert python.tokens(text) == rust.tokens(text)
    for path in sorted(Path("corpus").rglob("*.md"))[:10]:
        text = path.read_text(encoding="utf-8")
        assert python.tokens(text) == rust.tokens(text)


def test_the_fingerprint_follows_the_dictionary_and_not_the_engine(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("示值误差 3 n\n", encoding="utf-8")
    assert Segmenter(engine="jieba").fingerprint == SEGMENTER.fingerprint
    assert Segmenter(tmp_path / "words.txt").fingerprint != SEGMENTER.fingerprint


def test_bigrams_stay_within_runs_of_chinese() -> None:
    assert SEGMENTER.bigrams("检测限为5mg的铅") == ["检测", "测限", "限为", "的铅"]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_the_segmenter(text: str) -> None:
    for token in [*SEGMENTER.tokens(text), *SEGMENTER.query_tokens(text), *SEGMENTER.bigrams(text)]:
        assert token
        assert token == token.strip()


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"(GB/T|JJG|HJ|DB44/T|T/CAS) [1-9]\d{0,4}(\.[1-9])?-20[0-2]\d", fullmatch=True))
def test_a_number_in_running_text_is_found_by_the_number_alone(printed: str) -> None:
    number = StandardNumber.parse(printed)
    tokens = SEGMENTER.tokens(f"应符合{printed}的规定")
    assert set(SEGMENTER.query_tokens(printed.lower())) <= set(tokens)
    assert set(SEGMENTER.query_tokens(number.work.canonical)) <= set(tokens)
