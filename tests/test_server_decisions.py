"""What people decide at the desk: on the page of an article and over HTTP; it is kept, shown, and exported."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk import FORM, HOSTILE, client_of
from fastapi.testclient import TestClient
from making import made
from typer.testing import CliRunner

from dragoman import CodedArticle
from dragoman.cli.app import app as commands
from dragoman.exports.gold import gold_of
from dragoman.records import Event
from dragoman.server import Settings
from dragoman.server.editing import FIELDS, added, changes, typed
from dragoman.store import Store

A, B = made("a"), made("b", type="SANCTION", published="2025-05-01")
(EVENT,) = A.events


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store(tmp_path / "store") as opened:
        opened.add([A, B])
    return tmp_path / "store"


@pytest.fixture
def desk(folder: Path) -> Iterator[TestClient]:
    with client_of(Settings(str(folder))) as client:
        yield client


def decide(desk: TestClient, verdict: str, record: Any = EVENT, kind: str = "events", /, **fields: str) -> Any:
    form = {"record": record.id, "verdict": verdict, "by": "Ada"} | typed(record, kind) | fields
    return desk.post("/decide", data=form, headers=FORM)


def event(desk: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = desk.get(f"/api/records/{EVENT.id}").json()["record"]
    return found


def test_a_record_is_accepted_and_the_page_says_by_whom(desk: TestClient) -> None:
    got = decide(desk, "accepted", note="seen on paper")
    assert (got.status_code, got.headers["location"]) == (303, "/articles/a#e1")
    page = desk.get("/articles/a").text
    assert "accepted by Ada" in page and "seen on paper" in page and 'value="Ada"' in page
    assert "HttpOnly" in got.headers["set-cookie"]


def test_a_rejected_record_is_in_no_answer_and_comes_back_when_accepted(desk: TestClient) -> None:
    decide(desk, "rejected")
    assert desk.get("/api/events?article=a").json()["items"] == []
    assert len(desk.get("/api/events?article=a&rejected=true").json()["items"]) == 1
    assert "rejected by Ada" in desk.get("/articles/a").text
    decide(desk, "accepted")
    assert len(desk.get("/api/events?article=a").json()["items"]) == 1


def test_a_corrected_event_keeps_what_was_not_changed(desk: TestClient) -> None:
    assert decide(desk, "corrected", type="ASSAULT", actors="USA MIL, NOR GOV", date="").status_code == 303
    found = event(desk)
    assert (found["type"], found["mode"], found["quad"], found["date"]) == ("ASSAULT", None, 4, None)
    assert [party["code"] for party in found["actors"]] == ["USA MIL", "NOR GOV"]
    assert found["actors"][1]["mention"]["text"] == "Nordland officials" and found["recipients"][0]["code"] == "IRN GOV"
    assert found["trigger"]["text"] == "condemned"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("quotations", {"speaker_entity": "Ada", "speaker_code": "GBR CVL", "kind": "mixed", "channel": "call"}),
        ("allegations", {"accuser": "IGO UN"}),
        ("agreements", {"stage": "signed", "parties": "NOR GOV, CHN GOV", "date": "1999-05"}),
    ],
)
def test_records_of_every_kind_are_corrected(desk: TestClient, kind: str, fields: dict[str, str]) -> None:
    (record,) = getattr(A, kind)
    assert decide(desk, "corrected", record, kind, **fields).status_code == 303
    found = desk.get(f"/api/records/{record.id}").json()["record"]
    for name, value in fields.items():
        assert found[name] == (value.split(", ") if name == "parties" else value)


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "PRAISE"},
        {"mode": "visit"},
        {"status": "maybe"},
        {"actors": "Norway"},
        {"actors": "NOR XYZ"},
        {"date": "soon"},
        {"by": ""},
        {"by": "x" * 101},
        {"verdict": "perhaps"},
        {"actors": "", "recipients": HOSTILE},
        {},
    ],
)
def test_a_correction_that_is_none_is_refused_in_words(desk: TestClient, fields: dict[str, str]) -> None:
    got = decide(desk, "corrected", **fields)
    assert got.status_code == 422 and 'role="alert"' in got.text and "<script>" not in got.text
    assert event(desk) == json.loads(EVENT.model_dump_json())


def test_a_decision_about_nothing_is_refused(desk: TestClient) -> None:
    form = {"record": "none", "verdict": "accepted", "by": "Ada"}
    assert desk.post("/decide", data=form, headers=FORM).status_code == 404


def test_a_decision_from_another_site_is_refused(desk: TestClient) -> None:
    form = {"record": EVENT.id, "verdict": "rejected", "by": "Eve"}
    for headers in ({}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert desk.post("/decide", data=form, headers=headers).status_code == 403
    body = json.dumps({"record": EVENT.id, "verdict": "rejected", "by": "Eve"})
    assert desk.post("/api/decisions", content=body, headers={"Content-Type": "text/plain"}).status_code == 403
    assert len(desk.get("/api/events?article=a").json()["items"]) == 1


def test_names_and_notes_of_strangers_stay_text(desk: TestClient) -> None:
    decide(desk, "accepted", by=HOSTILE, note=HOSTILE)
    page = desk.get("/articles/a").text
    assert "<img" not in page and "<script>" not in page and page.count("&lt;script&gt;alert(1)") >= 3


def test_programs_decide_over_http(desk: TestClient) -> None:
    said = {"record": EVENT.id, "verdict": "corrected", "by": "Ada", "changes": {"status": "future"}}
    assert desk.post("/api/decisions", json=said).json()["status"] == "future"
    assert desk.get(f"/api/records/{EVENT.id}").json()["decisions"][0]["decided_by"] == "Ada"
    for wrong, status in (
        ({"changes": {}}, 422),
        ({"changes": {"id": "x"}}, 422),
        ({"record": "no"}, 404),
        ({"by": ""}, 422),
    ):
        got = desk.post("/api/decisions", json=said | wrong)
        assert got.status_code == status and set(got.json()["error"]) == {"code", "message", "where"}


def test_a_record_is_added_by_marking_its_words(desk: TestClient, folder: Path) -> None:
    form = {"article": "a", "kind": "events", "words": "signed", "type": "AID", "status": "actual", "actors": "NOR GOV"}
    got = desk.post("/add", data=form | {"by": "Ada", "start": "3"}, headers=FORM)
    assert (got.status_code, got.headers["location"]) == (303, "/articles/a#e2")
    new = desk.get("/api/articles/a").json()["events"][1]
    assert (new["trigger"]["text"], new["quad"], new["why"]) == ("signed", 2, "added by Ada")
    assert new["sentence"]["text"].startswith("The raid broke") and new["sentence"]["text"].endswith("1999.")
    assert "cannot be shown" in desk.post("/add", data=form | {"by": "Ada"}, headers=FORM).text
    with Store(folder) as store:
        assert store.check() == []
        store.add([made("a", coder="2")], recode=True)
        assert [one.id for one in next(store.coded(["a"])).events][1:] == [new["id"]]


@pytest.mark.parametrize("kind", list(FIELDS))
def test_records_of_every_kind_are_added(kind: str) -> None:
    given = {"type": "AID", "status": "actual", "kind": "direct" if kind == "quotations" else "treaty"}
    given |= {"accuser": "NOR GOV", "accused": "IRN GOV", "stage": "signed", "parties": "NOR GOV"}
    one: Any = added(A, kind, "raid", None, given, "Ada")
    assert one.confidence == 1 and one.id != added(A, kind, "raid", A.text.rindex("raid"), given, "Ada").id
    with pytest.raises(ValueError, match="not in the text"):
        added(A, kind, "no such words", None, given, "Ada")
    with pytest.raises(ValueError, match=r"missing|none of"):
        added(A, kind, "raid", None, {}, "Ada")


def test_programs_add_records(desk: TestClient) -> None:
    said = {"article": "b", "kind": "allegations", "words": "officials condemned", "by": "Ada"}
    fields = {"accuser": "NOR GOV", "accused": "IRN MIL"}
    assert desk.post("/api/records", json=said | {"fields": fields}).json()["accused"] == "IRN MIL"
    assert desk.post("/api/records", json=said | {"fields": {}}).status_code == 422
    assert desk.post("/api/records", json=said | {"fields": fields, "article": "none"}).status_code == 404


def test_decisions_are_exported_as_gold(desk: TestClient, folder: Path, tmp_path: Path) -> None:
    decide(desk, "corrected", status="future")
    (quotation,) = A.quotations
    decide(desk, "rejected", quotation, "quotations")
    args = ["export", "gold", "--store", str(folder), "--decided-by", "anyone", "--output", str(tmp_path / "gold")]
    assert CliRunner().invoke(commands, args).exit_code == 0
    (file,) = (tmp_path / "gold").glob("*.json")
    gold = json.loads(file.read_text("utf-8"))
    assert (gold["id"], gold["events"][0]["status"], gold["quotations"]) == ("a", "future", [])
    args[args.index("anyone")] = "Bob"
    args[-1] = str(tmp_path / "bob")
    CliRunner().invoke(commands, args)
    assert list((tmp_path / "bob").glob("*.json")) == []


def test_gold_finds_every_span_by_its_words(coded: CodedArticle) -> None:
    gold = gold_of(coded)
    assert gold["quotations"][0]["content"] == ["We will not accept this,", "It must stop,"]
    assert gold["events"][0]["actors"] == [{"code": "NOR GOV", "mention": "Norway"}]
    assert gold["noise"] == ["By Clara Whitmore"] and "confidence" not in json.dumps(gold)


def test_a_change_of_type_takes_the_mode_of_the_other_type_away() -> None:
    found = changes(EVENT, "events", typed(EVENT, "events") | {"type": "SANCTION"})
    assert (found["type"], found["mode"]) == ("SANCTION", None)
    assert isinstance(Event.model_validate(EVENT.model_dump() | found), Event)
