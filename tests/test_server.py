"""The desk: its API and pages, and whom it lets in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import FORM, TOKEN, client_of, hostile, of_strangers
from fastapi.testclient import TestClient
from making import made
from typer.testing import CliRunner

from dragoman import CodedArticle
from dragoman.cli.app import app as commands
from dragoman.server import Settings, make_app
from dragoman.server.guard import is_login, local, login_cookie
from dragoman.store import NoStoreError, Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("desk") / "store"
    with Store(folder) as opened:
        opened.add(made(f"a{n:02}", published=f"2025-03-{n + 1:02}") for n in range(12))
        opened.add([hostile()])
    return str(folder)


@pytest.fixture(scope="module")
def desk(store: str) -> Iterator[TestClient]:
    with client_of(Settings(store)) as client:
        yield client


@pytest.fixture(scope="module")
def locked(store: str) -> Iterator[TestClient]:
    with client_of(Settings(store, host="0.0.0.0", token=TOKEN, names=("desk.example",))) as client:  # noqa: S104
        yield client


@pytest.mark.parametrize("name", ["events", "quotes", "allegations", "agreements", "articles", "stories", "clusters"])
def test_every_question_is_answered(desk: TestClient, store: str, name: str) -> None:
    got = desk.get(f"/api/{name}", params={"limit": 2})
    assert got.status_code == 200 and len(got.json()["items"]) in (1, 2)
    with Store(store, read_only=True) as opened:
        assert set(got.json()["items"][0]) == set(opened.ask(name).columns())


def test_filters_are_those_of_the_command_line_and_may_be_given_twice(desk: TestClient) -> None:
    got = desk.get("/api/events?article=a03&article=a05&type=accuse&pair=NOR-IRN&sort=article").json()
    assert [row["article"] for row in got["items"]] == ["a03", "a05"]
    assert desk.get("/api/quotes?text=accept").json()["items"]


def test_pages_of_rows_join_to_the_whole(desk: TestClient) -> None:
    whole = desk.get("/api/articles?sort=id&limit=100").json()
    parts = [desk.get(f"/api/articles?sort=id&limit=5&offset={offset}").json() for offset in (0, 5, 10)]
    assert [row for part in parts for row in part["items"]] == whole["items"] and len(whole["items"]) == 13
    assert [part["more"] for part in parts] == [True, True, False]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/events?since=never", 400),
        ("/api/events?colour=red", 400),
        ("/api/events?sort=colour", 400),
        ("/api/events?limit=501", 400),
        ("/api/events?limit=-1", 400),
        ("/api/events?offset=x", 400),
        ("/api/events?rejected=perhaps", 400),
        ("/api/quotes?text=%00", 400),
        ("/api/events?text=" + "x" * 301, 400),
        ("/api/events?" + "&".join(["type=ACCUSE"] * 41), 400),
        ("/api/records/none", 404),
        ("/api/articles/none", 404),
        ("/api/nothing", 404),
    ],
)
def test_errors_have_one_shape(desk: TestClient, path: str, status: int) -> None:
    got = desk.get(path)
    assert got.status_code == status
    assert set(got.json()["error"]) == {"code", "message", "where"}


def test_an_article_and_a_record_come_whole(desk: TestClient) -> None:
    coded = made("a03")
    assert CodedArticle.model_validate(desk.get("/api/articles/a03").json()).text == coded.text
    got = desk.get(f"/api/records/{coded.events[0].id}").json()
    assert (got["article"], got["record"]["type"], got["decisions"]) == ("a03", "ACCUSE", [])


def test_a_text_is_coded_and_not_stored(desk: TestClient) -> None:
    got = desk.post(
        "/api/code", json={"text": "Iran rejected talks with the United States.", "published": "2024-06-20"}
    )
    assert got.status_code == 200 and got.json()["events"][0]["type"] == "REJECT"
    assert desk.get(f"/api/articles/{got.json()['id']}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": ""}, 422),
        ({}, 422),
        ({"text": "x", "published": "soon"}, 422),
        ({"text": "x", "colour": "red"}, 422),
        ({"text": "x" * 100_001}, 413),
        ({"text": "x" * 1_000_001}, 413),
    ],
)
def test_a_text_that_cannot_be_coded_is_refused(desk: TestClient, body: dict[str, str], status: int) -> None:
    got = desk.post("/api/code", json=body)
    assert got.status_code == status and set(got.json()["error"]) == {"code", "message", "where"}


def test_characters_that_are_none_do_no_harm(desk: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    body = b'{"text": "Iran rejected talks\\u0000 with the United States."}'
    assert desk.post("/api/code", content=body, headers=headers).status_code == 200
    assert desk.post("/api/code", content=b'{"text": "\\ud800"}', headers=headers).status_code == 422


def test_sums_are_those_of_the_store(desk: TestClient, store: str) -> None:
    with Store(store, read_only=True) as opened:
        for path, rows in (
            ("timeline?by=day&country=NOR", opened.timeline(by="day", country="NOR").rows()),
            ("network?level=code", opened.network(level="code").rows()),
            ("places?type=ACCUSE", opened.places(type="ACCUSE").rows()),
        ):
            got = desk.get(f"/api/{path}").json()
            assert len(got["items"]) == len(rows) > 0 and got["items"][0]["events"] == rows[0]["events"]
    assert desk.get("/api/timeline?by=hour").status_code == 400


def test_the_description_names_every_filter(desk: TestClient) -> None:
    paths = desk.get("/openapi.json").json()["paths"]
    assert {"pair", "min_sources", "limit"} <= {one["name"] for one in paths["/api/events"]["get"]["parameters"]}
    assert desk.get("/docs").status_code == 404


def test_the_overview_shows_clusters_and_pairs(desk: TestClient) -> None:
    page = desk.get("/").text
    assert "ACCUSE" in page and "/pairs/IRN-NOR" in page and 'href="#content"' in page and "/clusters/e" in page


def test_an_article_shows_its_records_in_place_and_beside_it(desk: TestClient) -> None:
    page = desk.get("/articles/a03").text
    assert '<a href="#e1" class="' in page and 'id="e1"' in page and 'href="#t-e1"' in page and 'id="t-e1"' in page
    assert "condemn: ACCUSE" in page and "0.80" in page


def test_a_record_leads_to_its_place(desk: TestClient) -> None:
    got = desk.get(f"/records/{made('a03').quotations[0].id}")
    assert (got.status_code, got.headers["location"]) == (303, "/articles/a03#q1")


def test_a_cluster_shows_its_reports(desk: TestClient) -> None:
    cluster = desk.get("/api/events?article=a03").json()["items"][0]["cluster"]
    page = desk.get(f"/clusters/{cluster}").text
    assert f"/records/{made('a03').events[0].id}" in page


def test_a_search_keeps_its_filters_and_turns_pages(desk: TestClient) -> None:
    page = desk.get("/search?what=events&type=ACCUSE&limit=5&pair=NOR-IRN").text
    assert "limit=5&amp;pair=NOR-IRN&amp;offset=5" in page and 'value="NOR-IRN"' in page
    assert "We will not accept" in desk.get("/search?what=quotes&text=accept").text
    assert "Nothing was found" in desk.get("/search?what=events&type=AID").text


@pytest.mark.parametrize(
    "path", ["/articles/none", "/records/none", "/clusters/none", "/search?what=x", "/search?since=x"]
)
def test_what_cannot_be_shown_is_said_on_a_page(desk: TestClient, path: str) -> None:
    got = desk.get(path)
    assert got.status_code in (400, 404) and 'role="alert"' in got.text and "<h1>" in got.text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/articles/%3Cb%3E%2F..%2Fx%3Fy%23z",
        "/search?what=events",
        "/search?what=quotes&speaker=script",
        "/search?text=%22%3E%3Cscript%3E&what=quotes",
        "/search?what=%3Cscript%3E",
        "/articles/%3Cscript%3Ealert(1)%3C/script%3E",
        "/login?next=%22%3E%3Cscript%3E",
    ],
)
def test_what_strangers_wrote_stays_text(desk: TestClient, path: str) -> None:
    got = desk.get(path)
    assert got.status_code in (200, 400, 404)
    low = of_strangers(got.text)
    assert "<script" not in low and "<img" not in low and "<b>" not in low and 'href="javascript' not in low
    policy = got.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert got.headers["x-content-type-options"] == "nosniff"


def test_pages_ask_no_other_host(desk: TestClient) -> None:
    for path in ("/", "/articles/a03", "/search", "/static/desk.css"):
        page = desk.get(path).text
        assert 'src="http' not in page and "@import" not in page and "url(" not in page and "style=" not in page


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example:8750"])
def test_a_name_that_is_not_ours_is_refused(desk: TestClient, host: str) -> None:
    assert desk.get("/api/events", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8750", "[::1]:8750", "192.0.2.7:8750"])
def test_localhost_and_addresses_are_answered(desk: TestClient, host: str) -> None:
    assert desk.get("/api/events?limit=1", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_a_page_of_another_site_may_change_nothing(desk: TestClient, headers: dict[str, str]) -> None:
    assert desk.post("/api/code", json={"text": "x"}, headers=headers).status_code == 403


def test_without_the_token_nothing_is_shown(locked: TestClient) -> None:
    got = locked.get("/api/events")
    assert got.status_code == 401 and got.headers["www-authenticate"] == "Bearer"
    assert locked.post("/api/code", json={"text": "x"}).status_code == 401
    assert locked.get("/openapi.json").status_code == 401
    got = locked.get("/search?what=quotes")
    assert (got.status_code, got.headers["location"]) == (303, "/login?next=%2Fsearch%3Fwhat%3Dquotes")
    assert locked.get("/login").status_code == 200 and locked.get("/static/desk.css").status_code == 200


def test_a_program_sends_the_token_as_a_header(locked: TestClient) -> None:
    assert locked.get("/api/events", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    for wrong in (f"Bearer {TOKEN}x", "Bearer ", f"Basic {TOKEN}", TOKEN):
        assert locked.get("/api/events", headers={"Authorization": wrong}).status_code == 401


def test_a_person_gives_the_token_once(store: str) -> None:
    with client_of(Settings(store, token=TOKEN)) as client:
        assert client.post("/login", data={"token": "wrong", "next": "/"}, headers=FORM).status_code == 401
        got = client.post("/login", data={"token": TOKEN, "next": "/search?what=quotes"}, headers=FORM)
        assert (got.status_code, got.headers["location"]) == (303, "/search?what=quotes")
        cookie = got.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=strict" in cookie and TOKEN not in cookie
        assert client.get("/search?what=quotes").status_code == 200


def test_a_login_holds_for_its_token_and_its_time_only() -> None:
    cookie, seconds = login_cookie(TOKEN)
    assert is_login(cookie, TOKEN) and not is_login(cookie, "another token of a desk") and seconds > 3600
    until, _, signature = cookie.partition(".")
    assert (
        not is_login(f"{int(until) + 1}.{signature}", TOKEN) and not is_login("", TOKEN) and not is_login("1.", TOKEN)
    )


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "/\n/x", "x"])
def test_a_login_leads_to_a_page_of_the_desk(target: str) -> None:
    assert local(target) == "/"


def test_another_host_needs_a_token_that_is_long_enough(store: str) -> None:
    for wrong in ({}, {"token": "short"}):
        with pytest.raises(ValueError, match="token"):
            Settings(store, host="0.0.0.0", **wrong)  # noqa: S104
    ended = CliRunner().invoke(commands, ["serve", "--store", store, "--host", "0.0.0.0"])  # noqa: S104
    assert ended.exit_code == 2 and "token" in ended.output


def test_a_store_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(NoStoreError):
        make_app(Settings(str(tmp_path / "none")))
    assert CliRunner().invoke(commands, ["serve", "--store", str(tmp_path / "none")]).exit_code == 1
