"""The desk's pages about actors, pairs, agreements and allegations, and the page that codes a text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk import FORM, HOSTILE, client_of, hostile, of_strangers
from fastapi.testclient import TestClient
from making import made

from dragoman.server import Settings
from dragoman.server.claims import Matrix, staged
from dragoman.server.rendering import static
from dragoman.store import Store
from dragoman.store.filters import FilterError


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("pages") / "store"
    with Store(folder) as opened:
        opened.add(made(f"a{n:02}", published=f"2025-0{n % 6 + 1}-1{n % 3}", date=None) for n in range(12))
        opened.add([made("b", actor="USA GOV", recipient="RUS MIL", type="SANCTION"), hostile()])
    return str(folder)


@pytest.fixture(scope="module")
def desk(store: str) -> Iterator[TestClient]:
    with client_of(Settings(store)) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/actors/NOR", ["Events by month", "<svg", "/pairs/NOR,IRN", "We will not accept", "Harbor Treaty"]),
        ("/actors/USA%20GOV", ["Events by day", "RUS MIL", "SANCTION"]),
        ("/actors/Nordland", ["ACCUSE"]),
        ("/actors/ZZZ", ["none"]),
        ("/pairs/NOR-IRN", ["<svg", "ACCUSE", "Harbor Treaty", "in force"]),
        ("/pairs/NOR,IRN", ["NOR – IRN", "ACCUSE"]),
        ("/agreements", ["Harbor Treaty", "in force"]),
        ("/agreements?stage=signed", ["Nothing was found"]),
        ("/allegations", ["Who accuses whom", "harbor treaty", "actor=NOR%20GOV&amp;recipient=IRN%20GOV"]),
        ("/allegations?actor=USA", ["RUS MIL"]),
        ("/search?what=events", ["SANCTION</a>", "type=SANCTION"]),
        ("/code", ["<textarea"]),
    ],
)
def test_a_page_shows_what_it_is_for(desk: TestClient, path: str, words: list[str]) -> None:
    got = desk.get(path)
    assert got.status_code == 200
    assert [word for word in words if word not in got.text] == []


@pytest.mark.parametrize("path", ["pairs/x", "agreements?stage=never", "allegations?colour=red", "actors/%00"])
def test_a_question_that_makes_no_sense_is_answered_with_what_would(desk: TestClient, path: str) -> None:
    got = desk.get(f"/{path}")
    assert got.status_code == 400 and 'role="alert"' in got.text


@pytest.mark.parametrize(
    "path", ["/actors/%3Cscript%3Ex", "/pairs/NOR-IRN", "/agreements", "/allegations", "/actors/NOR", "/search"]
)
def test_what_strangers_wrote_stays_text_here_too(desk: TestClient, path: str) -> None:
    page = of_strangers(desk.get(path).text)
    assert "<script" not in page and "<img" not in page and "style=" not in page


def test_a_facet_narrows_the_search_and_keeps_the_rest(desk: TestClient) -> None:
    page = desk.get("/search?what=events&since=2025&offset=0&type=ACCUSE").text
    assert "/search?what=events&amp;since=2025&amp;type=ACCUSE&amp;status=actual" in page


def test_a_text_is_coded_on_the_page(desk: TestClient) -> None:
    form = {"text": "Iran rejected talks with the United States.", "published": "2024-06-20", "title": HOSTILE}
    got = desk.post("/code", data=form, headers=FORM)
    assert got.status_code == 200 and "REJECT" in got.text and 'id="e1"' in got.text
    assert "nothing was stored" in got.text and "<img" not in got.text
    assert '<script src="/static/light.js" defer>' in got.text


@pytest.mark.parametrize(
    ("form", "status"), [({"text": "x", "published": HOSTILE}, 422), ({}, 422), ({"text": "x" * 100_001}, 413)]
)
def test_a_form_that_will_not_do_comes_back_with_what_was_written(desk: TestClient, form: Any, status: int) -> None:
    got = desk.post("/code", data=form, headers=FORM | {"Content-Type": "application/x-www-form-urlencoded"})
    assert got.status_code == status and 'role="alert"' in got.text and "<script" not in got.text


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://evil.example"}, {"Origin": "null"}, FORM | {"Sec-Fetch-Site": "same-site"}]
)
def test_a_form_has_to_come_from_a_page_of_ours(desk: TestClient, headers: dict[str, str]) -> None:
    assert desk.post("/code", data={"text": "x"}, headers=headers).status_code == 403


def test_a_form_of_another_kind_is_refused(desk: TestClient) -> None:
    assert desk.post("/code", content=b"x", headers=FORM | {"Content-Type": "text/plain"}).status_code == 415
    many = "&".join(f"a{n}=1" for n in range(60))
    headers = FORM | {"Content-Type": "application/x-www-form-urlencoded"}
    assert desk.post("/code", content=many, headers=headers).status_code == 400


def test_the_script_is_served_as_a_file_and_nothing_else_is(desk: TestClient) -> None:
    got = desk.get("/static/light.js")
    assert got.headers["content-type"].startswith("text/javascript") and got.text == static("light.js")
    assert desk.get("/static/..%2Fpages.py").status_code == 404 and desk.get("/static/none.css").status_code == 404


def test_agreements_of_one_name_are_told_in_the_order_of_days() -> None:
    row = {"name": "the Harbor Treaty", "kind": "treaty", "parties": ["NOR GOV", "IRN GOV"], "stage": "signed"}
    rows = [
        row | {"id": "2", "day": 2},
        row | {"id": "1", "day": 1, "name": "Harbor Treaty", "parties": ["IRN MIL", "NOR GOV"]},
        row | {"id": "3", "day": None, "parties": ["NOR GOV"]},
    ]
    assert [[one["id"] for one in group["told"]] for group in staged(rows)] == [["1", "2"], ["3"]]


def test_accusations_are_counted_by_accuser_accused_and_instrument(store: str) -> None:
    with Store(Path(store), read_only=True) as opened:
        sums = opened.accusations(actor="NOR").rows()
        assert [(row["accuser"], row["instrument"], row["allegations"]) for row in sums] == [
            ("NOR GOV", "harbor treaty", 13)
        ]
        counted = {row["value"]: row["rows"] for row in opened.counts("events", "type").rows()}
        assert counted == {"ACCUSE": 13, "SANCTION": 1}
        with pytest.raises(FilterError):
            opened.counts("events", 'type" FROM x')
    matrix = Matrix(sums)
    assert (matrix.accusers, matrix.count("NOR GOV", "IRN GOV"), matrix.count("x", "y")) == (["NOR GOV"], 13, 0)
