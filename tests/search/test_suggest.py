"""Suggestions: number in any spelling, word, pinyin, English; in force first; the file follows what changed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from kg import vocabulary as v
from search_api.suggest.index import SuggestIndex
from search_api.suggest.names import STANDARD, Name
from search_api.suggest.writing import write_suggestions

pytest.importorskip("pypinyin")
OLD, NEW = f"{v.ID}std/GB-13271/2001", f"{v.ID}std/GB-13271/2014"
NAMES = [
    Name("锅炉大气污染物排放标准", STANDARD, OLD, "GB 13271-2001", "a"),
    Name("锅炉大气污染物排放标准", STANDARD, NEW, "GB 13271-2014", "b"),
    Name("Emission standard of air pollutants for boiler", STANDARD, NEW, "GB 13271-2014", "b"),
]


def cut(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(0, len(run), 2)]


def ended(editions: Collection[str]) -> set[str]:
    return {OLD} & set(editions)


@pytest.fixture
def index(tmp_path: Path) -> SuggestIndex:
    write_suggestions(tmp_path / "first", None, NAMES, (), cut, ended)
    return SuggestIndex.open(tmp_path / "first")


def numbers(index: SuggestIndex, typed: str) -> list[str | None]:
    return [one.number for one in index.suggest(typed) if one.kind == STANDARD]


@pytest.mark.parametrize("typed", ["gb132", "ＧＢ 13271", "13271", "gbt13271", "锅炉大气", "大气污染", "gldq", "guoludaqi", "锅炉 排放"])
def test_a_standard_is_suggested_however_it_is_typed_in_force_first(index: SuggestIndex, typed: str) -> None:
    assert numbers(index, typed) == ["GB 13271-2014", "GB 13271-2001"]


def test_an_english_word_inside_a_title_is_marked_in_it(index: SuggestIndex) -> None:
    one = next(one for one in index.suggest("air poll") if one.kind == STANDARD)
    assert [one.text[a:b] for a, b in one.matched] == ["air poll"]


@pytest.mark.parametrize("typed", ["xyzzyq", "🙂", "%' zzqx --", "..*", ""])
def test_what_nothing_begins_with_suggests_nothing(index: SuggestIndex, typed: str) -> None:
    assert index.suggest(typed) == []


def test_a_removed_document_is_hidden_at_once_and_gone_from_the_next_file(index: SuggestIndex, tmp_path: Path) -> None:
    assert numbers(SuggestIndex.open(tmp_path / "first", {"b"}), "gb132") == ["GB 13271-2001"]
    write_suggestions(tmp_path / "second", tmp_path / "first", [], {"b"}, cut, ended)
    assert numbers(SuggestIndex.open(tmp_path / "second"), "gb132") == ["GB 13271-2001"]


def test_an_edition_that_is_added_has_the_older_ones_judged_again(tmp_path: Path) -> None:
    write_suggestions(tmp_path / "first", None, NAMES[:1], (), cut, lambda _: set())
    write_suggestions(tmp_path / "second", tmp_path / "first", NAMES[1:], (), cut, ended)
    assert [one.ended for one in SuggestIndex.open(tmp_path / "second").suggest("gb132")] == [False, True]
