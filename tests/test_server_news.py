"""What is new: Atom feeds of searches, and server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from desk import HOSTILE, TOKEN, client_of, hostile
from fastapi.testclient import TestClient
from making import made
from starlette.datastructures import QueryParams

from dragoman.server import Settings
from dragoman.server.stores import Stores
from dragoman.server.stream import AT_ONCE, News, news, told
from dragoman.store import Store
from dragoman.store.filters import FilterError
from dragoman.store.kinds import questions


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("news") / "store"
    with Store(folder) as opened:
        opened.add([made("a"), made("b", published="2025-05-01", type="SANCTION"), hostile()])
    return folder


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[TestClient]:
    with client_of(Settings(str(folder))) as client:
        yield client


@pytest.mark.parametrize("question", list(questions()))
def test_every_question_has_a_feed_whose_links_lead_somewhere(desk: TestClient, question: str) -> None:
    got = desk.get(f"/atom/{question}")
    assert got.status_code == 200 and got.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(got.text)
    assert (
        not feed.bozo
        and feed.entries
        and feed.feed.updated
        and len({one.id for one in feed.entries}) == len(feed.entries)
    )
    for entry in feed.entries:
        assert desk.get(entry.link.removeprefix("http://localhost:8750"), follow_redirects=True).status_code == 200


def test_a_feed_has_the_filters_of_its_search(desk: TestClient) -> None:
    assert [one.title for one in feedparser.parse(desk.get("/atom/events?type=SANCTION").text).entries] == [
        "SANCTION NOR GOV → IRN GOV"
    ]
    page = desk.get("/search?what=events&type=SANCTION&limit=5").text
    assert 'type="application/atom+xml" title="Atom" href="/atom/events?type=SANCTION"' in page
    assert desk.get("/atom/events?colour=red").status_code == 400 and desk.get("/atom/none").status_code == 404


def test_what_strangers_wrote_stays_text_in_a_feed(desk: TestClient) -> None:
    for question in questions():
        text = desk.get(f"/atom/{question}?outlet=script").text
        assert "<script" not in text and "<img" not in text
        ET.fromstring(text)  # noqa: S314 - our own


def test_a_feed_opens_by_its_key_and_the_key_opens_nothing_else(folder: Path) -> None:
    with client_of(Settings(str(folder), token=TOKEN)) as desk:
        assert desk.get("/atom/events").status_code == 303
        page = desk.get("/search?what=events&pair=NOR-IRN", headers={"Authorization": f"Bearer {TOKEN}"}).text
        address = page.partition('title="Atom" href="')[2].partition('"')[0].replace("&amp;", "&")
        key = address.rpartition("key=")[2]
        got = desk.get(address)
        assert got.status_code == 200 and key not in got.text and TOKEN not in page
        assert (
            desk.get(f"/api/events?key={key}").status_code == 401 and desk.get("/atom/events?key=x").status_code == 303
        )


def test_only_what_was_added_after_a_moment_is_news(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        store.add([made("a")])
        before = store.now()
        store.add([made("b"), made("c", type="SANCTION")])
        assert sorted(row["article"] for row in store.events(added_after=str(before)).rows()) == ["b", "c"]
        with pytest.raises(FilterError, match="whole number"):
            store.events(added_after="yesterday")
        stores = Stores(str(tmp_path / "store"), 1)
        now, rows = news(stores, "events", QueryParams("type=SANCTION"), before)
        assert (now, [row["article"] for row in rows]) == (store.now(), ["c"])
        assert news(stores, "events", QueryParams(), None) == (now, [])
        assert news(stores, "stories", QueryParams(), before)[1]
        stores.close()


def test_a_stream_tells_rows_with_the_moment_to_go_on_from() -> None:
    row = {"id": "e1", "title": HOSTILE, "day": None}
    answers: list[News] = [(7, []), (9, [row]), (11, [row] * (AT_ONCE + 1))]

    async def look(after: int) -> News:
        asked.append(after)
        return answers.pop(0)

    async def read() -> list[str]:
        stream = told(look, "events", 7, step=0.001)
        return [await anext(stream) for _ in range(3 + AT_ONCE + 1)]

    asked: list[int] = []
    lines = asyncio.run(read())
    assert asked == [7, 7, 9] and lines[0].startswith("retry:")
    assert lines[1].startswith("event: events\nid: 7\ndata: {") and lines[1].count("\n") == 4
    assert json.loads(lines[1].partition("data: ")[2])["path"] == "/records/e1"
    assert lines[2] == "event: end\nid: 9\ndata: 1\n\n"
    assert lines[-1] == "event: more\nid: 11\ndata: /api/events?added_after=9\n\n"


def test_a_quiet_stream_says_now_and_then_that_it_stands() -> None:
    async def look(_: int) -> News:
        return 1, []

    async def read() -> str:
        stream = told(look, "events", 1, step=0.01)
        await anext(stream)
        return await anext(stream)

    import dragoman.server.stream as module

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "QUIET", 0.03)
        assert asyncio.run(read()) == ": quiet\n\n"


@pytest.mark.parametrize(("path", "status"), [("none", 404), ("events?colour=red", 400), ("events?since=never", 400)])
def test_a_stream_of_nonsense_is_refused_at_once(desk: TestClient, path: str, status: int) -> None:
    got: Any = desk.get(f"/api/stream/{path}")
    assert got.status_code == status and set(got.json()["error"]) == {"code", "message", "where"}
