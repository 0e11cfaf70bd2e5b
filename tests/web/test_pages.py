"""The pages for readers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from search_api.web.strings import EXAMPLE_QUESTIONS, STRINGS, TERMS

from .sample import BOILER, PASSAGE, SHA, SampleService


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.content_type.startswith("text/html")
    return answer.get_data(as_text=True)


def test_home_has_one_labelled_box_and_example_questions(browser: FlaskClient) -> None:
    page = text(browser, "/")
    assert '<label class="sr" for="q">' in page and page.count('type="search"') == 1
    assert page.count("/?q=") == len(EXAMPLE_QUESTIONS)
    assert 'class="skip"' in page and '<html lang="zh-CN">' in page


def test_hits_show_status_clause_marks_and_place(browser: FlaskClient) -> None:
    page = text(browser, "/?q=锅炉")
    assert f'href="/standard/{BOILER.replace(" ", "%20")}"' in page
    assert '<span class="badge current">现行</span>' in page and '<span class="badge upcoming">即将实施</span>' in page
    assert "<mark>大气污染物排放限值</mark>" in page
    assert 'href="/standard/GB%2013271-2014#cl-4.2"' in page
    assert "/place?of=https%3A%2F%2F" in page and "第 5 页" in page


def test_links_stand_under_the_four_elements_with_their_path(browser: FlaskClient) -> None:
    page = text(browser, "/?q=锅炉")
    groups = re.findall(r'<span class="group">(.*?)</span>', page)
    assert groups[:4] == ["计量", "认证", "检测", "引用"]
    assert "检定依据" in page and 'href="/standard/JJG%20968-2002"' in page


def test_what_the_service_says_is_escaped(browser: FlaskClient) -> None:
    page = text(browser, "/?q=%3Cscript%3Ealert(0)%3C/script%3E")
    assert "<script>alert" not in page and "<img" not in re.sub(r'<img src="/static/nqi.svg"', "", page)
    assert "&lt;script&gt;alert(1)" in page and "&lt;b&gt;<mark>粗体</mark>&lt;/b&gt;" in page
    assert "<h3><script" not in text(browser, f"/standard/{BOILER}")


def test_filters_are_links_that_keep_the_question(browser: FlaskClient) -> None:
    page = text(browser, "/?q=锅炉&type=national")
    assert re.search(r'class="on" aria-current="true"[^>]*href="/\?q=%E9%94%85%E7%82%89"', page)
    assert "type=national&amp;status=current" in page


def test_what_was_read_can_be_switched_off_and_on_again(browser: FlaskClient, service: SampleService) -> None:
    page = text(browser, "/?q=锅炉")
    assert "off=measurands" in page and "不作此理解：被测量" in page
    page = text(browser, "/?q=锅炉&off=measurands,values")
    assert service.asked[-1].off == ("measurands", "values")  # type: ignore[union-attr]
    assert "恢复理解：限值" in page and re.search(r'href="/\?q=[^"]*off=measurands"', page)


def test_a_near_number_is_offered(browser: FlaskClient) -> None:
    assert 'href="/?q=GB+13271"' in text(browser, "/?q=GB 13217") or 'href="/?q=GB%2013271"' in text(browser, "/?q=GB 13217")


def test_pages_of_hits(browser: FlaskClient) -> None:
    page = text(browser, "/?q=锅炉&limit=2&offset=2")
    assert 'rel="prev"' in page and "offset=4" in page and 'start="3"' in page
    assert 'rel="next"' not in text(browser, "/?q=锅炉&limit=2&offset=4")


def test_scores_are_explained_when_asked(browser: FlaskClient) -> None:
    assert "vector.cosine" in text(browser, "/?q=锅炉&explain=1")
    assert "vector.cosine" not in text(browser, "/?q=锅炉")


def test_nothing_found_says_how_much_there_is(browser: FlaskClient) -> None:
    page = text(browser, "/?q=xyzzy")
    assert "没有找到" in page and "128 份文件" in page and "并不说明该标准不存在" in page


def test_the_state_of_the_index_is_visible(browser: FlaskClient, service: SampleService) -> None:
    service.state = {"status": "indexing", "index": {"progress": 0.354}}
    for path in ("/", "/?q=锅炉", f"/standard/{BOILER}"):
        assert "正在建立语义向量 35 %" in text(browser, path)
    assert '<noscript><meta http-equiv="refresh"' in text(browser, "/")


def test_first_run_and_empty_graph_say_so(browser: FlaskClient, service: SampleService) -> None:
    service.state = {"status": "indexing", "documents": 0, "triples": 12}
    assert "首次启动" in text(browser, "/")
    service.state = {"status": "empty", "documents": 0}
    assert "nqi ingest" in text(browser, "/")


def test_english_on_request_and_kept_in_links(browser: FlaskClient) -> None:
    page = text(browser, "/?q=锅炉&lang=en")
    assert '<html lang="en">' in page and ">Current</span>" in page and 'name="lang" value="en"' in page
    assert 'href="/standard/GB%2013271-2014?lang=en#cl-4.2"' in page
    assert 'href="?q=%E9%94%85%E7%82%89&amp;lang=zh"' in page
    assert "Normative references" in text(browser, f"/standard/{BOILER}?lang=en")


@pytest.mark.parametrize("pair", [*STRINGS.values(), *TERMS.values()], ids=[*STRINGS, *TERMS])
def test_both_languages_fill_in_the_same_values(pair: tuple[str, str]) -> None:
    chinese, english = (sorted(re.findall(r"\{(\w+)\}", side)) for side in pair)
    assert chinese == english and all(pair)


def test_a_standard_shows_each_fact_with_its_place(browser: FlaskClient, service: SampleService) -> None:
    page = text(browser, f"/standard/{BOILER}?at=2015-01-01")
    assert service.asked == [(BOILER, "2015-01-01")]
    for words in (
        "锅炉大气污染物排放标准",
        "Emission standard",
        "13.040.40",
        "强制性",
        "GB 13271-1991",
        "以 2015-01-01 判定",
        "不注日期",
        "被以下文件引用",
        "标准状态",
    ):
        assert words in page
    assert page.count('class="place"') > 10
    assert 'id="cl-4.2"' in page and PASSAGE in page
    assert "/id/std/GB-13271/2014?format=ttl" in page and "/api/v1/standards/GB%2013271-2014" in page


def test_facts_that_were_not_found_are_said_to_be_missing(
    browser: FlaskClient, service: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare: dict[str, Any] = {"number": "GB 1-2000", "title_zh": None, "status": "unknown", "iri": None, "editions": [], "source": None}
    monkeypatch.setattr(service, "standard", lambda number, at=None: bare)
    page = text(browser, "/standard/GB 1-2000")
    assert "未载明" in page and "None" not in page


def test_a_place_shows_its_surroundings(browser: FlaskClient) -> None:
    page = text(browser, f"/place?of=https%3A%2F%2Fw3id.org%2Fnqi%2Fgraph%2Fdoc%2F{SHA}%23page%3D5%26char%3D3120%2C3191")
    assert f"<mark>{PASSAGE}</mark>" in page and "4.2 新建锅炉" in page and "&lt;单位" in page
    assert "GB 13271-2014.pdf" in page and f"/graph/doc/{SHA}" in page


def test_errors_are_pages_for_a_browser(browser: FlaskClient) -> None:
    assert "没有找到" in text(browser, "/standard/GB 9-1999", 404)
    page = text(browser, "/?limit=%3Cb%3E&q=a", 400)
    assert "&lt;b&gt;" in page and "from 1 to 100" in page
    assert "Not found" in text(browser, "/nope?lang=en", 404)
    assert browser.get("/api/v1/nope").content_type == "application/problem+json"
