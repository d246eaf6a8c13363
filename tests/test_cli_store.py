"""The questions on the command line, and looking after a store."""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from making import made
from typer.testing import CliRunner

from dragoman.cli.app import app
from dragoman.store import Store


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a few articles about two pairs of countries, in two months."""
    folder = tmp_path_factory.mktemp("questions") / "store"
    with Store(folder) as store:
        store.add(
            [
                made("one", date="2025-03-03"),
                made("two", type="ASSAULT", date="2025-03-20", published="2025-03-21", place="Bergen"),
                made("three", actor="IRN MIL", recipient="NOR GOV", date="2025-04-02", published="2025-04-02"),
                made("four", type="CONSULT", actor="IGO UN", recipient="IRN GOV", date=None, published="2025-04-05"),
                made(
                    "five", type="AID", actor="FRA GOV", recipient="TCD REB", published=None, date=None, confidence=0.3
                ),
            ]
        )
    return folder


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    with Store(folder, read_only=True) as opened:
        yield opened


def run(*arguments: object, status: int = 0) -> str:
    """What a command prints."""
    ended = CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})
    assert ended.exit_code == status, ended.output
    return ended.output


def rows(*arguments: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(*arguments).splitlines()]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("", ["five", "four", "one", "three", "two"]),
        ("--actor NOR", ["one", "two"]),
        ("--actor IRN --actor FRA", ["five", "three"]),
        ("--recipient NOR", ["three"]),
        ("--recipient 'IRN GOV'", ["four", "one", "two"]),
        ("--country IRN", ["four", "one", "three", "two"]),
        ("--actor 'IGO UN'", ["four"]),
        ("--actor nordland", ["five", "four", "one", "three", "two"]),
        ("--pair NOR-IRN", ["one", "three", "two"]),
        ("--pair 'NOR GOV:IRN MIL'", ["three"]),
        ("--pair IRN-NOR --type assault", ["two"]),
        ("--sector REB", ["five"]),
        ("--sector IGO", ["four"]),
        ("--mode disapprove", ["one", "three"]),
        ("--quad 4 --quad 2", ["five", "two"]),
        ("--status future", []),
        ("--place berg", ["two"]),
        ("--place NOR --min-confidence 0.5", ["four", "one", "three", "two"]),
        ("--context legal --context military", ["five", "four", "one", "three", "two"]),
        ("--text 'raid near bergen'", ["two"]),
        ("--since 2025-04", ["four", "three"]),
        ("--until 2025-03-19", ["one"]),
        ("--since 2025-03-20 --until 2025-03", ["two"]),
        ("--until 2024", []),
        ("--article four", ["four"]),
        ("--min-sources 2", []),
        ("--outlet harbor --limit 2 --sort id", 2),
    ],
)
def test_filters_of_events(store: Store, given: str, found: list[str] | int) -> None:
    words = shlex.split(given)
    filters: dict[str, Any] = {}
    for name, value in zip(words[::2], words[1::2], strict=True):
        filters.setdefault(name.removeprefix("--").replace("-", "_"), []).append(value)
    for name in ("sort", "limit"):
        if name in filters:
            filters[name] = {"sort": str, "limit": int}[name](filters[name][0])
    answer = store.events(**filters).rows()
    if isinstance(found, int):
        assert len(answer) == found
    else:
        assert sorted(row["article"] for row in answer) == found


def test_rows_are_sorted_and_the_newest_come_first_by_themselves(folder: Path) -> None:
    days = [row["day"] for row in rows("events", "-s", folder)]
    assert days == ["2025-04-05", "2025-04-02", "2025-03-20", "2025-03-03", None]
    scores = [row["score"] for row in rows("events", "-s", folder, "--sort", "score", "-n", 2)]
    assert scores == [-9.0, -2.0]


def test_a_day_that_the_text_does_not_tell_is_not_invented(folder: Path) -> None:
    (row,) = rows("events", "-s", folder, "--article", "four")
    assert row["date"] is None and row["day"] == "2025-04-05" == row["published"]


def test_quotations_are_searched_by_stemmed_words(folder: Path, store: Store) -> None:
    assert len(rows("quotes", "-s", folder, "--text", "accepting")) == 5
    assert [row["article"] for row in store.quotes(text="accept three").rows()] == ["three"]
    assert [row["speaker_code"] for row in store.quotes(actor="IGO UN").rows()] == ["IGO UN"]
    assert store.quotes(speaker="minister", kind="indirect").rows() == []


def test_articles_are_searched_and_what_was_added_since_is_found(folder: Path, tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        store.add([made("a", body="The ceasefires hold in the north.")])
        assert [row["id"] for row in store.articles(text="ceasefire holding").rows()] == ["a"]
        store.add([made("b", body="A ceasefire was held up."), made("a", body="Nothing holds.")])
        assert [row["id"] for row in store.articles(text="ceasefire").rows()] == ["b"]
        assert sorted(row["article"] for row in store.quotes(text="accept").rows()) == ["a", "b"]
        with pytest.raises(ValueError, match="no word in it"):
            store.articles(text="!?")
    assert [row["id"] for row in rows("articles", "-s", folder, "--text", "Bergen raid")] == ["two"]


def test_allegations_agreements_and_articles(folder: Path, store: Store) -> None:
    assert [r["article"] for r in rows("allegations", "-s", folder, "--pair", "FRA-TCD")] == ["five"]
    assert len(rows("allegations", "-s", folder, "--instrument", "harbor", "--recipient", "IRN")) == 3
    assert len(rows("agreements", "-s", folder, "--pair", "NOR-IRN", "--stage", "in_force")) == 3
    assert rows("agreements", "-s", folder, "--actor", "TCD REB")[0]["name"] == "the Harbor Treaty"
    assert [r["id"] for r in rows("articles", "-s", folder, "--pair", "NOR-IRN", "--sort", "id")] == [
        "one",
        "three",
        "two",
    ]
    assert rows("articles", "-s", folder, "--type", "AID")[0]["quotations"] == 1


def test_the_same_rows_in_every_form(folder: Path, tmp_path: Path) -> None:
    import pyarrow.parquet

    plain = rows("events", "-s", folder, "--sort", "id")
    table = list(csv.DictReader(io.StringIO(run("events", "-s", folder, "--sort", "id", "-f", "csv"))))
    assert [row["id"] for row in table] == [row["id"] for row in plain]
    assert table[0]["actors"] == ";".join(plain[0]["actors"])
    run("events", "-s", folder, "--sort", "id", "-f", "parquet", "-o", tmp_path / "events.parquet")
    assert pyarrow.parquet.read_table(tmp_path / "events.parquet")["id"].to_pylist() == [row["id"] for row in plain]
    run("events", "-s", folder, "-o", tmp_path / "events.jsonl")
    assert len((tmp_path / "events.jsonl").read_text("utf-8").splitlines()) == 5
    assert "NOR GOV → IRN GOV" in run("events", "-s", folder, "-f", "table")
    assert "nothing found" in run("events", "-s", folder, "-f", "table", "--until", "1999")


def test_the_python_api_gives_arrow_pandas_and_polars(folder: Path) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("polars")
    with Store(folder, read_only=True) as store:
        answer = store.events(type=["ACCUSE", "AID"], sort="id")
        ids = [row["id"] for row in answer]
        assert answer.count() == 3 == answer.arrow().num_rows
        assert list(answer.pandas()["id"]) == ids == answer.polars()["id"].to_list()


BAD = [
    ({"type": "SHOUT"}, "it should be one of AGREE"),
    ({"pair": "USA"}, "is no pair"),
    ({"since": "soon"}, "is no date"),
    ({"status": "maybe"}, "actual, future"),
    ({"sort": "colour"}, "cannot be sorted by 'colour'"),
    ({"quad": 7}, "one of 1, 2, 3, 4"),
    ({"sector": "XYZ"}, "sector is 'XYZ'"),
    ({"limit": -1}, "limit is -1"),
    ({"min_confidence": 2}, "between 0 and 1"),
]


@pytest.mark.parametrize(("given", "said"), BAD)
def test_a_value_that_is_none_is_refused_and_the_good_ones_are_named(store: Store, given: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        store.events(**given)


def test_wrong_use_is_said_without_a_traceback(folder: Path) -> None:
    assert "it should be one of" in run("events", "-s", folder, "--type", "SHOUT", status=2)
    assert "name it, with --output" in run("events", "-s", folder, "--format", "parquet", status=2)


def test_a_filter_that_does_not_exist_names_those_that_do(store: Store) -> None:
    with pytest.raises(ValueError, match="agreements have no filter 'mode'; they have actor, added_after, article"):
        store.agreements(mode="x")
    with pytest.raises(ValueError, match="no column 'x'"):
        store.events(columns=["x"])


def test_a_store_that_is_not_there_is_said_in_a_line(tmp_path: Path) -> None:
    assert run("events", "-s", tmp_path / "none", status=1).startswith("dragoman: no store at")


def test_values_never_become_sql(folder: Path) -> None:
    nasty = "x' OR '1'='1"
    assert rows("events", "-s", folder, "--article", nasty, "--place", "%' --", "--speaker", nasty) == []
    assert rows("quotes", "-s", folder, "--speaker", "%") == []


def test_show_gives_the_evidence_in_context_and_decisions(folder: Path, tmp_path: Path) -> None:
    with Store(folder) as store:
        id = next(store.coded(["one"])).events[0].id
        store.decide(id, "accepted", by="ada", note="seen")
    shown = run("show", id, "-s", folder)
    for said in (
        "Nordland condemns raid one",
        "ACCUSE",
        "“condemned” (19:28)",
        "on Monday, report one",
        "accepted by ada",
    ):
        assert said in shown
    assert "Harbor Treaty" in run("show", "two", "-s", folder)
    assert "nothing in" in run("show", "zzz", "-s", folder, status=1)


def test_a_query_can_read_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    from dragoman.store.address import address
    from dragoman.store.sql import QueryError, query, reading

    assert rows("sql", "-s", folder, "SELECT count(*) AS n FROM events;") == [{"n": 5}]
    assert run("sql", "-s", folder, "DELETE FROM events", status=1).startswith("dragoman: a query is one SELECT")
    connection = reading(address(folder))
    for asked in (
        "DELETE FROM events",
        "SELECT 1; SELECT 2",
        f"COPY (SELECT 1) TO '{tmp_path / 'x.csv'}'",
        f"FROM read_text('{tmp_path}/*')",
        "SELECT * FROM read_csv('/etc/hostname')",
        f"ATTACH '{tmp_path / 'y.db'}'",
        "SET threads = 1",
        "SELEC 1",
    ):
        with pytest.raises(QueryError):
            query(connection, asked)
    connection.close()
    assert list(tmp_path.iterdir()) == []


def test_a_timeline_counts_by_quad_class_and_is_drawn(folder: Path, store: Store, tmp_path: Path) -> None:
    assert rows("timeline", "NOR", "IRN", "-s", folder, "-f", "jsonl") == [
        {
            "period": "2025-03-01",
            "verbal_cooperation": 0,
            "material_cooperation": 0,
            "verbal_conflict": 1,
            "material_conflict": 1,
            "events": 2,
            "score": -5.5,
        },
        {
            "period": "2025-04-01",
            "verbal_cooperation": 0,
            "material_cooperation": 0,
            "verbal_conflict": 1,
            "material_conflict": 0,
            "events": 1,
            "score": -2.0,
        },
    ]
    weeks = [str(row["period"]) for row in store.timeline(by="week").rows()]
    assert weeks == ["2025-03-03", "2025-03-17", "2025-03-31"]
    assert "-5.5" in run("timeline", "NOR", "IRN", "-s", folder, "-f", "table")
    pytest.importorskip("matplotlib")
    for ending, head in ((".png", b"\x89PNG"), (".svg", b"<?xml")):
        run("timeline", "NOR", "-s", folder, "-o", tmp_path / f"t{ending}")
        assert (tmp_path / f"t{ending}").read_bytes().startswith(head)
    assert "one or two" in run("timeline", "NOR", "IRN", "USA", "-s", folder, status=2)
    assert "day, week, month" in run("timeline", "-s", folder, "--by", "year", status=2)


def test_a_network_says_who_acts_on_whom(folder: Path, store: Store, tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    edges = {(row["actor"], row["recipient"]): row["events"] for row in rows("network", "-s", folder, "-f", "jsonl")}
    assert edges == {("NOR", "IRN"): 2, ("IRN", "NOR"): 1, ("IGO UN", "IRN"): 1, ("FRA", "TCD"): 1}
    assert {row["actor"] for row in store.network("code", since="2025-04").rows()} == {"IRN MIL", "IGO UN"}
    run("network", "-s", folder, "-o", tmp_path / "n.graphml")
    graph = networkx.read_graphml(tmp_path / "n.graphml")
    assert graph["NOR"]["IRN"]["events"] == 2 and graph["NOR"]["IRN"]["score"] == -5.5
    pytest.importorskip("matplotlib")
    run("network", "-s", folder, "-o", tmp_path / "n.png")
    assert (tmp_path / "n.png").read_bytes().startswith(b"\x89PNG")


def test_parties_that_act_together_count_both_ways_round(tmp_path: Path) -> None:
    from dragoman import Party

    met = made("met", type="CONSULT", recipient="")
    event = met.events[0].model_copy(update={"actors": (Party.of("NOR GOV"), Party.of("IRN GOV"))})
    with Store(tmp_path) as store:
        store.add([met.model_copy(update={"events": (event,)})])
        assert [(r["actor"], r["recipient"]) for r in store.network().rows()] == [("IRN", "NOR"), ("NOR", "IRN")]
        assert store.events(pair="IRN-NOR").count() == 1


def test_looking_after_a_store(folder: Path) -> None:
    assert json.loads(run("store", "info", "-s", folder))["articles"] == 5
    assert "all is right" in run("store", "check", "-s", folder)
    assert "files before" in run("store", "compact", "-s", folder)


def test_what_a_person_decides_is_kept(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with Store(store) as opened:
        opened.add([made("a")])
    id = made("a").events[0].id
    decide = ("decide", id, "corrected", "--by", "ada", "-s", store)
    assert f"{id} corrected by ada" in run(*decide, "--set", "status=future", "--set", "quad=4")
    (row,) = rows("events", "-s", store)
    assert (row["status"], row["quad"], row["decision"]) == ("future", 4, "corrected")
    assert "should be FIELD=VALUE" in run(*decide, "--set", "status", status=2)
    assert "it should be one of accepted" in run("decide", id, "maybe", "--by", "ada", "-s", store, status=2)
    assert "nothing in" in run("decide", "zzz", "accepted", "--by", "ada", "-s", store, status=1)


def test_coding_into_a_store(tmp_path: Path, examples: Path) -> None:
    story = str(examples / "story.txt")
    assert "1 article added" in run("add", story, "-s", tmp_path / "store")
    coded = run("code", story, "--store", tmp_path / "store", "-f", "jsonl")
    assert "0 articles added" in coded and "1 there already" in coded
    assert "this version" in run("recode", "-s", tmp_path / "store")
    assert "leave it out" in run("code", story, "--store", tmp_path / "s", "--min-confidence", "0.5", status=2)
    assert "no such file" in run("add", tmp_path / "none.txt", "-s", tmp_path / "store", status=1)
