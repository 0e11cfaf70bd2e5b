from __future__ import annotations

import base64
import gzip
from pathlib import Path

import pytest

from ingest.extract import read_document
from ingest.readers import Limits, reader_for
from ingest.readers.portal.reader import PortalReader
from kg.errors import UnreadableDocument
from tests.reader_samples import portal_sample

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures" / "portal"


def detail(number: str = "GB/T 99001-2024", title: str = "木勺", more: str = "") -> str:
    """The page of one standard, with the labels of openstd.samr.gov.cn."""
    return (
        f"<html><body><h1>标准号：{number}<span>采</span></h1><table><tr><td>中文标准名称：<b>{title}</b></td></tr>"
        "<tr><td>标准状态：<span>废止</span><button>现行</button></td></tr></table>"
        "<div><div>中国标准分类号（CCS）</div><div>Y73</div><div>国际标准分类号（ICS）</div><div>97.040.60</div></div>"
        f"<div><div>主管部门</div><div>国标委</div></div><div><div>发布单位</div><div></div><div>备注</div><div></div></div>{more}</body></html>"
    )


def results(*numbers: str) -> str:
    """A list of results."""
    heads = "".join(f"<th><div>{word}</div></th>" for word in ("序号", "标准号", "是否采标", "标准名称", "状态", "发布日期", "实施日期"))
    rows = "".join(
        f"<tr><td>{n}</td><td><a>{number}</a></td><td></td><td><a>木勺</a></td><td>现行</td><td>2024-03-15</td><td>2024-10-01</td></tr>"
        for n, number in enumerate(numbers, start=1)
    )
    return f"<html><body><button>在结果中筛选</button><table><tbody><tr>{heads}</tr></tbody><tbody>{rows}</tbody></table></body></html>"


def cassette(*pages: str | bytes, code: int = 200) -> str:
    """A recording of answers, each packed and in base64."""
    text = "---\nhttp_interactions:\n"
    for page in pages:
        body = base64.encodebytes(gzip.compress(page.encode() if isinstance(page, str) else page)).decode()
        indented = "".join(f"        {line}\n" for line in body.splitlines())
        text += f"- request:\n    method: get\n  response:\n    status:\n      code: {code}\n    body:\n      encoding: UTF-8\n      base64_string: |\n{indented}"
    return text


def lines(tmp_path: Path, content: str, name: str = "a.html") -> list[str]:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    found, reader = reader_for(path)
    assert found == "portal"
    return [line.text for line in reader.read(path).lines]


def code_of(tmp_path: Path, content: str, name: str = "a.html", limits: Limits | None = None) -> str:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableDocument) as caught:
        PortalReader(limits or Limits()).read(path)
    assert str(caught.value).startswith(name)
    return caught.value.code


def test_the_record_of_a_standard_is_read_as_its_cover(tmp_path: Path) -> None:
    path = tmp_path / "saved.html"
    path.write_bytes(portal_sample())
    document, _ = read_document(path)
    assert document.number is not None and document.number.value == "GB 13271-2014"
    assert document.title_zh is not None and document.title_zh.value == "锅炉大气污染物排放标准"
    assert document.title_en is not None and document.title_en.value == "Emission standard for boilers"
    assert [str(day and day.value) for day in (document.issued, document.effective)] == ["2014-05-16", "2014-07-01"]
    assert ([code.value for code in document.ics], [code.value for code in document.ccs]) == (["13.040.40"], ["Z 60"])
    assert [number.value for number in document.replaces] == ["GB 13271-2001"]
    assert document.committee is not None and document.committee.value == "环境部门"


def test_the_status_of_the_day_is_told_and_is_no_fact(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(detail(), encoding="utf-8")
    source = PortalReader().read(path)
    assert "废止" not in source.text
    [status] = [finding for finding in source.findings if finding.code == "portal_status"]
    assert "废止" in status.message and "现行" not in status.message


def test_empty_fields_print_nothing(tmp_path: Path) -> None:
    assert lines(tmp_path, detail()) == ["ICS 97.040.60", "CCS Y 73", "GB/T 99001-2024", "木勺"]


def test_fields_are_found_in_every_layout(tmp_path: Path) -> None:
    more = (
        "<dl><dt>全部代替标准</dt><dd>GB/T 99001-2009</dd></dl><table><tr><th>归口单位</th><td>某某木器委员会</td></tr></table>"
        "<div><h2>起草单位</h2></div><div><dl><dd>某地木器研究所</dd><dd>、</dd><dd>某某木勺厂</dd></dl></div>"
        "<p>采标情况：本标准等同采用ISO国际标准：ISO 99001:2018</p>"
    )
    found = lines(tmp_path, detail(more=more))
    assert "代替 GB/T 99001-2009" in found
    assert "（ISO 99001:2018，IDT）" in found
    assert "归口单位：某某木器委员会。" in found
    assert "起草单位：某地木器研究所、某某木勺厂。" in found


def test_the_degree_may_stand_in_a_field_of_its_own(tmp_path: Path) -> None:
    found = lines(tmp_path, detail(more="<p>采用程度：修改采用</p><p>采用国际标准号：ISO 99001:2018</p>"))
    assert "（ISO 99001:2018，MOD）" in found


def test_a_page_that_only_uses_the_words_is_read_as_a_page(tmp_path: Path) -> None:
    words = "<p>1 范围</p><p>记录包括标准号、中国标准分类号、国际标准分类号和主管部门。</p>"
    assert lines(tmp_path, words) == ["1 范围", "记录包括标准号、中国标准分类号、国际标准分类号和主管部门。"]


def test_an_adoption_without_its_degree_is_not_guessed(tmp_path: Path) -> None:
    assert not any("ISO" in line for line in lines(tmp_path, detail(more="<p>采标情况：采用ISO 99001:2018</p>")))


def test_a_list_with_one_result_is_its_record(tmp_path: Path) -> None:
    assert lines(tmp_path, results("GB/T 99001-2024")) == ["GB/T 99001-2024", "木勺", "2024-03-15 发布", "2024-10-01 实施"]


def test_a_file_about_several_standards_is_refused(tmp_path: Path) -> None:
    assert code_of(tmp_path, results("GB/T 99001-2024", "GB/T 99001-2009")) == "several_standards"
    assert code_of(tmp_path, cassette(detail(), detail("GB 99003-2019")), "a.yml") == "several_standards"
    assert code_of(tmp_path, results()) == "no_record"


def test_a_recording_is_unpacked_and_its_own_page_says_more_than_the_list(tmp_path: Path) -> None:
    recorded = cassette(b"\x89PNG\r\n", results("GB/T 99001-2024"), detail(title="木勺 通用要求"))
    assert lines(tmp_path, recorded, "a.yml") == ["ICS 97.040.60", "CCS Y 73", "GB/T 99001-2024", "木勺 通用要求"]


def test_answers_that_failed_are_not_read(tmp_path: Path) -> None:
    assert code_of(tmp_path, cassette(detail(), code=404), "a.yaml") == "no_record"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("name: build\non: push\n", "unknown_format"),
        ("a: &a [1]\nb: [*a, *a]\n", "damaged"),
        ("[" * 100_000, "damaged"),
        ("- " * 5_000 + "x", "damaged"),
        ("a: [b", "damaged"),
        ("http_interactions:\n- response:\n    status: {code: 200}\n    body: {base64_string: '%%'}\n", "damaged"),
        ("!!python/object/apply:os.system ['true']", "unknown_format"),
    ],
    ids=["another file", "aliases", "deep flow", "deep block", "cut off", "no base64", "objects"],
)
def test_yaml_that_is_no_recording_is_refused(tmp_path: Path, content: str, code: str) -> None:
    assert code_of(tmp_path, content, "a.yml") == code


def test_an_answer_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    assert code_of(tmp_path, cassette(b"<" + b" " * 17 * 1024 * 1024), "a.yml") == "too_large"


def test_an_ordinary_page_about_standards_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<p>标准号和标准状态见公告。</p>", encoding="utf-8")
    assert reader_for(path)[0] == "html"


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the recorded answers lie in ../shared, which is not here")
def test_recorded_answers_of_the_portal_are_read() -> None:
    document, _ = read_document(FIXTURES / "gb_t_5606_1_2004.yml")
    assert document.number is not None and document.number.value == "GB/T 5606.1-2004"
    assert [str(day and day.value) for day in (document.issued, document.effective)] == ["2004-12-14", "2005-03-01"]
    assert [number.value for number in document.replaces] == ["GB/T 5606.1-1996"]
    assert ([code.value for code in document.ics], [code.value for code in document.ccs]) == (["65.160"], ["X 87"])
    with pytest.raises(UnreadableDocument) as caught:
        read_document(FIXTURES / "gb_t_1_1.yml")
    assert caught.value.code == "several_standards"
