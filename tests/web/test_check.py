"""POST /api/v1/check: what it asks of the service, what it refuses, and what comes back over a real graph."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest
from flask.testing import FlaskClient

from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.service import Service
from search_api.web.app import create_app
from tests.search.collection import COLLECTION, folder, put

from .sample import SampleService

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    path = tmp_path_factory.mktemp("check")
    store = OxigraphStore()
    put(store, *COLLECTION)
    with folder(path) as data:
        yield create_app(Service(store, data, Settings(data=path, encoder="hashing"))).test_client()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["编号", "名称"])
    book.active.append(["GB 13271-2001", "锅炉大气污染物排放标准"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_list_and_the_day_reach_the_service(client: FlaskClient, service: SampleService) -> None:
    assert client.post("/api/v1/check?at=2024-01-01", json={"citations": ["GB 1", ""]}).status_code == 200
    assert service.asked == [(["GB 1", ""], "2024-01-01")]


def test_a_file_reaches_the_service_under_the_last_part_of_its_name(client: FlaskClient, service: SampleService) -> None:
    body = {"file": (io.BytesIO(b"GB 1"), "../../etc/清单.txt")}
    assert client.post("/api/v1/check", data=body).status_code == 200
    assert service.asked == [("清单.txt", b"GB 1", None)]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"citations": "GB 1"}, "citations"),
        ({"citations": [1]}, "citations"),
        ([], "citations"),
        ({"citations": ["x" * 2001]}, "citations[0]"),
    ],
)
def test_a_body_that_is_no_list_is_told_what_is_allowed(client: FlaskClient, body: object, name: str) -> None:
    answer = client.post("/api/v1/check", json=body)
    assert (answer.status_code, answer.get_json()["parameters"][0]["name"]) == (400, name)


def test_other_bodies_days_and_forms_are_refused(client: FlaskClient) -> None:
    assert client.post("/api/v1/check", data="GB 1", content_type="text/plain").status_code == 415
    assert client.post("/api/v1/check?at=2024-13-01", json={"citations": []}).status_code == 400
    assert client.post("/api/v1/check?format=pdf", json={"citations": []}).status_code == 400
    assert client.post("/api/v1/check?format=xlsx", json={"citations": []}).status_code == 400
    assert client.post("/api/v1/check", data={"other": (io.BytesIO(b"x"), "a.txt")}).status_code == 400


def test_a_form_on_another_site_cannot_send_files(client: FlaskClient) -> None:
    body = {"file": (io.BytesIO(b"GB 1"), "a.txt")}
    assert client.post("/api/v1/check", data=body, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    body = {"file": (io.BytesIO(b"GB 1"), "a.txt")}
    assert client.post("/api/v1/check", data=body, headers={"Origin": "http://localhost"}).status_code == 200


def test_a_list_is_judged(real: FlaskClient) -> None:
    answer = real.post("/api/v1/check?at=2026-11-22", json={"citations": ["GB 13271-2001", "???"]}).get_json()
    assert [(c["number"], c["status"], c["replaced_by"]) for c in answer["citations"]] == [
        ("GB 13271-2001", "superseded", ["GB 13271-2014"]),
        (None, "unknown", []),
    ]
    assert answer["at"] == "2026-11-22" and answer["summary"]["citations"] == 2


def test_a_workbook_comes_back_with_columns(real: FlaskClient) -> None:
    for query, headers in (("?format=xlsx", {}), ("", {"Accept": XLSX})):
        answer = real.post(f"/api/v1/check{query}", data={"file": (io.BytesIO(workbook()), "清单.xlsx")}, headers=headers)
        assert (answer.status_code, answer.mimetype) == (200, XLSX)
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
        assert [cell.value for cell in sheet[2]][:5] == [
            "GB 13271-2001",
            "锅炉大气污染物排放标准",
            "被代替 superseded",
            *["GB 13271-2014"] * 2,
        ]


def test_a_file_that_cannot_be_read_is_a_problem(real: FlaskClient) -> None:
    answer = real.post("/api/v1/check", data={"file": (io.BytesIO(b""), "a.docx")})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json") and "empty" in answer.get_json()["detail"]
    answer = real.post("/api/v1/check?format=docx", data={"file": (io.BytesIO(b"GB 13271-2001"), "a.txt")})
    assert answer.status_code == 400 and ".csv" in answer.get_json()["detail"]
