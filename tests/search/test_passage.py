"""A passage survives storage, and equal words have equal hashes."""

from __future__ import annotations

import pytest

from search_api.passage import Passage
from tests.search.passages import passage


def test_json_and_back_is_the_same_passage() -> None:
    one = passage("a", "颗粒物“不大于”30\n mg/m3 𠮷", mandatory=None, ics=(), title_en="Boilers")
    assert Passage.from_json(one.to_json()) == one


def test_json_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="not this version's"):
        Passage.from_json('{"id":1}')


def test_the_hash_is_of_the_embedded_words_and_not_of_their_place() -> None:
    assert passage("a", "限值", title="锅炉").content_hash == passage("b", "限值", title="锅炉", page=9).content_hash
    assert passage("a", "限值", title="锅炉").content_hash != passage("a", "限值", title="窑炉").content_hash


def test_the_embedded_text_is_title_heading_text() -> None:
    assert passage("a", "30 mg/m3", title="锅炉", heading="要求 › 限值").embedding_text == "锅炉\n要求 › 限值\n30 mg/m3"
    assert passage("a", "30 mg/m3").embedding_text == "30 mg/m3"
