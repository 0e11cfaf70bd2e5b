"""nqi evaluate: the measures against values counted by hand, the files it reads, and the command over a small collection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.errors import BadRequest
from nqi import cli
from search_api.evaluation.collection import read_collection, read_qrels
from search_api.evaluation.metrics import MEASURES, interval, mean, ndcg, recall, reciprocal_rank

DOCUMENTS = (
    ("boiler", "锅炉", "4.1 排放限值\n在用锅炉二氧化硫的排放限值为每立方米四百毫克。"),
    ("scale", "", "首次检定的项目包括外观、称量和鉴别力。电子秤按本规程检定。"),
    ("toy", "玩具", "玩具中可迁移元素铅的限量。"),
)


def write(folder: Path, topics: str, qrels: str, corpus: str | None = None) -> tuple[Path, Path, Path]:
    rows = "\n".join(json.dumps({"id": i, "title": title, "text": text}, ensure_ascii=False) for i, title, text in DOCUMENTS)
    paths = folder / "corpus.jsonl", folder / "topics.tsv", folder / "qrels.tsv"
    for path, text in zip(paths, (rows if corpus is None else corpus, topics, qrels), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_measures_are_those_counted_by_hand() -> None:
    ranking, grades = ["x", "a", "y", "b"], {"a": 2, "b": 1, "c": 1, "x": 0}
    assert reciprocal_rank(ranking, grades, 3) == 0.5
    assert reciprocal_rank(ranking, grades, 1) == 0
    assert recall(ranking, grades, 3) == pytest.approx(1 / 3)
    # 2/log2(3) + 1/log2(5) over 2/log2(2) + 1/log2(3) + 1/log2(4).
    assert ndcg(ranking, grades, 10) == pytest.approx((2 / 1.58496 + 1 / 2.32193) / (2 + 1 / 1.58496 + 1 / 2), abs=1e-4)


def test_a_perfect_ranking_has_one_in_every_measure_that_reaches_it() -> None:
    values = {name: measure(["a", "b"], {"a": 3, "b": 1}) for name, measure in MEASURES.items()}
    assert values == {"ndcg@10": 1, "mrr@3": 1, "mrr@10": 1, "recall@1": 0.5, "recall@3": 1, "recall@10": 1, "recall@50": 1}


def test_the_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    few, many = [0.0, 1.0] * 10, [0.0, 1.0] * 200
    (low, high), (lower, higher) = interval(few), interval(many)
    assert low < mean(few) < high
    assert higher - lower < high - low


def test_grades_are_read_from_tabs_or_blanks(tmp_path: Path) -> None:
    path = tmp_path / "qrels"
    path.write_text("1\t0\tGB 13271-2014\t3\n2 0 doc 1\n", encoding="utf-8")
    assert read_qrels(path) == {"1": {"GB 13271-2014": 3}, "2": {"doc": 1}}


@pytest.mark.parametrize(
    ("topics", "qrels", "corpus", "said"),
    [
        ("1 no tab", "1 0 boiler 1", None, "topics.tsv, line 1"),
        ("1\ta\n1\tb", "1 0 boiler 1", None, "line 2: the topic '1' is given twice"),
        ("1\ta", "1 0 boiler", None, "qrels.tsv, line 1"),
        ("1\ta", "1 0 boiler high", None, "qrels.tsv, line 1"),
        ("1\ta", "2 0 boiler 1", None, "no topic of"),
        ("1\ta", "1 0 elsewhere 1", None, "no document of"),
        ("1\ta", "1 0 boiler 1", "{broken", "corpus.jsonl, line 1: not JSON"),
        ("1\ta", "1 0 boiler 1", '{"id": "a"}', "corpus.jsonl, line 1"),
        ("1\ta", "1 0 a 1", '{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}', "line 2: the id 'a' is given twice"),
        ("1\ta", "1 0 boiler 1", "", "holds no document"),
        ("", "1 0 boiler 1", None, "holds no topic"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, topics: str, qrels: str, corpus: str | None, said: str) -> None:
    with pytest.raises(BadRequest, match=said.replace("(", r"\(")):
        read_collection(*write(tmp_path, topics, qrels, corpus))


def test_the_command_prints_the_measures_of_the_contract(tmp_path: Path) -> None:
    corpus, topics, qrels = write(tmp_path, "1\t锅炉二氧化硫限值\n2\t电子秤首次检定\n3\t无人判断\n", "1 0 boiler 1\n2\t0\tscale\t2\n")
    arguments = ["evaluate", "--corpus", str(corpus), "--topics", str(topics), "--qrels", str(qrels), "--encoder", "hashing", "--json"]
    result = CliRunner().invoke(cli, [*arguments, "--data", str(tmp_path / "absent")])
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert list(answer) == ["ndcg@10", "mrr@3", "mrr@10", "recall@1", "recall@3", "recall@10", "recall@50", "queries", "ms_per_query"]
    assert answer["mrr@3"] == 1.0 and answer["queries"] == 2
    assert "1 of 3 topics" in result.stderr
    assert not (tmp_path / "absent").exists()
