"""The clause parser against trees that we made, and against lines that nobody would print."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.clauses.structure import read_structure
from ingest.lines import Line, SourceText

_NOUNS = ("要求", "外观", "尺寸", "性能", "试验方法", "检验规则", "标志", "包装", "运输", "贮存", "气密性", "耐压强度", "安装", "资料")
_SENTENCES = (
    "产品表面应平整，不应有裂纹和毛刺。",
    "用目测的方法检查。",
    "按制造厂的说明安装，并保持水平。",
    "每批抽取三件，全部合格方可出厂。",
    "工作温度为 5 ℃ 到 40 ℃，相对湿度不大于 85 %。",
)


@dataclass(frozen=True)
class Node:
    heading: str
    body: tuple[str, ...]
    children: tuple[Node, ...]


def _nodes(depth: int) -> st.SearchStrategy[tuple[Node, ...]]:
    below: st.SearchStrategy[tuple[Node, ...]] = st.just(()) if depth == 0 else _nodes(depth - 1) | st.just(())
    node = st.builds(Node, st.sampled_from(_NOUNS), st.lists(st.sampled_from(_SENTENCES), max_size=2).map(tuple), below)
    return st.lists(node, min_size=1, max_size=4).map(tuple)


trees = _nodes(3)
annexes = st.lists(st.tuples(st.sampled_from(("规范性", "资料性")), _nodes(1)), max_size=3)


def _printed(nodes: tuple[Node, ...], prefix: str) -> list[tuple[str, str]]:
    """(number, text) of each line, the number empty for text."""
    lines: list[tuple[str, str]] = []
    for i, node in enumerate(nodes, 1):
        number = f"{prefix}{i}"
        lines.append((number, f"{number} {node.heading}"))
        lines += [("", sentence) for sentence in node.body]
        lines += _printed(node.children, f"{number}.")
    return lines


def _source(texts: list[str], with_geometry: bool) -> SourceText:
    lines, offset = [], 0
    for i, text in enumerate(texts):
        page, row = divmod(i, 40)
        box = None
        if with_geometry:
            indent = 91.0 if text[:1] in "".join(s[0] for s in _SENTENCES) else 70.0
            box = (indent, 760.0 - 17 * row, min(indent + 10.5 * len(text), 524.0), 770.5 - 17 * row)
        lines.append(Line(text, page + 1, offset, box, 10.5 if with_geometry else None))
        offset += len(text) + 1
    return SourceText("pdf" if with_geometry else "text", "made/1", 1, tuple(lines))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees, annexes, st.booleans())
def test_the_tree_that_was_printed_is_the_tree_that_is_read(
    tree: tuple[Node, ...], last: list[tuple[str, tuple[Node, ...]]], geometry: bool
) -> None:
    printed = [("1", "1 范围"), ("", "本文件规定了产品的要求。")]
    printed += [(f"{int(n.split('.')[0]) + 1}{n[len(n.split('.')[0]) :]}", t) if n else (n, t) for n, t in _printed(tree, "")]
    printed = [(n, f"{n} {t.split(' ', 1)[1]}" if n else t) for n, t in printed]
    for letter, (kind, nodes) in zip("ABC", last, strict=False):
        printed += [(f"附录{letter}", f"附录{letter}"), ("", f"（{kind}）"), ("", "补充内容"), *_printed(nodes, f"{letter}.")]
    structure = read_structure(_source([text for _, text in printed], geometry))
    assert [clause.number for clause in structure.clauses] == [number for number, _ in printed if number]
    for clause in structure.clauses:
        assert clause.parent is None or clause.parent in {c.number for c in structure.clauses}


_scraps = st.one_of(
    st.text(alphabet="0123456789.．１２ABＡ附录章条第一二三()（）、。：;； \t\u3000·—-~～≤%mg/LdB表图注续前言目次范围", max_size=30),
    st.sampled_from(
        [
            "1 范围",
            "1.1",
            "附录A",
            "附 录 B",
            "第一条 为了",
            "目  次",
            "前  言",
            "1 范围 ........ 1",
            "3.1.1.1.1.1",
            "0.1",
            "2 规范性引用文件",
            "参考文献",
        ]
    ),
    st.text(max_size=40).map(lambda text: text.replace("\n", " ")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_scraps, max_size=40), st.booleans())
def test_whatever_stands_on_the_lines_clauses_lie_within_the_text_and_in_its_order(texts: list[str], geometry: bool) -> None:
    source = _source(texts, geometry)
    structure = read_structure(source)
    end = len(source.text)
    starts = [clause.at.start for clause in structure.clauses]
    assert starts == sorted(starts)
    for clause in structure.clauses:
        assert 0 <= clause.at.start <= clause.at.end <= end
        assert clause.level >= 1 and clause.number
    for finding in structure.findings:
        assert finding.code and finding.message
