"""The scheduler, and that one round at a time is done."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from feed_server import Site, page, rss, serving
from typer.testing import CliRunner

from dragoman import Coder
from dragoman.cli.app import app
from dragoman.monitor import lease as leases
from dragoman.monitor import scheduler as scheduling
from dragoman.monitor.feeds import Feeds, now
from dragoman.monitor.lease import BusyError, Lease
from dragoman.monitor.scheduler import Cycle, Scheduler, Settings, cycle
from dragoman.monitor.watches import Watches
from dragoman.store import Store


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def settings(folder: Path) -> Settings:
    return Settings(str(folder), allow_hosts=("127.0.0.1",), pause=0)


def soon(true: Callable[[], object], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.02)


def test_a_cycle_reads_watches_and_delivers(
    tmp_path: Path, site: Site, coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduling, "load_coder", lambda *_: coder)
    site.put("/one", page("one"))
    with Store(tmp_path / "s") as store:
        Feeds(store).add(site.put("/feed", rss("/one")))
        Watches(store).add("all", "new", {})
    done = cycle(settings(tmp_path / "s"))
    assert done.errors == [] and done.round and done.round.added.new == 1 and done.round.well
    assert done.alerts >= 1 and done.delivered and done.delivered.well and done.ended


def test_a_cycle_codes_as_the_settings_say(
    tmp_path: Path, site: Site, coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(scheduling, "load_coder", lambda *given: asked.append(given) or coder)
    site.put("/one", page("one"))
    with Store(tmp_path / "s") as store:
        Feeds(store).add(site.put("/feed", rss("/one")))
    own = tmp_path / "own.yaml"
    assert cycle(replace(settings(tmp_path / "s"), ontology=own, attributions=True)).errors == []
    assert set(asked) == {(None, None, own, True)}


def test_the_coder_of_the_process_has_the_encoder_where_that_was_asked_for() -> None:
    assert scheduling.load_coder(None, None, None, True).made_by["encoder"]


def test_each_part_fails_for_itself(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> Coder:
        raise ValueError("no pipeline")

    monkeypatch.setattr(scheduling, "load_coder", fails)
    monkeypatch.setenv("DRAGOMAN_WEBHOOK_SECRET", "short")
    with Store(tmp_path / "s") as store:
        Feeds(store).add(site.put("/feed", rss("/one")))
    done = cycle(settings(tmp_path / "s"))
    assert [line.partition(":")[0] for line in done.errors] == ["feeds", "delivery"]
    with Store(tmp_path / "s") as store:
        (row,) = Feeds(store).articles.rows()
        assert (row["state"], row["tries"]) == ("waiting", 0), "no article is to blame"
    (tmp_path / "file").write_text("no store")
    assert cycle(settings(tmp_path / "file")).errors[0].startswith("store: ")


def test_cycles_follow_each_other_until_it_is_stopped(tmp_path: Path) -> None:
    cycles: list[Cycle] = []
    with Scheduler(settings(tmp_path / "s"), every=0.05, own_process=False, told=cycles.append) as scheduler:
        soon(lambda: len(cycles) >= 3)
        assert scheduler.status.running and scheduler.status.last
        with pytest.raises(RuntimeError):
            scheduler.start()
    assert not scheduler.status.running
    number = len(cycles)
    time.sleep(0.2)
    assert len(cycles) == number


def test_it_can_be_woken_and_survives_a_listener_that_fails(tmp_path: Path) -> None:
    seen: list[Cycle] = []

    def told(done: Cycle) -> None:
        seen.append(done)
        raise RuntimeError("deaf")

    with Scheduler(settings(tmp_path / "s"), every=3600, own_process=False, told=told) as scheduler:
        soon(lambda: scheduler.status.next_at)
        scheduler.wake()
        soon(lambda: len(seen) == 2)
    with pytest.raises(ValueError, match="every is 0"):
        Scheduler(settings(tmp_path / "s"), every=0)


def test_the_work_is_done_in_another_process_and_goes_on_when_that_dies(tmp_path: Path, site: Site) -> None:
    with Store(tmp_path / "s") as store:
        Feeds(store).add(site.put("/feed", rss()))
    cycles: list[Cycle] = []
    with Scheduler(settings(tmp_path / "s"), every=3600, told=cycles.append) as scheduler:
        soon(lambda: len(cycles) == 1)
        assert cycles[0].errors == [] and cycles[0].round and cycles[0].round.not_well == [f"{site.url}/feed"]
        assert scheduler._worker and scheduler._worker._pool
        for process in (scheduler._worker._pool._processes or {}).values():
            process.kill()
        for number in (2, 3):  # the death may be noticed with the next cycle only
            scheduler.wake()
            soon(lambda number=number: len(cycles) == number)  # type: ignore[misc]
        assert cycles[2].errors == [] and cycles[2].round and cycles[2].round.feeds == 1


def test_stopping_leaves_what_was_not_begun_for_the_next_time(tmp_path: Path, site: Site, coder: Coder) -> None:
    from dragoman.monitor.polite import PoliteFetcher
    from dragoman.monitor.rounds import run_round
    from dragoman.reading import Fetcher

    for number in range(6):
        site.put(f"/{number}", page(str(number)))
    stop = threading.Event()
    with Store(tmp_path / "s") as store:
        Feeds(store).add(site.put("/feed", rss(*(f"/{number}" for number in range(6)))))

        def loaded() -> Coder:
            stop.set()
            return coder

        fetch = PoliteFetcher(Fetcher(allow_hosts={"127.0.0.1"}), pause=0)
        done = run_round(store, loaded, fetch, stop=stop)
        assert done.well and done.added.new + done.waiting == 6 and done.waiting >= 5
        again = run_round(store, lambda: coder, fetch)
        assert again.added.new == done.waiting


def test_one_process_at_a_time_reads_the_feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "s"
    with Store(folder) as one, Store(folder) as other:
        mine, theirs = Lease(one), Lease(other)
        with mine.held():
            mine.renew()
            with pytest.raises(BusyError):
                theirs.renew()
            ended = CliRunner().invoke(app, ["feed", "run", "--store", str(folder)])
            assert ended.exit_code == 0 and "left to it" in ended.stderr
            assert "another process" in cycle(settings(folder)).errors[0]
        with theirs.held(), pytest.raises(BusyError):
            mine.renew()
        mine.renew()
        later = now() + leases.HELD + timedelta(seconds=1)
        monkeypatch.setattr(leases, "now", lambda: later)
        theirs.renew()  # whoever had it has crashed
        mine.release()
        with pytest.raises(BusyError):
            mine.renew()


@pytest.mark.skipif(os.name != "posix", reason="processes of POSIX")
def test_a_process_that_is_gone_holds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    with Store(tmp_path / "s") as store:
        with monkeypatch.context() as patch:
            patch.setattr(leases.os, "getpid", lambda: int(ended.stdout))
            Lease(store).renew()
        with monkeypatch.context() as patch:
            patch.setattr(leases, "_here", lambda: "elsewhere/")
            with pytest.raises(BusyError):
                Lease(store).renew()
        Lease(store).renew()
        with pytest.raises(BusyError):
            Lease(store).renew()
