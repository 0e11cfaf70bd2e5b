"""The collection that `bench.scale` makes up, and the floor that it judges our words index by."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from bench import scale_texts
from bench.scale_floors import ExhaustiveBM25
from bench.scale_stages import Stages
from bench.synthetic_graph import plan
from kg.segment import Segmenter
from search_api.lexical_index import FieldWeights, LexicalIndex

COUNT = 400


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    scale_texts.generate(folder, COUNT, plan(100).editions, 20)
    return folder


def test_passages_of_one_collection_have_ids_of_their_own(texts: Path) -> None:
    assert len({passage.id for passage in scale_texts.read_passages(texts)}) == COUNT


def test_the_top_ten_of_one_field_are_those_of_exhaustive_bm25(texts: Path, tmp_path: Path) -> None:
    segmenter = Segmenter()
    passages = list(scale_texts.read_passages(texts))
    LexicalIndex.build(tmp_path / "words", passages, segmenter)
    index = LexicalIndex.open(tmp_path / "words")
    lines = (texts / scale_texts.BODY_TOKENS).read_text(encoding="utf-8").splitlines()
    asked = lines[30].split()[:5]
    body = FieldWeights(**({field.name: 0.0 for field in fields(FieldWeights)} | {"body": 1.0}))
    found = [score for _, score in index.search(asked, [], 10, weights=body)]
    assert found == pytest.approx([score for _, score in ExhaustiveBM25(lines, set(asked)).search(asked, 10)], rel=1e-4)


def test_a_profile_leaves_the_product_as_it_was() -> None:
    before = LexicalIndex.search
    with Stages():
        assert LexicalIndex.search is not before
    assert LexicalIndex.search is before
