"""The copy in memory is what the store is, after whatever was done to that; the desk that reads it is not behind."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from desk import FORM
from fastapi.testclient import TestClient
from making import made

import dragoman.server.kept as kept
from dragoman.monitor.feeds import Feeds
from dragoman.monitor.watches import Watches
from dragoman.server import Settings, make_app
from dragoman.server.stores import Stores
from dragoman.store import Store
from dragoman.store.kinds import questions
from dragoman.store.mirror import LEFT_OUT, Mirror
from dragoman.store.schema import tables


def rows(store: Store) -> dict[str, list[Any]]:
    found = {}
    for name in tables():
        if name not in LEFT_OUT:
            sql = f'SELECT * FROM "{name}"'  # noqa: S608
            found[name] = sorted(map(repr, store._connection.execute(sql).fetchall()))
    return found


def test_the_copy_follows_whatever_happens_to_the_store(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:
        store.add(made(f"a{n}") for n in range(4))
        mirror = Mirror(tmp_path / "s")
        assert mirror.refresh() and not mirror.refresh()
        reader = mirror.reader()
        assert rows(reader) == rows(store) and mirror.events() == 4
        for work in (
            lambda: store.add([made("b"), made("a1", body="It was edited.")]),
            lambda: store.decide(made("a2").events[0].id, "rejected", by="Ada"),
            lambda: Feeds(store).add("https://news.example/x"),
            lambda: Watches(store).add("all", "new", {}),
            lambda: store.add([made("c", coder="2"), made("a0", coder="2")], recode=True),
            lambda: Watches(store).run(),
            lambda: store.compact(),
            lambda: (store.add([made("d")]), Feeds(store).remove("https://news.example/x")),
        ):
            before = rows(reader)
            work()
            assert rows(reader) == before, "readers see nothing of it before it is copied"
            mirror.refresh()
            assert rows(reader) == rows(store)
        moment = store.now()
        store.add([made("a3", body="It was edited too.")])
        mirror.refresh()
        assert not mirror.unchanged("a3", moment) and mirror.unchanged("a3", store.now())
        assert mirror.unchanged("b", moment) and not mirror.unchanged("b", 0)
        for question in questions():
            assert reader.ask(question).rows() == store.ask(question).rows()
        assert [one.id for one in reader.coded()] == ["a0", "a1", "a2", "a3", "b", "c", "d"]
        reader.close()
        mirror.close()


def test_what_nobody_can_tell_any_more_is_copied_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path / "s") as store:
        store.add([made("a")])
        mirror = Mirror(tmp_path / "s")
        mirror.refresh()
        store.add([made("b")])
        store.compact(keep_hours=0)
        whole: list[int] = []
        monkeypatch.setattr(mirror, "_size", lambda: whole.append(1) or 1)
        mirror.refresh()
        reader = mirror.reader()
        assert whole and rows(reader) == rows(store)
        monkeypatch.setattr("dragoman.store.mirror._LITTLE", 0)
        for _ in range(3):  # what was taken out lies about, and is cleared away when it is more than what is there
            store.add([made("b", body=str(time.time()))])
            mirror.refresh()
        assert len(whole) >= 2 and rows(reader) == rows(store)
        reader.close()
        mirror.close()


def soon(true: Any, seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.05)


def test_the_desk_reads_the_copy_and_is_not_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "HOLD", 0.0)
    monkeypatch.setattr(kept, "STALE", 0.0)
    with Store(tmp_path / "s") as store:
        store.add([made("a")])
    opened: list[Stores] = []
    monkeypatch.setattr("dragoman.server.app.Stores", lambda *given: opened.append(Stores(*given)) or opened[0])
    settings = Settings(str(tmp_path / "s"), copied=100)
    with TestClient(make_app(settings), base_url="http://localhost:8750", follow_redirects=False) as desk:
        soon(lambda: opened[0].in_memory)
        form = {"record": made("a").events[0].id, "verdict": "rejected", "by": "Ada"}
        assert desk.post("/decide", data=form, headers=FORM).status_code == 303
        assert desk.get("/api/events").json()["items"] == []
        with Store(tmp_path / "s") as store:
            store.add([made("b")])
        soon(lambda: [row["article"] for row in desk.get("/api/events").json()["items"]] == ["b"])
        for path in ("/", "/search?what=quotes&text=accept", "/articles/b", "/pairs/NOR-IRN", "/feeds", "/watches"):
            assert desk.get(path).status_code == 200
    assert not opened[0].in_memory


def test_a_store_that_is_too_large_is_not_copied(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:
        store.add([made("a"), made("b")])
    stores = Stores(str(tmp_path / "s"), 2, copied=1)
    stores.follow()
    assert stores._thread
    stores._thread.join(30)
    with stores.reading() as store:
        assert not stores.in_memory and len(store.events().rows()) == 2
    stores.close()
