"""Suggestions at size: build, update, disk, and what a keystroke costs.

    python -m bench.suggest [--standards 10000 100000] [--typed 2000]

Standards are made up: numbers of real families, titles put together of the words that such titles are made of, every second one with
an English title. What is typed are beginnings of their numbers, titles, inner words, pinyin and English words, one character to twelve.
The floor is one bisection in a sorted Python list of the folded titles, which finds beginnings only and knows no best.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from bench.machine import describe
from kg import vocabulary as v
from kg.segment import Segmenter
from search_api.suggest.folding import folded
from search_api.suggest.index import SuggestIndex
from search_api.suggest.names import STANDARD, Name
from search_api.suggest.readings import Readings
from search_api.suggest.writing import write_suggestions

_FAMILIES: Final = ("GB", "GB/T", "GB/T", "GB/T", "HJ", "JJG", "JJF", "JB/T", "YY/T", "DL/T", "NB/T", "SJ/T", "HG/T", "QC/T", "SN/T")
_THINGS: Final = (
    ("工业锅炉", "industrial boilers"),
    ("固定污染源废气", "stationary source emissions"),
    ("电子衡器", "electronic weighing instruments"),
    ("家用电冰箱", "household refrigerators"),
    ("旋转电机", "rotating electrical machines"),
    ("化学试剂", "chemical reagents"),
    ("液压传动", "hydraulic fluid power"),
    ("钢铁及合金", "steel and alloys"),
    ("滚动轴承", "rolling bearings"),
    ("橡胶软管", "rubber hoses"),
    ("医用电气设备", "medical electrical equipment"),
    ("纺织品", "textiles"),
    ("光伏组件", "photovoltaic modules"),
    ("道路车辆", "road vehicles"),
    ("船舶管路", "ship piping"),
    ("饲料添加剂", "feed additives"),
)
_ASPECTS: Final = (
    ("二氧化硫的测定", "determination of sulfur dioxide"),
    ("铅含量的测定", "determination of lead content"),
    ("通用技术条件", "general specifications"),
    ("安全要求", "safety requirements"),
    ("性能试验方法", "performance test methods"),
    ("术语", "vocabulary"),
    ("能效限定值及能效等级", "minimum allowable values of energy efficiency"),
    ("尺寸和公差", "dimensions and tolerances"),
    ("环境试验", "environmental testing"),
    ("电磁兼容", "electromagnetic compatibility"),
    ("检定规程", "verification regulation"),
    ("包装与标志", "packaging and marking"),
)
_WAYS: Final = ("分光光度法", "原子吸收法", "气相色谱法", "第1部分：总则", "第2部分：专用要求", "第3部分：试验", "导则", "")
_KINDS_TYPED: Final = ("number", "title", "inner word", "initials", "pinyin", "English word", "any")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--standards", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--typed", type=int, default=2_000, help="keystrokes measured of each kind")
    arguments = parser.parse_args()
    print(describe())
    for count in arguments.standards:
        with tempfile.TemporaryDirectory() as scratch:
            _size(count, arguments.typed, Path(scratch))


def standards(count: int, seed: int = 0) -> list[Name]:
    """Names of ``count`` made-up standards, the same at each run; one in twelve superseded, one in ten read."""
    draw = random.Random(seed)
    names: list[Name] = []
    for ordinal in range(count):
        thing, aspect = draw.choice(_THINGS), draw.choice(_ASPECTS)
        grade = f"{draw.choice('高低中小大')}{draw.choice(('温', '压', '速', '型', '频'))}"
        serial = draw.randint(100, 49_999)
        title = f"{grade}{thing[0]} {aspect[0]} {draw.choice(_WAYS)}".strip()
        number = f"{draw.choice(_FAMILIES)} {serial}-{draw.randint(1988, 2026)}"
        iri = f"{v.ID}std/{number.replace('/', '').replace(' ', '-').replace('-', '/')}/{ordinal}"
        document, read, ended = f"{ordinal // 100:064d}", draw.random() < 0.1, draw.random() < 1 / 12
        names.append(Name(title, STANDARD, iri, number, document, read, ended))
        if ordinal % 2:
            names.append(Name(f"{thing[1]}—{aspect[1]}".capitalize(), STANDARD, iri, number, document, read, ended))
    return names


def typed(names: Sequence[Name], count: int, readings: Readings) -> dict[str, list[str]]:
    """``count`` beginnings of each kind, of one character to twelve."""
    draw = random.Random(1)
    found: dict[str, list[str]] = {kind: [] for kind in _KINDS_TYPED}
    chinese = [name for name in names if not name.text.isascii() and "—" not in name.text]
    english = [name for name in names if "—" in name.text]
    for _ in range(count):
        name = draw.choice(chinese)
        words = folded(name.text)[0]
        syllables, begins = readings.of(words)
        inner = draw.choice(sorted(begins))
        of = {
            "number": (name.number or "").replace("/", "").replace(" ", "").lower(),
            "title": name.text,
            "inner word": words[inner:],
            "initials": "".join(syllable[0] for syllable in syllables),
            "pinyin": "".join(syllables),
            "English word": draw.choice(draw.choice(english).text.split()),
        }
        for kind, text in of.items():
            found[kind].append(text[: draw.randint(1, 12)])
        found["any"].append(found[draw.choice(list(of))][-1])
    return found


def _size(count: int, keystrokes: int, folder: Path) -> None:
    names = standards(count)
    segmenter, gone = Segmenter(), {name.document for name in names[:1000]}
    readings = Readings(segmenter.cut)
    readings.of("重量")  # Loading the tables of pinyin is paid once, whatever the size.
    started = time.perf_counter()
    write_suggestions(folder / "first", None, names, (), segmenter.cut, _ended(names))
    built = time.perf_counter() - started
    more = standards(1_000, seed=2)
    started = time.perf_counter()
    write_suggestions(folder / "second", folder / "first", more, gone, segmenter.cut, _ended(more))
    updated = time.perf_counter() - started
    started = time.perf_counter()
    index = SuggestIndex.open(folder / "first")
    index.suggest("a")
    opened = time.perf_counter() - started
    size = (folder / "first").stat().st_size
    print(
        f"\n{count:,} standards, {len(index):,} names with the vocabularies: built in {built:.1f} s, {size / 1e6:.1f} MB "
        f"({size / len(index):.0f} bytes a name); 1,000 more and {len(gone)} documents less in {updated:.2f} s; "
        f"opened and asked once in {opened * 1000:.1f} ms; peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )
    titles = sorted(folded(name.text)[0] for name in names)
    print(f"  {'ms':14} {'p50':>8} {'p95':>8} {'p99':>8} {'found':>8}")
    asked = typed(names, keystrokes, readings)
    for kind, texts in asked.items():
        _line(kind, texts, lambda text: len(index.suggest(text)))
    _line("floor: bisect", asked["title"], lambda text: len(titles[(at := bisect_left(titles, folded(text)[0])) : at + 10]))


def _ended(names: Sequence[Name]) -> Callable[[object], set[str]]:
    over = {name.iri for name in names if name.ended}
    return lambda _: over


def _line(kind: str, texts: Sequence[str], call: Callable[[str], int]) -> None:
    times: list[float] = []
    found = 0
    for text in texts:
        started = time.perf_counter()
        found += bool(call(text))
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    p50, p95, p99 = (times[int(share * (len(times) - 1))] for share in (0.5, 0.95, 0.99))
    print(f"  {kind:14} {p50:8.3f} {p95:8.3f} {p99:8.3f} {found / len(texts):8.1%}", flush=True)


if __name__ == "__main__":
    main()
