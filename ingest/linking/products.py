"""标准化对象: the products that a document says it is about, found by their labels in title and scope.

Only there: a product named in a test method or a note is not what the document applies to.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from kg.model import Clause, Evidence, ProductMention, Text
from kg.reference_data import product_guards, product_labels

Place = Callable[[Clause, int, int], Evidence]
"""(clause, start, end) -> the place of ``clause.text[start:end]``: `ingest.places.Places.of`."""

# 锅炉房 is a building, 水泥窑 a kiln, 水表面 a surface: one more character and it is another thing.
_ANOTHER_WORD = frozenset("房厂窑袋库面层箱")
_STOP = re.compile(r"[。；;\n]")
# 不适用于 X shuts out what follows in its sentence; 不适用于： what follows in its list, up to the full stop.
_EXCLUDES_NEXT = re.compile(r"不适用于|不包括|不包含|不涉及")
_EXCLUDES_LIST = re.compile(r"不(?:适用|包括|涉及)[^。；]{0,12}[:：]")
# X 不适用 and X 除外 end at a comma; X……，不在本规程范围内 reaches across it.
# 锅炉执行 GB 13271 leaves the boiler to that standard.
_EXCLUDES_PREVIOUS = re.compile(
    r"[^，,]*?(?:不适用(?!于)|除外|各有标准)|.*?不在[^，。；]{0,12}(?:范围|之列|此列)|(?:大气污染物排放|排放)?应?执行\s*[A-Z]{2}"
)
# 除 X、Y 外 shuts out what stands between; 除尘, 除颤器, 清除 are other words.
_EXCLUDES_BETWEEN = re.compile(r"(?<![清去消排拆免解扣删])除(?![尘湿颤铁臭外])[^。；;\n]{1,80}?(?:以外|之外|外)(?=[，,的。；;]|$)")


@lru_cache(maxsize=8)
def _pattern(labels: frozenset[str]) -> re.Pattern[str]:
    # At one place the alternation takes the first that fits, so longer labels stand first.
    return re.compile("|".join(re.escape(label) for label in sorted(labels, key=lambda label: (-len(label), label))))


def find_products(
    text: str, labels: Mapping[str, str], guards: Mapping[str, tuple[str, ...]] | None = None
) -> list[tuple[str, str, int, int]]:
    """(slug, label, start, end) of every product named in ``text``, leftmost and longest, never overlapping.

    ``guards``: slug -> what, right behind a label of it, makes it the name of another thing.

    >>> find_products("燃油加油机的加油机", {"加油机": "a", "燃油加油机": "b"})
    [('b', '燃油加油机', 0, 5), ('a', '加油机', 6, 9)]
    >>> find_products("锅炉房设计", {"锅炉": "boiler"})
    []
    >>> find_products("锅炉用水", {"锅炉": "boiler"}, {"boiler": ("用水",)})
    []
    """
    if not labels:
        return []
    guards = guards or {}
    return [
        (labels[match[0]], match[0], match.start(), match.end())
        for match in _pattern(frozenset(labels)).finditer(text)
        if text[match.end() : match.end() + 1] not in _ANOTHER_WORD and not text.startswith(guards.get(labels[match[0]], ()), match.end())
    ]


def _shut_out(text: str, start: int, end: int) -> bool:
    """Whether the sentence says that the product at [start, end) is *not* meant."""
    stops = [0, *(m.end() for m in _STOP.finditer(text))]
    i = bisect_right(stops, start)
    first, last = stops[i - 1], stops[i] if i < len(stops) else len(text)
    return bool(
        _EXCLUDES_NEXT.search(text, first, start)
        or _EXCLUDES_LIST.search(text, text.rfind("。", 0, start) + 1, start)
        or _EXCLUDES_PREVIOUS.match(text, end, last)
        # 以称重传感器为转换元件的秤: a part of the product, not the product.
        or (start and text[start - 1] == "以" and text[end : end + 1] == "为")
        or any(between.start() < start and end <= between.end() for between in _EXCLUDES_BETWEEN.finditer(text, first, last))
    )


def _visible(text: str) -> list[int]:
    return [i for i, char in enumerate(text) if not char.isspace()]


def _within(at: Evidence, text: str, start: int, end: int) -> Evidence:
    """The place of ``text[start:end]`` where ``at.quote`` is ``text`` but for white space; else the whole of ``at``."""
    shown, said = _visible(at.quote), _visible(text)
    whole = len(at.quote) == at.end - at.start and [at.quote[i] for i in shown] == [text[i] for i in said]
    inside = [n for n, i in enumerate(said) if start <= i < end]
    if not whole or not inside:
        return at
    first, last = shown[inside[0]], shown[inside[-1]] + 1
    return Evidence(at.page, at.start + first, at.start + last, at.quote[first:last], at.confidence)


def _in_clause(clause: Clause, start: int, end: int) -> Evidence:
    return _within(clause.text_at or clause.at, clause.text, start, end)


def link_products(title: Text | None, scope_clauses: Sequence[Clause], place: Place = _in_clause) -> tuple[ProductMention, ...]:
    """The products of title and scope, each once with its first place; what the scope shuts out is left out.

    Without ``place`` a mention in a clause whose lines were joined gets the place of the clause's whole text.
    """
    labels, guards = product_labels(), product_guards()
    found: dict[str, ProductMention] = {}
    if title is not None:
        for slug, label, start, end in find_products(title.value, labels, guards):
            found.setdefault(slug, ProductMention(slug, label, _within(title.at, title.value, start, end)))
    for clause in scope_clauses:
        for slug, label, start, end in find_products(clause.text, labels, guards):
            if slug not in found and not _shut_out(clause.text, start, end):
                found[slug] = ProductMention(slug, label, place(clause, start, end))
    return tuple(found.values())
