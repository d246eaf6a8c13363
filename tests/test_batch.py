"""Many articles over many processes: the same records, none lost, none twice, whatever becomes of the processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from test_cli_store import run as command
from tiny_coder import MADE_BY, DyingSetting, NoSetting, TinySetting

from dragoman import Article, CodedArticle, Store
from dragoman.batch import Aside, Crew, CrewError, Faulty, Run, SetAside, Setting
from dragoman.batch.crew import JOB
from dragoman.reading import BadInput
from dragoman.reading.fields import Defaults
from dragoman.reading.inputs import Reading


def articles(number: int, **texts: str) -> list[Article]:
    """Articles "a0", "a1" …, some of them with a text of their own."""
    return [Article.of(texts.get(f"a{n}", f"Article {n}."), id=f"a{n}", source=f"in.jsonl:{n}") for n in range(number)]


@pytest.fixture
def setting(tmp_path: Path) -> TinySetting:
    return TinySetting(log=tmp_path / "log")


def begun(setting: TinySetting) -> list[str]:
    """The articles whose coding was begun, in the order of it."""
    return setting.log.read_text().split() if setting.log.exists() else []


def code(crew: Crew, units: Sequence[Article]) -> dict[str, object]:
    found = [(unit.id, reply) for unit, reply in crew.code(units)]
    assert len(dict(found)) == len(found), "an article twice"
    return dict(found)


def test_every_article_gets_its_reply_from_any_number_of_workers(setting: TinySetting) -> None:
    replies = []
    for size in (1, 3):
        with Crew(size, setting) as crew:
            assert crew.made_by() == MADE_BY
            replies.append(code(crew, articles(5 * JOB + 1)))
    assert replies[0] == replies[1] and len(replies[0]) == 5 * JOB + 1
    assert all(isinstance(reply, CodedArticle) for reply in replies[0].values())


def test_killed_workers_cost_only_what_they_had_not_finished(setting: TinySetting) -> None:
    units = articles(150, **{f"a{n}": "SLOW" for n in range(150)})
    with Crew(2, setting) as crew:
        crew.made_by()
        coded: dict[str, object] = {}
        kills = 0
        for unit, reply in crew.code(units):
            assert unit.id not in coded, "an article twice"
            coded[unit.id] = reply
            if len(coded) % 30 == 0 and crew.processes:
                os.kill(crew.processes[0], signal.SIGKILL)
                kills += 1
    assert kills >= 3
    assert set(coded) == {unit.id for unit in units}
    assert all(isinstance(reply, CodedArticle) for reply in coded.values())
    assert len(begun(setting)) <= 150 + kills * JOB


def test_an_article_that_ends_its_worker_is_set_aside_and_no_other(setting: TinySetting) -> None:
    with Crew(2, setting) as crew:
        replies = code(crew, articles(20, a3="CRASH", a17="CRASH", a5="FAULT"))
    assert {id for id, reply in replies.items() if isinstance(reply, SetAside)} == {"a3", "a17"}
    assert "SIGKILL" in str(replies["a3"]) and replies["a5"] == Faulty("ZeroDivisionError: by zero")
    assert sum(isinstance(reply, CodedArticle) for reply in replies.values()) == 17
    assert begun(setting).count("a3") <= 3, "with others, and twice alone"


def test_an_article_without_end_is_set_aside(setting: TinySetting) -> None:
    with Crew(1, setting, limit=1.0) as crew:
        replies = code(crew, articles(3, a1="ENDLESS"))
    assert replies["a1"] == SetAside("no end after 1 seconds")
    assert isinstance(replies["a0"], CodedArticle) and isinstance(replies["a2"], CodedArticle)


def test_closing_ends_the_workers_at_once(setting: TinySetting) -> None:
    crew = Crew(2, setting)
    crew.made_by()
    stream = crew.code(articles(40, a0="ENDLESS", a20="ENDLESS"))
    next(stream)
    processes = crew.processes
    began = time.monotonic()
    crew.close()
    assert time.monotonic() - began < 10 and processes
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


@pytest.mark.parametrize(
    ("bad", "reason"), [(NoSetting(), "no model there"), (DyingSetting(), "3 workers ended before .*status 7")]
)
def test_a_coder_that_cannot_be_loaded_is_told(bad: Setting, reason: str) -> None:
    with Crew(1, bad) as crew:
        with pytest.raises(CrewError, match=reason):
            crew.made_by()
        with pytest.raises(CrewError, match=reason):
            list(crew.code(articles(1)))


def test_no_workers_are_none() -> None:
    with pytest.raises(ValueError, match="0 workers; it should be 1 or more"):
        Crew(0, Setting())


def batch(folder: Path, setting: TinySetting, items: Sequence[Article | BadInput], limit: float = 60.0) -> Run:
    with Store(folder / "store") as store, Crew(2, setting, limit=limit) as crew:
        run = Run(store, lambda made_by: Aside(folder / "aside.jsonl", made_by))
        run.all(items, crew)
    return run


def stored(folder: Path) -> set[str]:
    with Store(folder / "store", read_only=True) as store:
        assert store.check() == []
        return {article.id for article in store.coded()}


def test_what_the_store_holds_is_passed_over(tmp_path: Path, setting: TinySetting) -> None:
    with Store(tmp_path / "store") as store, Crew(1, setting) as crew:
        store.add([reply for _, reply in crew.code(articles(3)) if isinstance(reply, CodedArticle)])
    setting.log.unlink()
    first = batch(tmp_path, setting, [*articles(5), BadInput("in.jsonl", 9, "broken")])
    assert (first.coded, first.failures, first.added.new, first.added.unchanged) == (2, 1, 2, 3)
    assert sorted(begun(setting)) == ["a3", "a4"]
    assert stored(tmp_path) == {"a0", "a1", "a2", "a3", "a4"}


def test_what_is_set_aside_is_named_and_not_tried_again(tmp_path: Path, setting: TinySetting) -> None:
    units = articles(4, a2="CRASH")
    first = batch(tmp_path, setting, units)
    assert [where for where, _ in first.set_aside] == ["in.jsonl:2"] and first.coded == 3
    (line,) = (tmp_path / "aside.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["id"] == "a2" and "SIGKILL" in json.loads(line)["reason"]
    setting.log.unlink()
    second = batch(tmp_path, setting, units)
    assert "a2" not in begun(setting)
    assert "in an earlier run" in second.set_aside[0][1]
    assert Article.of("CRASH", id="a2") not in Aside(tmp_path / "aside.jsonl", {"version": "2"}), (
        "another coder may try"
    )


def test_a_file_that_is_no_list_of_what_was_set_aside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "aside.jsonl").write_text('{"id": "a"}\n', "utf-8")
    with pytest.raises(ValueError, match=r"aside.jsonl, line 1: not the line of an article set aside"):
        Aside(tmp_path / "aside.jsonl", MADE_BY)


def test_interrupted_what_was_coded_is_stored(tmp_path: Path, setting: TinySetting) -> None:
    def items() -> Iterator[Article]:
        yield from articles(64)
        raise KeyboardInterrupt

    with Store(tmp_path / "store") as store, Crew(1, setting) as crew:
        run = Run(store, lambda made_by: Aside(tmp_path / "aside.jsonl", made_by))
        with pytest.raises(KeyboardInterrupt):
            run.all(items(), crew)
    assert len(stored(tmp_path)) == run.coded


def test_pages_of_archives_are_read_by_the_workers(examples: Path, tmp_path: Path, setting: TinySetting) -> None:
    items = list(Reading(Defaults()).all([examples / "pages.warc.gz"]))
    assert all(not isinstance(item, Article | BadInput) for item in items) and len(items) == 5, "the German one is out"
    run = batch(tmp_path, setting, items)  # type: ignore[arg-type]
    assert (run.coded, run.refused, run.failures) == (3, 2, 0)
    again = batch(tmp_path, setting, items)  # type: ignore[arg-type]
    assert (again.coded, again.added.unchanged) == (0, 3)


def test_the_example_archive_is_what_its_maker_makes(examples: Path) -> None:
    sys.path.insert(0, str(examples))
    try:
        import make_warc
    finally:
        sys.path.pop(0)
    import gzip

    assert gzip.decompress(make_warc.archive()) == gzip.decompress((examples / "pages.warc.gz").read_bytes())


def test_on_the_command_line_one_and_two_workers_give_the_same_records(examples: Path, tmp_path: Path) -> None:
    found = []
    for number in (1, 2):
        store = tmp_path / f"store{number}"
        said = command("batch", examples, "-s", store, "--workers", number)
        assert "8 articles coded" in said and "2 pages without an article in English" in said
        with Store(store, read_only=True) as opened:
            found.append(list(opened.coded()))
    assert found[0] == found[1]
    again = command("batch", examples, "-s", store, "--workers", 1)
    assert "0 articles coded" in again and "8 there already" in again
    assert "no such file" in command("batch", tmp_path / "none.txt", "-s", store, "--workers", 1, status=1)
    assert "does not" in command("batch", examples, "-s", store, "--ontology", tmp_path / "none.yaml", status=2)
    assert "it should be a date" in command("batch", examples, "-s", store, "--published", "May", status=2)


def test_workers_take_an_ontology_of_the_users_own(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        'types:\n  DISINFORM: {quad: 3, score: -4.5, cameo: "11"}\n'
        'lexicon:\n  - type: DISINFORM\n    verbs: [{words: "spread [falsehood]", to: about}]\n',
        "utf-8",
    )
    text, store = tmp_path / "in.txt", tmp_path / "store"
    text.write_text("Russia spread falsehoods about Estonia on Tuesday.", "utf-8")
    own = ("--ontology", tmp_path / "own.yaml")
    command("batch", text, "-s", store, "--workers", 1, *own)
    with Store(store, read_only=True) as opened:
        (coded,) = opened.coded()
    assert [event.type for event in coded.events] == ["DISINFORM"] and "own.yaml" in (coded.coder or {})["ontology"]
    assert "1 there already" in command("batch", text, "-s", store, "--workers", 1, *own)


def test_stopped_and_begun_again_it_loses_nothing_and_codes_nothing_twice(tmp_path: Path) -> None:
    lines = tmp_path / "in.jsonl"
    story = "France condemned the attack on Sunday. The minister spoke to the press in Paris about it. "
    texts = [{"id": f"s{n}", "text": f"{story * 10}Number {n}."} for n in range(120)]
    lines.write_text("".join(json.dumps(text) + "\n" for text in texts), "utf-8")
    arguments = [sys.executable, "-m", "dragoman", "batch", str(lines), "-s", str(tmp_path / "store"), "-w", "1"]
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def interrupt() -> None:
        with suppress(ProcessLookupError):  # a quick machine may be done
            os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: all processes get it

    threading.Timer(4, interrupt).start()
    _, said = process.communicate(timeout=120)
    assert "Traceback" not in said and process.returncode in (0, 130), said
    first = len(stored(tmp_path))
    ended = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert f"{120 - first} article" in ended.stderr
    assert stored(tmp_path) == {f"s{n}" for n in range(120)}


@pytest.mark.filterwarnings("default")  # Ray's own
def test_over_ray_every_article_gets_its_reply(setting: TinySetting, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray")
    from dragoman.cluster import Cluster

    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))  # where the actors find the tiny coder
    units = articles(3 * JOB + 1, a3="CRASH", a5="FAULT")
    with Cluster("local", 2, setting) as cluster:
        assert cluster.made_by() == MADE_BY
        replies = {unit.id: reply for unit, reply in cluster.code(units)}
    assert set(replies) == {unit.id for unit in units}
    assert isinstance(replies["a3"], SetAside) and isinstance(replies["a5"], Faulty)
    assert sum(isinstance(reply, CodedArticle) for reply in replies.values()) == len(units) - 2


@pytest.mark.slow
def test_over_ray_the_records_are_the_same_though_an_actor_is_killed(examples: Path, tmp_path: Path) -> None:
    lines = tmp_path / "in.jsonl"
    story = "France condemned the attack on Sunday. The minister spoke to the press in Paris about it. "
    texts = [{"id": f"s{n}", "text": f"{story * 10}Number {n}."} for n in range(100)]
    lines.write_text("".join(json.dumps(text) + "\n" for text in texts), "utf-8")
    inputs = [sys.executable, "-m", "dragoman", "batch", str(lines), str(examples), "-w", "2"]
    plain = subprocess.run([*inputs, "-s", str(tmp_path / "plain")], capture_output=True, text=True, check=True)
    assert "108 articles coded" in plain.stderr
    over_ray = [*inputs, "-s", str(tmp_path / "ray"), "--ray", "local"]
    process = subprocess.Popen(over_ray, stderr=subprocess.PIPE, text=True)
    killed = _kill_an_actor()
    _, said = process.communicate(timeout=300)
    assert killed and process.returncode == 0 and "108 articles coded" in said, said
    with Store(tmp_path / "plain", read_only=True) as one, Store(tmp_path / "ray", read_only=True) as other:
        assert list(one.coded()) == list(other.coded())
    again = subprocess.run(over_ray, capture_output=True, text=True, check=True)
    assert "0 articles coded" in again.stderr and "108 there already" in again.stderr


def _kill_an_actor() -> bool:
    """Waits for an actor that codes, lets it work for a moment, kills it."""
    for _ in range(600):
        time.sleep(0.2)
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if path.read_bytes().startswith(b"ray::MapWorker(MapBatches(_Coding"):
                    time.sleep(8)
                    os.kill(int(path.parent.name), signal.SIGKILL)
                    return True
            except OSError:
                continue
    return False


def test_no_cluster_there_is_told(examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ray = pytest.importorskip("ray")

    def init(**_: object) -> None:
        raise ConnectionError("no answer")

    monkeypatch.setattr(ray, "init", init)
    address = ("--ray", "127.0.0.1:1")
    said = command("batch", examples / "story.txt", "-s", tmp_path / "store", "-w", 1, *address, status=1)
    assert "the Ray cluster '127.0.0.1:1' cannot be reached: no answer" in said
    client = ("--ray", "ray://127.0.0.1:10001")
    said = command("batch", examples / "story.txt", "-s", tmp_path / "store", "-w", 1, *client, status=1)
    assert "it should be 'auto', or the head's address" in said
