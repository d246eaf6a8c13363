"""Answers that are kept: the same while the store stays as it is, anew when it changes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from desk import FORM, client_of
from making import made

import dragoman.server.kept as module
from dragoman.server import Settings
from dragoman.server.asking import ask
from dragoman.store import Store


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that were worked out."""
    import dragoman.server.api as api

    seen: list[str] = []

    def counted(store: Any, question: str, *rest: Any, **more: Any) -> Any:
        seen.append(question)
        return ask(store, question, *rest, **more)

    monkeypatch.setattr(api, "ask", counted)
    return seen


def test_an_answer_is_kept_until_the_store_changes(
    tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FRESH", -1.0)
    monkeypatch.setattr(module, "HOLD", 3600.0)
    with Store(tmp_path / "store") as store:
        store.add([made("a")])
    with client_of(Settings(str(tmp_path / "store"))) as desk:
        first = desk.get("/api/events")
        again = desk.get("/api/events")
        assert (first.content, first.headers) == (again.content, again.headers) and asked == ["events"]
        desk.get("/api/events?limit=1")
        desk.get("/api/events", headers={"Host": "127.0.0.1"})
        assert len(asked) == 3
        with Store(tmp_path / "store") as store:
            store.add([made("b")])
        assert len(desk.get("/api/events").json()["items"]) == 1
        monkeypatch.setattr(module, "HOLD", 0.0)
        monkeypatch.setattr(module, "STALE", 0.0)
        assert len(desk.get("/api/events").json()["items"]) == 2


def test_what_the_desk_writes_is_seen_at_once(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        store.add([made("a")])
    with client_of(Settings(str(tmp_path / "store"))) as desk:
        assert len(desk.get("/api/events").json()["items"]) == 1
        form = {"record": made("a").events[0].id, "verdict": "rejected", "by": "Ada"}
        desk.post("/decide", data=form, headers=FORM)
        assert desk.get("/api/events").json()["items"] == []


def test_errors_are_not_kept_and_neither_is_too_much(
    tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path / "store") as store:
        store.add([made("a")])
    monkeypatch.setattr(module, "LARGEST", 10)
    with client_of(Settings(str(tmp_path / "store"))) as desk:
        for _ in range(2):
            assert desk.get("/api/events?since=never").status_code == 400
            assert desk.get("/api/events").status_code == 200
    assert len(asked) == 4


def test_the_oldest_answers_make_room(tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path / "store") as store:
        store.add([made("a")])
    with client_of(Settings(str(tmp_path / "store"))) as desk:
        monkeypatch.setattr(module, "MOST_BYTES", 2 * len(desk.get("/api/events").content))
        for path in ("events?sort=id", "events", "events?sort=-id", "events", "events?sort=id"):
            desk.get(f"/api/{path}")
    assert len(asked) == 4


def test_an_old_answer_is_given_while_a_new_one_is_worked_out(
    tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FRESH", -1.0)
    monkeypatch.setattr(module, "HOLD", 0.0)
    with Store(tmp_path / "store") as store:
        store.add([made("a")])
    with client_of(Settings(str(tmp_path / "store"))) as desk:
        assert len(desk.get("/api/events").json()["items"]) == 1
        with Store(tmp_path / "store") as store:
            store.add([made("b")])
        assert len(desk.get("/api/events").json()["items"]) == 1
        ends = time.monotonic() + 20
        while len(desk.get("/api/events").json()["items"]) == 1:
            assert time.monotonic() < ends
        number = len(asked)
        assert len(desk.get("/api/events").json()["items"]) == 2 and len(asked) == number
        with Store(tmp_path / "store") as store:
            store.add([made("c")])
        monkeypatch.setattr(module, "STALE", 0.0)
        assert len(desk.get("/api/events").json()["items"]) == 3
