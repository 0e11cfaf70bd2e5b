"""标准编号: every printed form of a number is read, and printed one way."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

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


def _numbers(
    prefixes: list[str], serials: str = r"[1-9]\d{0,4}", parts: str | None = r"[1-9]\d?(\.[1-9])?"
) -> st.SearchStrategy[StandardNumber]:
    """Numbers of a family: its prefixes, and what its serials and parts look like; None: it has no parts."""
    return st.builds(
        StandardNumber,
        prefix=st.sampled_from(prefixes),
        serial=st.from_regex(serials, fullmatch=True, alphabet=_ASCII),
        part=st.none() if parts is None else st.none() | st.from_regex(parts, fullmatch=True, alphabet=_ASCII),
        year=st.none() | st.integers(1950, 2049),
    )


_ASCII = st.characters(max_codepoint=127)
_DASHED = r"[1-9]\d?(-[1-9]\d?)?"
numbers = _numbers(["GB", "GB/T", "GB/Z", "GBZ", "GBZ/T", "GBJ", "GBn", "JJG", "JJF", "JJG(交通)", "JJF(京)"]) | _numbers(
    [f"{code}{kind}" for code in sorted(INDUSTRY_CODES - {"DB"}) for kind in ("", "/T", "/Z")]
    + ["DB/T", "NB/SH/T", "GD/J", "GM/Y", "JB/ZQ"]
    + ["DB44", "DB11/T", "DB4403/T", "T/CAS", "T/CECA-G", "T/31SCTA", "Q/GDW", "Q/320500ABC", "Q/SY TZ", "Q/SY-TZ", "TSG", "CNCA/CTS"],
    r"[1-9]\d{1,4}",
)
_COLON = """ISO;ISO/TS;ISO/TR;ISO/PAS;ISO/DIS;ISO Guide;ISO/IEC;ISO/IEC TS;ISO/IEC Guide;ISO/IEC/IEEE;IEC;IEC TS;IEC TR;IEC Guide;
CISPR;EN;EN ISO;EN IEC;DIN EN ISO;BS EN;NF EN;CEN/TS;DIN;BS;IWA;JCGM;OIML R;OIML D;OIML G;OIML B;OIML V"""
colon = _numbers(_COLON.replace("\n", "").split(";"), r"[1-9]\d{0,4}", _DASHED)
others = st.one_of(
    _numbers(["TSG G", "TSG ZF"], r"\d{3,4}", None),
    _numbers(["ZB Y"], r"[1-9]\d{2,4}", None),
    _numbers(["HAF", "HAD"], r"\d{3}(/\d\d)?", None),
    _numbers(["YBB"], r"\d{8}", None),
    _numbers(["T/CECS"], r"G:[A-Z]\d\d(-\d\d)?", None),
    _numbers(["GSB"], r"\d\d-\d{4}", None),
    st.builds(StandardNumber, st.sampled_from(["GBW", "GBW(E)"]), st.from_regex(r"\d{5,6}[a-z]?", fullmatch=True, alphabet=_ASCII)),
    _numbers(["JTG", "JTG/T"], r"[A-H]\d\d([-/]\d\d?)?", None),
    _numbers(["CNCA", "CNAS"], r"[A-Z]{1,2}\d\d(-[A-Z]?\d{3})?", None),
    _numbers(["CQC"], r"\d\d-\d{6}|C\d{4}", None),
    _numbers(["ILAC"], r"[PGR]\d\d?", None),
    _numbers(["ITU-T G.", "ITU-T X."], r"[1-9]\d{0,3}", r"[1-9]\d?"),
    _numbers(["ITU-R TF.", "ITU-R M."], r"[1-9]\d{0,3}", r"[1-9]"),
    st.builds(StandardNumber, st.just("ETSI EN"), st.from_regex(r"\d{3} \d{3}", fullmatch=True, alphabet=_ASCII)),
    st.builds(StandardNumber, st.just("3GPP TS"), st.from_regex(r"\d\d\.\d{3}", fullmatch=True, alphabet=_ASCII)),
    _numbers(["ASTM D", "ASTM A"], r"[1-9]\d{0,3}M?(/[AE][1-9]\d?M)?", None),
    _numbers(["JIS B"], r"\d{4}", _DASHED),
    _numbers(["NF C"], r"\d\d-\d{3}", None),
    _numbers(["IEEE", "ANSI", "ASME", "ANSI/ASME"], r"C?[1-9]\d{1,4}", r"\d{1,2}"),
    _numbers(["RFC", "AATCC"], r"[1-9]\d{0,3}", None),
    _numbers(["UL", "NFPA", "VDI", "VDI/VDE", "MIL-STD"], r"[1-9]\d{1,4}", r"[1-9]\d?"),
    _numbers(["SAE"], r"J\d{3,4}", r"[1-9]\d?"),
    _numbers(["API SPEC", "API RP"], r"[1-9]\d{0,2}[A-Z]?", None),
    _numbers(["XX/T", "ABCDE/Z", "X/T"], r"[1-9]\d{0,4}"),
)
every_family = numbers | colon | others


def _amended(number: StandardNumber, ordinal: int, year: int | None, corrigendum: bool) -> StandardNumber:
    return replace(number, amendment=ordinal, amendment_year=year, corrigendum=corrigendum)


@given(every_family)
def test_what_is_printed_parses_to_itself(number: StandardNumber) -> None:
    assert StandardNumber.parse(number.canonical) == number
    assert number.family_known == (number.prefix not in ("XX/T", "ABCDE/Z", "X/T"))


@given((numbers | colon).filter(lambda n: n.year is not None), st.integers(1, 12), st.none() | st.integers(1990, 2049), st.booleans())
def test_an_amendment_is_printed_and_parsed_with_its_edition(
    number: StandardNumber, ordinal: int, year: int | None, corrigendum: bool
) -> None:
    iso = number.family.year_mark == ":"
    if not iso or number.prefix.startswith(("BS", "DIN")):
        corrigendum = False
    if number.prefix in ("DIN", "BS"):
        return
    amended = _amended(number, ordinal, year, corrigendum)
    assert StandardNumber.parse(amended.canonical) == amended and amended.edition == number and amended.work == number.work


@given(st.lists(every_family, min_size=2, max_size=40))
def test_two_works_never_share_an_iri(several: list[StandardNumber]) -> None:
    slugs: dict[str, StandardNumber] = {}
    for number in several:
        assert slugs.setdefault(number.slug, number.work) == number.work


def test_the_iris_of_numbers_that_look_alike_differ() -> None:
    alike = [
        "Q/SY TZ 12",
        "Q/SY-TZ 12",
        "JTG F80/1",
        "JTG F80-1",
        "GB/T 1",
        "GBJ 1",
        "GBZ 1",
        "GB/Z 1",
        "GBZ/T 1",
        "GB 1",
        "DB44 12",
        "DB/T 12",
    ]
    alike += ["GBW 080119", "GBW(E) 080119", "ISO 98-3", "ISO/IEC 98-3", "ISO/IEC Guide 98-3", "JJG 39", "JJG(京) 39", "JJF(京) 39"]
    assert len({StandardNumber.parse(text).slug for text in alike}) == len(alike)


@pytest.mark.parametrize(
    ("number", "slug"),
    [
        ("GB/T 20223-2006", "GB-T-20223"),
        ("GB 4706.1-2005", "GB-4706.1"),
        ("DB44/T 765-2019", "DB44-T-765"),
        ("JJG(交通) 096-2009", "JJG-交通-096"),
        ("TSG G7001-2015", "TSG-G7001"),
        ("CNCA-C07-01:2017", "CNCA-C07-01"),
        ("ISO/IEC Guide 98-3:2008", "ISO-IEC-Guide-98-3"),
        ("IEC TS 62257-9-5", "IEC-TS-62257-9-5"),
        ("OIML R 76-1:2006", "OIML-R-76-1"),
        ("ITU-T G.722.1", "ITU-T-G.722.1"),
        ("ASTM D1238", "ASTM-D1238"),
        ("Q/CSG 510001-2015", "Q-CSG-510001"),
    ],
)
def test_iris_that_were_given_stay(number: str, slug: str) -> None:
    assert StandardNumber.parse(number).slug == slug


@given(
    numbers.filter(lambda n: n.prefix != "GBn"),
    st.sampled_from([str, str.lower]),
    st.sampled_from(["-", "—", "－", " — ", "–"]),
    st.booleans(),
)
def test_dashes_width_and_case_do_not_matter(number: StandardNumber, case: object, dash: str, wide: bool) -> None:
    prefix, _, rest = number.canonical.rpartition(" ")
    text = f"{prefix} {rest.replace('-', dash)}"
    if wide:
        text = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in "()-" else c for c in text)
    assert StandardNumber.parse(case(text)).canonical == number.canonical  # type: ignore[operator]


@given(st.lists(st.tuples(st.sampled_from(["按", "和 ", "、", "\n", "（", "见《"]), every_family), min_size=1, max_size=6))
def test_places_are_those_of_the_original_text(pieces: list[tuple[str, StandardNumber]]) -> None:
    text = "".join(before + number.canonical + "；" for before, number in pieces)
    for number, start, end in find_numbers(text, unknown=True):
        assert StandardNumber.parse(text[start:end]) == number


_HOSTILE = "GB|GB/T|GB |A|1|1.|.1|-1|GB 1.1.|GB 1-|ISO 1-1|IEC 1:2005+AMD1:2012|T/|T/A|Q/A1|JJG(京|JJG(|CNAS-C1-1|ASTM E8/E8M"
_HOSTILE += "|ITU-R |GB 1 /XG|DB44/T|MIL-STD-1|X/T 1|XX 1|\n| |《|第1号修改单|IEEE 1.1.|EN ISO |GB 1.1-2020第"


@pytest.mark.parametrize("piece", _HOSTILE.split("|"))
def test_time_grows_with_the_length_of_the_text_whatever_it_holds(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        begin = process_time()
        for _ in find_numbers(text, unknown=True):
            pass
        return process_time() - begin

    # Quadratic time would take minutes; a tenth of a second a megabyte is usual.
    assert seconds(100_000) < 2.0


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
        for text in [
            "GB 1",
            "GB/T 1",
            "GBZ 1",
            "GBZ/T 1",
            "GB/Z 1",
            "JJG 1",
            "JJF 1",
            "HJ 57",
            "T/CAS 1",
            "Q/CSG 1",
            "TSG 21",
            "DB44 1",
            "DB/T 8",
            "CNCA-C07-01",
            "CNAS-CL01",
            "GBW(E) 080119",
            "ISO 9001",
            "QZ/T 1-2020",
        ]
    }
    assert kinds == {
        "GB 1": (DocumentType.NATIONAL, True),
        "GB/T 1": (DocumentType.NATIONAL, False),
        "GBZ 1": (DocumentType.NATIONAL, True),
        "GBZ/T 1": (DocumentType.NATIONAL, False),
        "GB/Z 1": (DocumentType.NATIONAL, False),
        "JJG 1": (DocumentType.VERIFICATION_REGULATION, None),
        "JJF 1": (DocumentType.CALIBRATION_SPECIFICATION, None),
        "HJ 57": (DocumentType.INDUSTRY, True),
        "T/CAS 1": (DocumentType.GROUP, False),
        "Q/CSG 1": (DocumentType.ENTERPRISE, None),
        "TSG 21": (DocumentType.OTHER, None),
        "DB44 1": (DocumentType.LOCAL, True),
        "DB/T 8": (DocumentType.INDUSTRY, False),
        "CNCA-C07-01": (DocumentType.IMPLEMENTATION_RULE, None),
        "CNAS-CL01": (DocumentType.OTHER, None),
        "GBW(E) 080119": (DocumentType.OTHER, None),
        "ISO 9001": (DocumentType.OTHER, None),
        "QZ/T 1-2020": (DocumentType.OTHER, False),
    }


def test_all_parts_are_seen_behind_the_number() -> None:
    assert says_all_parts("GB/T 5750（所有部分）生活饮用水", len("GB/T 5750"))
    assert not says_all_parts("GB/T 5750.1 生活饮用水", len("GB/T 5750.1"))
