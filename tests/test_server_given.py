"""What the desk takes to be coded: a text, a page, an address; and what it does not fetch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import FORM, client_of
from fastapi.testclient import TestClient
from feed_server import Site, page, serving
from making import made

from dragoman.server import Settings
from dragoman.store import Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("given") / "store"
    with Store(folder) as opened:
        opened.add([made("a1")])
    return str(folder)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as running:
        running.put("/raid", page("Norway and Iran"))
        yield running


@pytest.fixture(scope="module")
def desk(store: str) -> Iterator[TestClient]:
    with client_of(Settings(store, allow_hosts=("127.0.0.1",))) as client:
        yield client


def test_a_page_is_read_and_coded(desk: TestClient) -> None:
    got = desk.post("/api/code", json={"page": page("Norway and Iran").decode(), "outlet": "The Harbour Post"})
    assert got.status_code == 200
    coded = got.json()
    assert (coded["published"], coded["outlet"]) == ("2025-03-04", "The Harbour Post")
    assert "<p>" not in coded["text"] and any(event["type"] == "ACCUSE" for event in coded["events"])


def test_an_address_is_fetched_and_coded(desk: TestClient, site: Site) -> None:
    got = desk.post("/api/code", json={"address": f"{site.url}/raid"})
    assert got.status_code == 200 and got.json()["published"] == "2025-03-04"
    assert desk.get(f"/api/articles/{got.json()['id']}").status_code == 404, "nothing is stored"


def test_it_is_coded_with_an_ontology_of_the_users_own(store: str, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        'types:\n  DISINFORM: {quad: 3, score: -4.5, cameo: "11"}\n'
        'lexicon:\n  - type: DISINFORM\n    verbs: [{words: "spread [falsehood]", to: about}]\n',
        "utf-8",
    )
    with client_of(Settings(store, ontology=own)) as desk:
        got = desk.post("/api/code", json={"text": "Russia spread falsehoods about Estonia on Tuesday."}).json()
    assert [event["type"] for event in got["events"]] == ["DISINFORM"]


def test_it_is_read_with_the_encoder_where_that_was_asked_for(store: str) -> None:
    with client_of(Settings(store, attributions=True)) as desk:
        got = desk.post("/api/code", json={"text": "Analysts fear that the truce will collapse within weeks."}).json()
    assert [a["cue"][0]["text"] for a in got["attributions"]] == ["fear"]


@pytest.mark.parametrize("address", ["/etc/hostname", "file:///etc/hostname", "examples", "-", "ftp://a.example/x"])
def test_nothing_but_the_web_is_read(desk: TestClient, address: str) -> None:
    got = desk.post("/api/code", json={"address": address})
    assert got.status_code == 422 and got.json()["error"]["message"] == "only http and https addresses are fetched"


def test_hosts_that_are_not_public_are_not_fetched(store: str, site: Site) -> None:
    asked = len(site.asked)
    with client_of(Settings(store)) as desk:
        got = desk.post("/api/code", json={"address": f"{site.url}/raid"})
    assert got.status_code == 422 and got.json()["error"]["code"] == "address"
    assert len(site.asked) == asked


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"text": "x", "page": "<p>x</p>"},
        {"page": "<html><body></body></html>"},
        {"address": "http://127.0.0.1:1/none"},
    ],
)
def test_what_holds_no_article_is_told(desk: TestClient, given: dict[str, str]) -> None:
    got = desk.post("/api/code", json=given)
    assert got.status_code == 422 and set(got.json()["error"]) == {"code", "message", "where"}


def test_the_form_takes_all_three(desk: TestClient, site: Site) -> None:
    for form in ({"address": f"{site.url}/raid"}, {"text": page("Norway and Iran").decode()}, {"text": "Iran left."}):
        got = desk.post("/code", data={"address": "", "text": "", **form}, headers=FORM)
        assert got.status_code == 200 and "nothing was stored" in got.text
    empty = desk.post("/code", data={"address": "", "text": ""}, headers=FORM)
    assert empty.status_code == 422 and "one of text, page and address is needed" in empty.text
