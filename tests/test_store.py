"""The store: what goes in comes out, what is there stays, what people decided is kept."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from making import made

from dragoman import CodedArticle
from dragoman.records import Event, Record
from dragoman.store import NoStoreError, Store, StoreError, StoreFullError, StoreVersionError
from dragoman.store import schema as tables
from dragoman.store.address import address
from dragoman.store.columns import Layout
from dragoman.store.writing import Added

posix = pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of twenty articles; tests that change it take a copy."""
    folder = tmp_path_factory.mktemp("filled") / "store"
    with Store(folder) as store:
        store.add(made(f"a{n:02}", published=f"2025-03-{n + 1:02}") for n in range(20))
    return folder


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Any:
    shutil.copytree(filled, tmp_path / "store")
    with Store(tmp_path / "store") as opened:
        yield opened


def test_what_goes_in_comes_out_field_by_field(tmp_path: Path, coded: CodedArticle) -> None:
    bare = CodedArticle(id="bare", text="Nothing happened.")
    with Store(tmp_path / "new" / "store") as store:
        assert store.add([coded, bare, made("x")]).new == 3
        assert list(store.coded()) == [coded, bare, made("x")]
        assert list(store.coded(["x", "no such", coded.id])) == [made("x"), coded]
        assert store.check() == []


def test_a_real_article_survives_and_stays_found_after_a_new_start(tmp_path: Path, coder: Any, examples: Path) -> None:
    article = coder.code((examples / "story.txt").read_text("utf-8"), published="2024-06-20")
    with Store(tmp_path) as store:
        store.add([article])
    with Store(tmp_path, read_only=True) as store:
        assert list(store.coded()) == [article]
        assert store.check() == []


def test_the_same_article_twice_changes_nothing(store: Store) -> None:
    before = store.info()
    again = store.add(made(f"a{n:02}", published=f"2025-03-{n + 1:02}") for n in range(20))
    assert again == Added(unchanged=20)
    assert store.info() == before


def test_one_article_twice_in_a_batch_is_stored_once(store: Store) -> None:
    assert store.add([made("b"), made("b")]) == Added(new=1, unchanged=1)
    assert store.check() == []


def test_another_version_of_the_coder_changes_an_article_only_when_asked(store: Store) -> None:
    newer = made("a03", published="2025-03-04", type="SANCTION", coder="2")
    assert store.add([newer]) == Added(older=1)
    assert next(store.coded(["a03"])).events[0].type == "ACCUSE"
    assert store.add([newer], recode=True) == Added(recoded=1)
    assert next(store.coded(["a03"])) == newer
    assert store.check() == []


def test_an_edited_article_is_a_new_version_and_the_old_text_is_kept(store: Store) -> None:
    edited = made("a03", published="2025-03-04", body="Corrected: nobody was hurt.")
    assert store.add([edited]) == Added(edited=1)
    assert next(store.coded(["a03"])).text.endswith("nobody was hurt.")
    (old,) = store.versions("a03")
    assert old["text"] == made("a03").text and old["version"] == 1
    assert "+Corrected: nobody was hurt." in old["difference"].splitlines()
    assert store.info()["articles"] == 20


def test_recoding_codes_only_what_another_version_made(tmp_path: Path, coder: Any) -> None:
    text = "France condemned the attack on Sunday. The minister spoke to the press in Paris about it."
    fresh = coder.code(text, id="fresh")
    with Store(tmp_path) as store:
        store.add([fresh, fresh.model_copy(update={"id": "stale", "coder": {"version": "0.0.1"}, "events": ()})])
        added = Added()
        for part in store.recode(coder):
            added.plus(part)
        assert added == Added(recoded=1)
        assert next(store.coded(["stale"])).events == coder.code(text, id="stale").events
        assert list(store.recode(coder)) == []


def test_what_people_decided_outlives_a_new_version_of_the_coder(store: Store) -> None:
    ids = [next(store.coded([id])).events[0].id for id in ("a00", "a01", "a02")]
    store.decide(ids[0], "accepted", by="ada")
    store.decide(ids[1], "rejected", by="ada", note="a rumour")
    fixed = store.decide(ids[2], "corrected", by="bob", changes={"type": "AID", "quad": 2})
    assert isinstance(fixed, Event) and fixed.type == "AID"
    # The new version takes all for sanctions, so that the ids of its events are others.
    newer = [made(f"a{n:02}", published=f"2025-03-{n + 1:02}", type="SANCTION", coder="2") for n in range(4)]
    newer[1] = made("a01", published="2025-03-02", coder="2")
    store.add(newer, recode=True)
    kinds = [next(store.coded([f"a{n:02}"])).events[0].type for n in range(4)]
    assert kinds == ["ACCUSE", "ACCUSE", "AID", "SANCTION"]
    four = ["a00", "a01", "a02", "a03"]
    shown = store.events(article=four, sort="article").rows()
    assert [row["id"] for row in shown] == [ids[0], ids[2], newer[3].events[0].id]
    everything = store.events(article=four, rejected=True, sort="article").rows()
    assert [row["decision"] for row in everything] == ["accepted", "rejected", "corrected", None]
    assert [row["note"] for row in store.decisions(ids[1])] == ["a rumour"]
    assert store.check() == []


def test_the_last_decision_holds(store: Store) -> None:
    id = next(store.coded(["a00"])).events[0].id
    store.decide(id, "rejected", by="ada")
    store.decide(id, "accepted", by="bob")
    assert [row["decision"] for row in store.decisions(id)] == ["accepted", "rejected"]
    assert [row["decision"] for row in store.events(article="a00").rows()] == ["accepted"]


REFUSED: list[tuple[Any, Any, str]] = [
    ("maybe", None, "no verdict"),
    ("accepted", {"type": "AID"}, "go with the verdict 'corrected'"),
    ("corrected", None, "go with the verdict 'corrected'"),
    ("corrected", {"kind": "x"}, "'kind' cannot be corrected; it should be one of type, mode"),
    ("corrected", {"id": "x"}, "'id' cannot be corrected"),
    ("corrected", {"quad": 9}, "less than or equal to 4"),
    ("corrected", {"trigger": {"start": 0, "end": 3, "text": "xyz"}}, "not in the text"),
]


def test_a_decision_that_is_none_is_refused(store: Store) -> None:
    id = next(store.coded(["a00"])).events[0].id
    for verdict, changes, said in REFUSED:
        with pytest.raises(ValueError, match=said):
            store.decide(id, verdict, by="ada", changes=changes)
    with pytest.raises(KeyError):
        store.decide("no such", "accepted", by="ada")
    assert store.decisions(id) == []


def test_what_is_pending_when_the_stream_breaks_off_is_committed(tmp_path: Path) -> None:
    def stream() -> Any:
        yield made("first")
        raise KeyboardInterrupt

    with Store(tmp_path) as store:
        with pytest.raises(KeyboardInterrupt):
            store.add(stream())
        assert [article.id for article in store.coded()] == ["first"]


def test_compacting_leaves_few_files_and_every_record(store: Store) -> None:
    before = list(store.coded())
    for n in range(3):
        store.add(made(f"b{n}{m}") for m in range(12))
    files = store.compact(keep_hours=0)
    assert files["after"] <= len(tables.tables())
    assert [article for article in store.coded() if article.id < "b"] == before
    assert store.check() == []


def test_who_writes_often_leaves_few_files(tmp_path: Path) -> None:
    articles = [made(f"a{n:03}", published=f"2025-03-{n % 28 + 1:02}") for n in range(150)]
    with Store(tmp_path) as store:
        files = []
        for _ in store.adding(articles, batch=3):  # fifty commits, each with files of its own
            files.append(store.info()["files"])
        assert files[19] < files[18] / 4 and files[39] < files[38] / 4
        assert sorted(store.coded(), key=lambda article: article.id) == articles
        assert store.check() == []


def test_check_names_what_is_wrong(store: Store) -> None:
    run = store._connection.execute
    run("UPDATE events SET trigger_start = trigger_start + 1 WHERE article = 'a00'")
    run("UPDATE events SET mentions = [{'start': 0, 'end': 2, 'text': 'xx'}] WHERE article = 'a01'")
    run("DELETE FROM parties WHERE article = 'a02' AND side = 'actor'")
    run("DELETE FROM articles WHERE id = 'a03'")
    run("INSERT INTO quotations SELECT * FROM quotations WHERE article = 'a04'")
    faults = "\n".join(store.check())
    for said in (
        "events.trigger: the words are not those of the text",
        "events.mentions: the words are not",
        "events: not as many actors",
        "quotations: of an article that is not there: 'a03'",
        "quotations: the id is there more than once",
    ):
        assert said in faults


def test_check_names_a_file_that_is_lost(store: Store, tmp_path: Path) -> None:
    store.compact(keep_hours=0)
    lost = next((tmp_path / "store" / "data").rglob("**/events/*.parquet"))
    lost.unlink()
    assert store.check() == [f"events: the file {lost} is lost"]


def test_a_store_may_be_moved(filled: Path, tmp_path: Path) -> None:
    shutil.copytree(filled, tmp_path / "elsewhere")
    with Store(tmp_path / "elsewhere", read_only=True) as store:
        assert store.info()["articles"] == 20


def test_reading_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoStoreError, match=r"no store at .*none"):
        Store(tmp_path / "none", read_only=True)
    assert not (tmp_path / "none").exists()


def test_what_is_opened_to_read_cannot_be_written(filled: Path) -> None:
    with Store(filled, read_only=True) as store, pytest.raises(StoreError, match="read only"):
        store.add([made("z")])


def test_a_store_of_a_later_version_is_refused(store: Store, tmp_path: Path) -> None:
    store._connection.execute("UPDATE settings SET value = '999'")
    store.close()
    for read_only in (True, False):
        with pytest.raises(StoreVersionError, match=r"version 999.*newer Dragoman"):
            Store(tmp_path / "store", read_only=read_only)


def test_a_store_that_lacks_a_column_or_a_table_gets_it(store: Store, tmp_path: Path) -> None:
    store._connection.execute("ALTER TABLE events DROP COLUMN cameo")
    store._connection.execute("DROP TABLE versions")
    store.close()
    with Store(tmp_path / "store", read_only=True) as reading:
        assert next(reading.coded(["a00"])).events[0].cameo is None
    with Store(tmp_path / "store") as again:
        assert again.versions("a00") == []
        assert again.check() == []
        assert tables.missing(again._connection) == []


def test_a_migration_runs_once(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.close()
    ran = []
    monkeypatch.setattr(tables, "VERSION", tables.VERSION + 1)
    monkeypatch.setattr(tables, "MIGRATIONS", {1: lambda connection: ran.append(1)})
    monkeypatch.setattr("dragoman.store.store.VERSION", tables.VERSION)
    for _ in range(2):
        with Store(tmp_path / "store") as again:
            assert again.info()["schema"] == 2
    assert ran == [1]


def test_a_field_that_records_get_later_becomes_a_column() -> None:
    class Opinion(Record):
        by: str
        agrees: bool

    class Later(Event):
        third_opinion: Opinion | None = None
        rejected: bool = False
        weights: dict[str, float] | None = None

    layout = Layout(Later, ("actors", "recipients"))
    event = made("a").events[0]
    later = Later(**dict(event), third_opinion=Opinion(by="x", agrees=True), rejected=True, weights={"a": 0.5})
    row = layout.encode(later)
    assert row["rejected"] is True and json.loads(row["third_opinion"]) == {"by": "x", "agrees": True}
    assert Later(**layout.decode(row, actors=event.actors, recipients=event.recipients)) == later
    del row["third_opinion"], row["rejected"], row["weights"]
    older = Later(**layout.decode(row, actors=event.actors, recipients=event.recipients))
    assert older == Later(**dict(event))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("s3://bucket/x", "no address of a store"),
        ("postgresql://host", "names no database"),
        ("postgresql://host:abc/db", "port is no number"),
        ("postgresql://host/db?schema=a;b", "no name of a schema"),
    ],
)
def test_an_address_that_is_none_is_refused(given: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        address(given)


def test_no_password_is_ever_shown(tmp_path: Path) -> None:
    where = address(f"postgresql://ada:s'ecret@127.0.0.1:1/news?data={tmp_path}&connect_timeout=2")
    assert "secret" not in where.shown and where.catalog.startswith("postgres:dbname='news'")
    with pytest.raises(StoreError) as caught:
        Store(f"postgresql://ada:hush-hush@127.0.0.1:1/news?data={tmp_path}&connect_timeout=2")
    assert "hush-hush" not in str(caught.value)


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="is a file"):
        Store(tmp_path / "file")


@posix
def test_a_full_disk_is_a_clear_error_and_loses_nothing(store: Store, tmp_path: Path) -> None:
    import resource
    import signal

    before = list(store.coded())
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limit[1]))
    try:
        with pytest.raises(StoreFullError, match="no room is left"):
            store.add(made(f"c{n:03}", body="A long body. " * 400) for n in range(300))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, ignored)
    store.close()
    with Store(tmp_path / "store") as again:
        assert list(again.coded()) == before
        assert again.check() == []
        assert again.add([made("c000")]).new == 1


def test_importing_the_command_line_imports_no_database() -> None:
    import subprocess

    probe = (
        "import sys\nfrom dragoman.cli.app import app\nimport dragoman.cli.work\n"
        "print(sorted({'duckdb', 'pyarrow', 'rensa', 'matplotlib', 'networkx'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
