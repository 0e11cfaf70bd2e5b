"""标准编号: every printed form of a number is read, and printed one way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InvalidStandardNumber
from kg.identifiers import INDUSTRY_CODES, StandardNumber, find_numbers, says_all_parts
from kg.model import DocumentType

SPELLINGS = {
    "GB13271": "GB 13271",
    "ＧＢ 13271—2014": "GB 13271-2014",
    "gb/t 1.1-2020": "GB/T 1.1-2020",
    "ＧＢ／Ｔ １．１—２０２０": "GB/T 1.1-2020",
    "GBT28181-2016": "GB/T 28181-2016",
    "GB-13271-2014": "GB 13271-2014",
    "GBT-28181-2016": "GB/T 28181-2016",
    "GB 3838-88": "GB 3838-1988",
    "GB 12348—90": "GB 12348-1990",
    "GB 1499.1-2008/XG1-2012": "GB 1499.1-2008/XG1-2012",
    "GB/T 4943. 1—2022": "GB/T 4943.1-2022",
    "GBZ 2.1-2019": "GBZ 2.1-2019",
    "GBZ/T 300.1": "GBZ/T 300.1",
    "GB/Z 130-2025": "GB/Z 130-2025",
    "DB44/ 26—2001": "DB44 26-2001",
    "DB44/816- 2010": "DB44 816-2010",
    "DB 44/1597-2015": "DB44 1597-2015",
    "DB 44/T 765-2019": "DB44/T 765-2019",
    "DB4403/T 50-2020": "DB4403/T 50-2020",
    "JJG（交通）096-2009": "JJG(交通) 096-2009",
    "JJG 539": "JJG 539",
    "jjg 539－2016": "JJG 539-2016",
    "JJF(军工) 12-2015": "JJF(军工) 12-2015",
    "HJ/T 397-2007": "HJ/T 397-2007",
    "HJ57-2017": "HJ 57-2017",
    "DL/T 5168": "DL/T 5168",
    "NB/SH/T 0001-2019": "NB/SH/T 0001-2019",
    "GM/Z 0001": "GM/Z 0001",
    "TSG G0001-2012": "TSG G0001-2012",
    "TSG 21-2016": "TSG 21-2016",
    "T/CAS 115-2015": "T/CAS 115-2015",
    "Q/CSG 510001-2015": "Q/CSG 510001-2015",
    "RB/T 214-2017": "RB/T 214-2017",
    "ISO/IEC 17025：2017": "ISO/IEC 17025:2017",
    "ISO/IEC 17025-2017": "ISO/IEC 17025:2017",
    "ISO/IEC Guide 98-3:2008": "ISO/IEC Guide 98-3:2008",
    "IEC 60601-2-34": "IEC 60601-2-34",
    "OIML R 76-1:2006": "OIML R 76-1:2006",
    "OIML R76-1": "OIML R 76-1",
    "ITU-T Rec.G.711": "ITU-T G.711",
    "ITU-T G.722.1—1999": "ITU-T G.722.1-1999",
    "ISO/IEC 14496-2:2004/Amd.2:2005": "ISO/IEC 14496-2:2004/Amd 2:2005",
    "IETF RFC 3261": "RFC 3261",
    "CNCA-C07-01：2017": "CNCA-C07-01:2017",
    "CNAS-CL01:2018": "CNAS-CL01:2018",
    "CNAS-CL01-A002:2020": "CNAS-CL01-A002:2020",
}


@pytest.mark.parametrize(("printed", "canonical"), SPELLINGS.items())
def test_every_spelling_prints_one_way(printed: str, canonical: str) -> None:
    assert StandardNumber.parse(printed).canonical == canonical


prefixes = st.sampled_from(
    ["GB", "GB/T", "GB/Z", "GBZ", "GBZ/T", "JJG", "JJF", "DB44", "DB11/T", "T/CAS", "Q/GDW", "JJG(交通)"]
) | st.sampled_from(sorted(INDUSTRY_CODES)).flatmap(lambda code: st.sampled_from([code, f"{code}/T"]))
numbers = st.builds(
    StandardNumber,
    prefix=prefixes,
    serial=st.integers(1, 99999).map(str),
    part=st.none() | st.integers(1, 99).map(str) | st.tuples(st.integers(1, 99), st.integers(1, 9)).map(lambda p: f"{p[0]}.{p[1]}"),
    year=st.none() | st.integers(1950, 2049),
)
international = st.builds(
    StandardNumber,
    prefix=st.sampled_from(["ISO", "IEC", "ISO/IEC", "OIML R", "OIML D", "EN", "CISPR"]),
    serial=st.integers(1, 99999).map(str),
    part=st.none() | st.integers(1, 99).map(str),
    year=st.none() | st.integers(1950, 2049),
)


@given(numbers | international)
def test_what_is_printed_parses_to_itself(number: StandardNumber) -> None:
    assert StandardNumber.parse(number.canonical) == number


@given(numbers, st.sampled_from([str, str.lower]), st.sampled_from(["-", "—", "－", " — ", "–"]), st.booleans())
def test_dashes_width_and_case_do_not_matter(number: StandardNumber, case: object, dash: str, wide: bool) -> None:
    prefix, _, rest = number.canonical.rpartition(" ")
    text = f"{prefix} {rest.replace('-', dash)}"
    if wide:
        text = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in "()-" else c for c in text)
    assert StandardNumber.parse(case(text)).canonical == number.canonical  # type: ignore[operator]


@given(st.text(max_size=200))
def test_any_text_is_searched_without_error_and_spans_do_not_overlap(text: str) -> None:
    end = 0
    for number, start, stop in find_numbers(text):
        assert end <= start < stop <= len(text)
        assert StandardNumber.parse(number.canonical) == number
        end = stop


@pytest.mark.parametrize("text", ["", "GB", "13271-2014", "标准", "2014-05-16", "GB/T", "GB 13271-1066"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidStandardNumber):
        StandardNumber.parse(text)


def test_dates_and_titles_are_not_taken_for_numbers() -> None:
    text = "GB 8978-1996 污水综合排放标准，2014-05-16 发布；HJ/T 57 与 GB/T 16157 并用"
    assert [str(n) for n, _, _ in find_numbers(text)] == ["GB 8978-1996", "HJ/T 57", "GB/T 16157"]


def test_the_prefix_tells_type_and_force() -> None:
    kinds = {
        text: (StandardNumber.parse(text).type, StandardNumber.parse(text).mandatory)
        for text in ("GB 1", "GB/T 1", "JJG 1", "HJ 57", "T/CAS 1")
    }
    assert kinds == {
        "GB 1": (DocumentType.NATIONAL, True),
        "GB/T 1": (DocumentType.NATIONAL, False),
        "JJG 1": (DocumentType.VERIFICATION_REGULATION, None),
        "HJ 57": (DocumentType.INDUSTRY, True),
        "T/CAS 1": (DocumentType.GROUP, False),
    }


def test_all_parts_are_seen_behind_the_number() -> None:
    assert says_all_parts("GB/T 5750（所有部分）生活饮用水", len("GB/T 5750"))
    assert not says_all_parts("GB/T 5750.1 生活饮用水", len("GB/T 5750.1"))
