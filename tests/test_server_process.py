"""`dragoman serve` as a process: it begins rounds and ends them, leaves nobody behind, keeps its secrets."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from feed_server import page, rss, serving
from making import made

from dragoman.monitor.delivery import Deliveries
from dragoman.monitor.environment import senders
from dragoman.monitor.feeds import Feeds
from dragoman.monitor.watches import Watches
from dragoman.store import Store

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")

SECRET = "a secret that signs webhooks"  # noqa: S105
PATH = "services/T0/B0/xyz-in-the-path"


@contextlib.contextmanager
def served(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A desk as a process, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    args = [sys.executable, "-m", "dragoman", "serve", "--store", str(folder), "--port", str(port), *options]
    environment = os.environ | {"DRAGOMAN_WEBHOOK_SECRET": SECRET}
    process = subprocess.Popen(args, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


def soon(true: Callable[[], object], seconds: float = 120) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.1)


def answered(address: str) -> httpx.Response | None:
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(address, timeout=30)
    return None


def children(process: int) -> list[int]:
    """The processes that a process began and that are alive."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parts = (entry / "stat").read_text("utf-8").rpartition(")")[2].split()
            if int(parts[1]) == process and parts[0] != "Z":
                found.append(int(entry.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")
def test_it_reads_gives_alerts_and_ends_with_all_that_it_began(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    with serving() as site:
        site.put("/one", page("one"))
        site.put("/bad", b"", 500)
        with Store(folder) as store:
            Feeds(store).add(site.put("/feed", rss("/one")))
            Feeds(store).add(f"{site.url}/bad")
            Watches(store).add("all", "new", {})
            Deliveries(store, senders()).add("room", "webhook", f"{site.url}/{PATH}")
        with served(folder, "--allow-host", "127.0.0.1", "--every", "3600") as (process, url):
            soon(lambda: done_once(url))
            told = ("1 article added", "broken", "all: NOR GOV")
            soon(lambda: all(words in pages_of(url) for words in told), 30)  # the copy is some seconds behind
            pages = pages_of(url)
            assert SECRET not in pages and PATH not in pages
            began = children(process.pid)
            assert began
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=30)
            soon(lambda: not any(Path(f"/proc/{one}").exists() for one in began), 10)
    assert process.returncode in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
    assert "the desk is at" in log and "round: 2 feeds read" in log and "Traceback" not in log
    assert SECRET not in log and PATH not in log


def pages_of(url: str) -> str:
    found = (answered(url + path) for path in ("/", "/feeds", "/watches", "/alerts", "/api/feeds"))
    return "".join(page.text for page in found if page is not None)


def done_once(url: str) -> bool:
    got = answered(f"{url}/api/feeds")
    return got is not None and got.json()["rounds"]["last"] is not None


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")
def test_who_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:
        store.add([made("a")])
    with served(tmp_path / "s") as (process, _):
        soon(lambda: len(children(process.pid)) >= 2)  # the worker, and what counts its semaphores
        began = children(process.pid)
        process.kill()
        process.wait()
        soon(lambda: not any(Path(f"/proc/{one}").exists() for one in began), 60)


def test_without_rounds_nothing_is_begun(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:
        Feeds(store).add("http://127.0.0.1:9/feed")
    with served(tmp_path / "s", "--no-rounds") as (process, url):
        soon(lambda: answered(url))
        told = httpx.get(f"{url}/api/feeds").json()
        assert told["rounds"] is None and told["items"][0]["state"] == "new" and children(process.pid) == []
        process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=30)
        assert "Traceback" not in log
