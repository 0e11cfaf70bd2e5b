"""Whatever stands in the cells of a table: it is read or refused with a reason, and every fact stands where it says."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.catalogue.reading import catalogue_of
from ingest.catalogue.wire import from_wire, to_wire
from ingest.sheets.sheet import Sheet
from ingest.sheets.workbook import Workbook
from kg.catalogue import Catalogue
from kg.errors import UnreadableDocument
from kg.identifiers import StandardNumber
from kg.model import Evidence

HEADS = ["标准号", "标准名称", "英文名称", "发布日期", "实施日期", "代替标准", "被代替标准号", "采标号", "ICS", "状态", "产品名称", "产品代码", "管理类别", "核实", "截至", "备注", ""]  # fmt: skip
CELLS = [
    "GB 99001-2024", "GB/T 99001-2008；GB 99002—1999（部分代替）", "ISO 9001:2015,IDT", "木勺", "Wooden spoons", "2024-03-15", "2024年13月1日", "45000",
    "97.040.60", "现行", "—", "0101;0102", "Ⅱ", "否", "GB", "标准号\n名称", "\ufffd\ufffd", "《木勺》",
]  # fmt: skip

cells = st.one_of(st.sampled_from(CELLS), st.sampled_from(HEADS), st.text(max_size=8).map(str.strip))
grids = st.lists(st.lists(cells, max_size=6).map(tuple), max_size=8)
headed = st.tuples(st.lists(st.sampled_from(HEADS), min_size=1, max_size=7).map(tuple), grids).map(lambda made: [made[0], *made[1]])
formats = st.sampled_from(["csv", "xlsx"])


def read(rows: list[tuple[str, ...]], format_: str) -> Catalogue | None:
    book = Workbook("目录.csv", "0" * 64, format_, (Sheet("", ()), Sheet("表", tuple(rows))))
    try:
        return catalogue_of(book)
    except UnreadableDocument as refused:
        assert refused.code == "no_number_column"
        return None


def places(catalogue: Catalogue) -> Iterator[Evidence]:
    for row in catalogue.rows:
        facts = (row.title_zh, row.title_en, row.issued, row.effective, row.withdrawn, row.stated_status, row.committee, row.source)
        yield from (fact.at for fact in facts if fact is not None)
        yield from (fact.at for fact in (row.number, *row.replaces, *row.replaced_by, *row.adopts, *row.ics, *row.ccs, *row.issuers))
    for product in catalogue.products:
        yield from (fact.at for fact in (*product.codes, product.label_zh))


@settings(max_examples=300, deadline=None)
@given(st.one_of(grids, headed), formats)
def test_any_grid_of_cells_is_read_and_every_fact_stands_at_its_place(rows: list[tuple[str, ...]], format_: str) -> None:
    catalogue = read(rows, format_)
    if catalogue is None:
        return
    for at in places(catalogue):
        assert catalogue.text[at.start : at.end] == at.quote
        assert at.page == 2
    for row in catalogue.rows:
        assert StandardNumber.parse(row.number.value).canonical == row.number.value


@settings(max_examples=200, deadline=None)
@given(headed, formats)
def test_nothing_replaces_itself_or_what_is_newer(rows: list[tuple[str, ...]], format_: str) -> None:
    catalogue = read(rows, format_)
    for row in catalogue.rows if catalogue else ():
        own = StandardNumber.parse(row.number.value)
        for old in row.replaces:
            other = StandardNumber.parse(old.value)
            assert other != own
            assert own.year is None or other.year is None or other.year <= own.year


@settings(max_examples=100, deadline=None)
@given(headed, formats)
def test_what_leaves_the_sandbox_is_what_was_read(rows: list[tuple[str, ...]], format_: str) -> None:
    catalogue = read(rows, format_)
    if catalogue is not None:
        assert from_wire(json.loads(json.dumps(to_wire(catalogue)))) == catalogue
