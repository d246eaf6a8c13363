"""The desk's pages of alerts, watches and feeds; the same for programs; the scheduler that lives with the desk."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import feedparser
import pytest
from desk import FORM, HOSTILE, TOKEN, client_of, of_strangers
from fastapi.testclient import TestClient
from feed_server import page, rss, serving
from making import made
from markupsafe import escape

from dragoman import Coder
from dragoman.monitor import scheduler as scheduling
from dragoman.monitor.delivery import Deliveries
from dragoman.monitor.environment import senders
from dragoman.monitor.feeds import Feeds, now
from dragoman.monitor.scheduler import Scheduler
from dragoman.monitor.watches import Watches
from dragoman.server import Settings, make_app
from dragoman.server.stores import Stores
from dragoman.server.stream import news
from dragoman.store import Store

SECRET = "T0K3N-in-the-path"  # noqa: S105


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a watch that gave an alert, one that is named by a stranger, feeds well and not."""
    folder = tmp_path_factory.mktemp("watching") / "store"
    with Store(folder) as store:
        watches, feeds = Watches(store), Feeds(store)
        watches.add("Norway & Iran", "new", {"pair": ["NOR-IRN"]})
        watches.add("<script>alert(1)<\\script>", "new", {"text": "none of this"})
        store.add([made("a", outlet=HOSTILE), made("b", published="2025-05-01", type="SANCTION")])
        watches.run()
        feeds.add("https://news.example/feed.xml")
        row = feeds.table.get(feeds.add("https://other.example/feed.xml"))
        assert row
        feeds.table.put([row | {"state": "broken", "reason": HOSTILE, "title": HOSTILE, "kind": "rss", "entries": 3}])
        failed = {"url": "https://other.example/1", "feed": row["url"], "state": "failed", "reason": HOSTILE}
        feeds.articles.put([failed | {"tries": 1, "found_at": now(), "next_at": now()}])
        deliveries = Deliveries(store, senders())
        deliveries.add("room", "webhook", f"https://hooks.example/{SECRET}")
    return folder


@pytest.fixture
def desk(folder: Path) -> Iterator[TestClient]:
    with client_of(Settings(str(folder))) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", ["Alerts", "Norway &amp; Iran: NOR GOV ACCUSE IRN GOV"]),
        ("/pairs/NOR-IRN", ["Norway &amp; Iran: NOR GOV ACCUSE IRN GOV", "/alerts?pair=NOR-IRN"]),
        ("/pairs/IRN GOV,NOR GOV", ["Norway &amp; Iran: NOR GOV ACCUSE IRN GOV"]),
        ("/alerts", ["1 independent source", "Norway &amp; Iran", "SANCTION"]),
        ("/alerts?watch=Norway %26 Iran", ["SANCTION"]),
        ("/alerts?since=2099-01-01", ["None."]),
        ("/watches", ["any new event", "2 alerts", "pair NOR-IRN", "/atom/alerts?watch=Norway", "hooks.example"]),
        ("/feeds", ["broken", "lists 3", "not read yet", "--no-rounds", "Articles that failed"]),
    ],
)
def test_a_page_shows_what_it_is_for(desk: TestClient, path: str, words: list[str]) -> None:
    got = desk.get(path)
    assert got.status_code == 200
    assert [word for word in words if word not in got.text] == []
    assert "<script" not in of_strangers(got.text) and "<img" not in got.text and SECRET not in got.text


def test_pairs_and_countries_have_the_alerts_that_are_about_them_and_no_others(desk: TestClient) -> None:
    assert "Alerts</h2>" not in desk.get("/pairs/NOR-USA").text
    for asked, number in (("pair=IRN-NOR", 2), ("pair=NOR-USA", 0), ("country=IRN", 2), ("country=USA", 0)):
        assert len(desk.get(f"/api/alerts?{asked}").json()["items"]) == number


def test_an_alert_says_why_and_leads_to_its_evidence(desk: TestClient) -> None:
    alert = desk.get("/api/alerts?limit=1&offset=1").json()["items"][0]
    got = desk.get(f"/alerts/{alert['id']}")
    assert str(escape(alert["why"])) in got.text and "condemned" in got.text
    event = alert["evidence"][0]["event"]
    assert f"/records/{event}" in got.text and "/clusters/" in got.text and "dispatch.example" in got.text
    assert desk.get(f"/records/{event}").status_code == 303
    cluster = got.text.partition('href="/clusters/')[2].partition('"')[0]
    assert desk.get(f"/clusters/{cluster}").status_code == 200
    assert desk.get(f"/api/alerts/{alert['id']}").json() == alert
    assert desk.get("/alerts/none").status_code == 404 and desk.get("/api/alerts/none").status_code == 404


def test_every_watch_has_an_atom_feed(desk: TestClient) -> None:
    feed = feedparser.parse(desk.get("/atom/alerts?watch=Norway %26 Iran").text)
    assert not feed.bozo and [entry.title for entry in feed.entries] == [
        row["title"] for row in desk.get("/api/alerts").json()["items"]
    ]
    assert "1 independent source" in feed.entries[0].summary and "condemned" in feed.entries[0].summary
    for entry in feed.entries:
        assert desk.get(entry.link.removeprefix("http://localhost:8750")).status_code == 200
    assert feedparser.parse(desk.get("/atom/alerts?watch=none").text).entries == []


def test_alerts_are_told_to_a_stream_once(folder: Path) -> None:
    from starlette.datastructures import QueryParams

    stores = Stores(str(folder), 1)
    start, rows = news(stores, "alerts", QueryParams(), 0)
    assert len(rows) == 2 and rows[0]["made_at"] <= rows[1]["made_at"]
    assert (
        news(stores, "alerts", QueryParams(), start)[1] == [] and news(stores, "alerts", QueryParams(), None)[1] == []
    )
    stores.close()


@pytest.mark.parametrize(
    "path", ["alerts?colour=red", "alerts?since=never", "alerts?limit=x", "alerts?added_after=-1", "alerts?watch=%00"]
)
def test_a_question_that_makes_no_sense_is_refused(desk: TestClient, path: str) -> None:
    assert desk.get(f"/api/{path}").status_code == 400 and desk.get(f"/{path}").status_code == 400


def test_watches_and_feeds_are_added_and_removed_on_their_pages(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:
        store.add([made("a")])
    with client_of(Settings(str(tmp_path / "s"))) as desk:
        form = {"name": "N", "when": "sources:2", "pair": "NOR-IRN", "quad": "3", "type": ""}
        assert desk.post("/watches", data=form, headers=FORM).status_code == 303
        (row,) = desk.get("/api/watches").json()["items"]
        assert (row["condition"], row["filters"]) == ("sources:2", {"pair": ["NOR-IRN"], "quad": ["3"]})
        again = desk.post("/watches", data=form, headers=FORM)
        assert again.status_code == 422 and "is there already" in again.text and 'value="NOR-IRN"' in again.text
        wrong = desk.post("/watches", data={"name": "M", "when": "soon", "pair": "x"}, headers=FORM)
        assert wrong.status_code == 422 and "is no condition" in wrong.text
        assert desk.post("/watches/remove", data={"name": "N"}, headers=FORM).status_code == 303
        assert desk.post("/watches/remove", data={"name": "N"}, headers=FORM).status_code == 404
        assert desk.post("/feeds", data={"url": "https://news.example/x"}, headers=FORM).status_code == 303
        assert desk.get("/api/feeds").json()["items"][0]["state"] == "new"
        bad = desk.post("/feeds", data={"url": "file:///etc/passwd"}, headers=FORM)
        assert bad.status_code == 422 and "is no address" in bad.text
        long = {"url": f"https://news.example/{'x' * 2000}"}
        assert desk.post("/feeds", data=long, headers=FORM).status_code == 413
        much = {"name": "M", "when": "new", "text": "x" * 400}
        assert desk.post("/watches", data=much, headers=FORM).status_code == 422
        gone = {"url": "https://news.example/x"}
        assert desk.post("/feeds/remove", data=gone, headers=FORM).status_code == 303
        assert desk.post("/feeds/remove", data=gone, headers=FORM).status_code == 404
        assert desk.post("/feeds/read", data={}, headers=FORM).status_code == 409
        said = {"name": "P", "when": "unusual:2", "filters": {"country": ["NOR", "IRN"]}}
        assert desk.post("/api/watches", json=said).json()["filters"] == {"country": ["NOR", "IRN"]}
        assert desk.post("/api/watches", json=said).json()["error"]["code"] == "watch"
        for filters in ({"colour": ["red"]}, {"country": ["x" * 400]}, {"country": "NOR"}, {"text": ["\0"]}):
            assert desk.post("/api/watches", json=said | {"name": "Q", "filters": filters}).status_code == 422


@pytest.mark.parametrize("path", ["/watches", "/watches/remove", "/feeds", "/feeds/remove", "/feeds/read"])
def test_forms_have_to_come_from_a_page_of_ours(desk: TestClient, path: str) -> None:
    for headers in ({}, {"Origin": "http://evil.example"}):
        assert desk.post(path, data={"name": "x"}, headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/alerts", "/alerts/x", "/watches", "/feeds"])
def test_a_token_is_needed_here_too(folder: Path, path: str) -> None:
    with client_of(Settings(str(folder), token=TOKEN)) as desk:
        assert desk.get(path).headers["location"].startswith("/login")
        assert desk.get(f"/api{path}").status_code == 401
        assert desk.post(path, data={}, headers=FORM).status_code == 401
        assert desk.get(f"/api{path}", headers={"Authorization": f"Bearer {TOKEN}"}).status_code in (200, 404)
        page = desk.get("/watches", headers={"Authorization": f"Bearer {TOKEN}"}).text
        feed = page.partition('<a href="/atom/')[2].partition('"')[0].replace("&amp;", "&")
        assert desk.get(f"/atom/{feed}").status_code == 200 and desk.get("/atom/alerts").status_code == 303


def soon(true: Callable[[], object], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.05)


def test_the_desk_reads_feeds_and_gives_alerts_by_itself(
    tmp_path: Path, coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduling, "load_coder", lambda *_: coder)
    with serving() as site:
        site.put("/one", page("one"))
        with Store(tmp_path / "s") as store:
            Feeds(store).add(site.put("/feed", rss("/one")))
            Watches(store).add("all", "new", {})
        how = scheduling.Settings(str(tmp_path / "s"), allow_hosts=("127.0.0.1",), pause=0)
        scheduler = Scheduler(how, every=3600, own_process=False)
        with TestClient(make_app(Settings(str(tmp_path / "s")), scheduler), base_url="http://localhost:8750") as desk:
            soon(lambda: scheduler.status.last)
            told = desk.get("/api/feeds").json()
            assert told["rounds"]["last"]["added"] == 1 and told["rounds"]["last"]["errors"] == []
            assert told["items"][0]["state"] == "ok" and told["items"][0]["stored"] == 1
            assert json.dumps(told).count("began") == 1
            assert "1 feed read, 1 article added" in desk.get("/feeds").text
            soon(lambda: "Alerts</h2>" in desk.get("/").text, 10)
            began = scheduler.status.last and scheduler.status.last.began
            assert desk.post("/feeds/read", data={}, headers=FORM, follow_redirects=False).status_code == 303
            soon(lambda: scheduler.status.last and scheduler.status.last.began != began)
    assert not scheduler.status.running
