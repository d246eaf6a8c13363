"""The desk under way: the first byte of each kind of answer, and many readers while feeds are read.

`python -m benchmarks desk [--events N] [--rate N] [--seconds S] [--folder F]`. A store is made of invented articles
(benchmarks/generate.py); the real `dragoman serve` is started over it as a process, and reads feeds of a server on
loopback whose articles never end. First bytes are timed of answers that nobody asked for before and of the same once
more; then a second process reads all kinds of pages at a steady rate (benchmarks/load.py).
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

from benchmarks.generate import EVENTS, Generator
from dragoman import Agreement, Allegation, CodedArticle, Span, Store
from dragoman.monitor.feeds import Feeds
from dragoman.monitor.watches import Watches
from dragoman.records import record_id

HOSTS = 4
"""Hosts that feeds are on, each asked once a second at most."""

LISTED = 15
"""Articles that a feed lists."""

MOST = 40
"""Addresses of a kind that are asked for."""

EACH = 5
"""Addresses of each kind whose first bytes are timed."""

WARM = 60.0
"""Seconds in which the desk has to be ready."""


def claims(articles: Iterator[CodedArticle]) -> Iterator[CodedArticle]:
    """The articles, one in five with an allegation and an agreement too."""
    for n, article in enumerate(articles):
        if n % 5:
            yield article
            continue
        first, second = article.events[0], article.events[1]
        one, other = (_codes(event) for event in (first, second))
        accused = Allegation(
            id=record_id(article.id, "legal", 0),
            accuser=one[0],
            accused=one[1],
            instrument=Span.model_construct(**first.trigger.model_dump()),
            span=Span.model_construct(**first.sentence.model_dump()),
            confidence=0.7,
        )
        agreed = Agreement(
            id=record_id(article.id, "pact", 0),
            name=Span.model_construct(**second.trigger.model_dump()),
            kind="treaty",
            parties=tuple(other),
            stage="signed",
            confidence=0.7,
        )
        yield article.model_copy(update={"allegations": (accused,), "agreements": (agreed,)})


def _codes(event: Any) -> list[str]:
    return [party.code for party in (*event.actors, *event.recipients)]


def fill(folder: Path, events: int) -> None:
    """Makes a store of so many events, if it is not there, with watches."""
    with Store(folder) as store:
        there = store.info()["articles"]
        wanted = events // EVENTS
        if there < wanted:
            for done, _ in enumerate(store.adding(claims(Generator().articles(wanted - there, there)), batch=500), 1):
                if done % 10 == 0:
                    store.compact(keep_hours=0)
            store.compact(keep_hours=0)
        watches = Watches(store)
        if not watches.all():
            watches.add("Norway", "new", {"country": "NOR"})
            watches.add("Three sources", "sources:3", {})
            watches.add("Russia and Ukraine", "unusual", {"pair": "RUS-UKR"})


class Press:
    """Servers of feeds on loopback, whose articles never end. To be used in a `with` statement."""

    def __init__(self) -> None:
        self._chance = random.Random(3)  # noqa: S311
        self._told = 0
        self._servers: list[ThreadingHTTPServer] = []
        self.asked = 0

    def __enter__(self) -> Press:
        press = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                press.asked += 1
                body, kind = press.answer(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        for number in range(HOSTS):
            server = ThreadingHTTPServer((f"127.0.0.{number + 1}", 0), Handler)
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self._servers.append(server)
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    @property
    def hosts(self) -> list[str]:
        """The hosts that are served."""
        return [str(server.server_address[0]) for server in self._servers]

    @property
    def feeds(self) -> list[str]:
        """The addresses of the feeds."""
        return [
            f"http://{host}:{server.server_port}/feed" for host, server in zip(self.hosts, self._servers, strict=True)
        ]

    def answer(self, path: str) -> tuple[bytes, str]:
        """What is at a path: a feed of articles that nobody has seen yet, an article, or nothing."""
        if path == "/feed":
            first, self._told = self._told, self._told + LISTED
            items = "".join(
                f"<item><title>News {n}</title><link>/news/{n}</link></item>" for n in range(first, self._told)
            )
            text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Press</title>{items}</channel></rss>'
            return text.encode(), "application/rss+xml"
        if path.startswith("/news/"):
            return self._page(path), "text/html; charset=utf-8"
        return b"", "text/plain"

    def _page(self, path: str) -> bytes:
        told = "".join(f"<p>{' '.join(self._sentence() for _ in range(4))}</p>" for _ in range(8))
        day = time.strftime("%Y-%m-%d")
        meta = f'<meta property="article:published_time" content="{day}">'
        return f"<!doctype html><html lang=en><head><title>{path}</title>{meta}</head><body><article>{told}".encode()

    def _sentence(self) -> str:
        one, other = self._chance.sample(_NAMES, 2)
        return f"{one} {self._chance.choice(_ACTS)} {other} on Monday over {self._chance.choice(_CAUSES)}."


_NAMES = ("Norway", "Iran", "France", "Russia", "Ukraine", "the United States", "China", "Japan", "Egypt", "Kenya")
_ACTS = ("criticized", "condemned", "met officials of", "signed a treaty with", "imposed sanctions on", "praised")
_CAUSES = ("the border", "fishing rights", "a gas pipeline", "detained sailors", "tariffs on grain", "a new base")


@dataclass
class Desk:
    """`dragoman serve` as a process."""

    port: int
    process: subprocess.Popen[str]
    host: str = "127.0.0.1"
    kinds: dict[str, list[str]] = field(default_factory=dict)

    def first_byte(self, path: str) -> float:
        """Milliseconds to the first byte of an answer. Raises ValueError where it is none of those one wants."""
        with contextlib.closing(http.client.HTTPConnection(self.host, self.port, timeout=60)) as connection:
            connection.connect()
            began = time.perf_counter()
            connection.request("GET", path)
            response = connection.getresponse()
            response.read(1)
            took = 1000 * (time.perf_counter() - began)
            response.read()
        if response.status >= 400:
            raise ValueError(f"{path}: {response.status}")
        return took

    def json(self, path: str) -> Any:
        """An answer of the API."""
        with contextlib.closing(http.client.HTTPConnection(self.host, self.port, timeout=60)) as connection:
            connection.request("GET", path)
            return json.loads(connection.getresponse().read())


@contextlib.contextmanager
def serving(folder: Path, *options: str) -> Iterator[Desk]:
    """A desk that answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    args = [sys.executable, "-m", "dragoman", "serve", "--store", str(folder), "--port", str(port), *options]
    process = subprocess.Popen(args, stderr=subprocess.DEVNULL, text=True)
    desk = Desk(port, process)
    try:
        ends = time.monotonic() + WARM
        while True:
            with contextlib.suppress(OSError):
                desk.json("/api/status")
                break
            if time.monotonic() > ends:
                raise RuntimeError(f"the desk is not ready after {WARM:.0f} seconds")
            time.sleep(0.2)
        yield desk
    finally:
        process.terminate()
        process.wait(30)


def kinds(desk: Desk) -> dict[str, list[str]]:
    """Addresses of each kind of page and answer, at least `EACH` of a kind that has more than one."""
    chance = random.Random(5)  # noqa: S311
    events = desk.json("/api/events?limit=500&sort=id")["items"]  # as good as by chance
    clusters = sorted({row["cluster"] for row in events if row["cluster"]})
    articles = sorted({row["article"] for row in events})
    records = [row["id"] for row in events]
    countries = sorted({code for row in events for code in row["actor_countries"]})
    codes = sorted({code for row in events for code in row["actors"]})
    types = sorted({row["type"] for row in events})
    words = sorted({row["trigger"] for row in events})
    for values in (clusters, articles, records, countries, codes, types, words):
        chance.shuffle(values)
        del values[MOST:]
    others = range(3 * EACH)
    pairs = [f"{one}-{other}" for one, other in pairwise(countries)]
    return {
        "overview": [f"/?{n}" for n in others],
        "article": [f"/articles/{one}" for one in articles],
        "record": [f"/records/{one}" for one in records],
        "cluster": [f"/clusters/{one}" for one in clusters],
        "actor, a country": [f"/actors/{one}" for one in countries],
        "actor, a code": [f"/actors/{one.replace(' ', '%20')}" for one in codes],
        "pair": [f"/pairs/{one}" for one in pairs],
        "search: events": [f"/search?what=events&type={one}" for one in types],
        "search: events of a pair": [f"/search?what=events&pair={one}&since=2015-06" for one in pairs],
        "search: quotations, words": [f"/search?what=quotes&text={quote(one)}" for one in words],
        "agreements": [f"/agreements?actor={one}" for one in countries],
        "allegations": [f"/allegations?actor={one}" for one in countries],
        "alerts": [f"/alerts?limit={n + 1}" for n in others],
        "watches": [f"/watches?{n}" for n in others],
        "feeds": [f"/feeds?{n}" for n in others],
        "API: events": [f"/api/events?country={one}" for one in countries],
        "API: clusters": [f"/api/clusters?country={one}&min_sources=2" for one in countries],
        "API: all clusters": [f"/api/clusters?limit={n + 50}" for n in others],
        "API: timeline": [f"/api/timeline?country={one}" for one in countries],
        "API: network": [f"/api/network?since=2015-01-{n + 1:02}" for n in others],
        "API: article": [f"/api/articles/{one}" for one in articles],
        "Atom": [f"/atom/events?country={one}" for one in countries],
        "file": ["/static/desk.css", "/static/charts.js"],
    }


ALIKE = ("overview", "alerts", "watches", "feeds", "API: all clusters", "API: network")
"""Kinds that have one address really; the others of them are asked for to see how long a new answer takes."""

SHARES = {
    "overview": 8,
    "article": 24,
    "record": 4,
    "cluster": 10,
    "actor, a country": 5,
    "actor, a code": 3,
    "pair": 8,
    "search: events": 6,
    "search: events of a pair": 4,
    "search: quotations, words": 2,
    "agreements": 2,
    "allegations": 2,
    "alerts": 3,
    "watches": 1,
    "feeds": 1,
    "API: events": 4,
    "API: clusters": 2,
    "API: all clusters": 1,
    "API: timeline": 2,
    "API: network": 1,
    "API: article": 3,
    "Atom": 2,
    "file": 5,
}
"""Of a hundred and some requests, so many are of each kind. Of a kind some are asked for much more often."""


def mixed(of: dict[str, list[str]], number: int) -> list[str]:
    """So many addresses as readers would ask for them."""
    chance = random.Random(7)  # noqa: S311
    names = chance.choices(list(SHARES), list(SHARES.values()), k=number)
    lists = {name: addresses[:1] if name in ALIKE else addresses for name, addresses in of.items()}
    return [chance.choices(lists[name], [1 / (n + 1) for n in range(len(lists[name]))])[0] for name in names]


def first_bytes(desk: Desk, of: dict[str, list[str]], start: int) -> dict[str, tuple[float, float]]:
    """For each kind the median milliseconds to the first byte of answers that nobody asked for before (the addresses
    from `start` on), and of the same asked for again."""
    found = {}
    for name, addresses in of.items():
        wanted = addresses[start : start + EACH] or addresses
        cold = [desk.first_byte(path) for path in wanted]
        kept = [desk.first_byte(path) for path in wanted]
        found[name] = (statistics.median(cold), statistics.median(kept))
    return found


def measure(folder: Path, rate: float, seconds: float, console: Console) -> dict[str, Any]:
    """All of it. Gives the milliseconds of first bytes by kind and circumstance, and what the readers got."""
    tables: dict[str, dict[str, tuple[float, float]]] = {}
    with serving(folder, "--no-rounds", "--in-memory", "0") as desk:
        of = kinds(desk)
        desk.first_byte("/")  # what is loaded with the first page of all
        tables["not in memory"] = first_bytes(desk, of, EACH)
    with serving(folder, "--no-rounds") as desk:
        settle(desk)
        tables["alone"] = first_bytes(desk, of, EACH)
    with Press() as press:
        with Store(folder) as store:
            feeds = Feeds(store)
            for row in feeds.all():
                feeds.remove(row["url"])
            for url in press.feeds:
                feeds.add(url)
        hosts = [part for host in press.hosts for part in ("--allow-host", host)]
        with serving(folder, "--every", "1", *hosts) as desk:
            settle(desk)
            while press.asked < HOSTS * 3:
                time.sleep(0.2)
            tables["while feeds are read"] = first_bytes(desk, of, 2 * EACH)
            before = desk.json("/api/feeds")["items"]
            console.print(f"reading at {rate:g} a second for {seconds:g} s …", style="dim")
            readers = json.loads(
                subprocess.run(
                    [sys.executable, "-m", "benchmarks.load", desk.host, str(desk.port), str(rate), str(seconds)],
                    input=json.dumps(mixed(of, int(rate * seconds))),
                    capture_output=True,
                    text=True,
                    check=True,
                    cwd=Path(__file__).parents[1],
                ).stdout
            )
            after = desk.json("/api/feeds")["items"]
            readers["read meanwhile"] = sum(row["stored"] for row in after) - sum(row["stored"] for row in before)
            readers["states of feeds"] = sorted({row["state"] for row in after})
    return {"first bytes": tables, "readers": readers}


def settle(desk: Desk) -> None:
    """Waits until the desk reads its copy in memory. Raises RuntimeError where it does not."""
    ends = time.monotonic() + WARM
    while not desk.json("/api/status")["in_memory"]:
        if time.monotonic() > ends:
            raise RuntimeError(f"nothing is in memory after {WARM:.0f} seconds")
        time.sleep(0.2)
    desk.first_byte("/")  # what is loaded with the first page of all


def main(argv: Sequence[str]) -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks desk")
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args(argv)
    console = Console()
    with tempfile.TemporaryDirectory() as made:
        folder = (options.folder or Path(made)) / "store"
        fill(folder, options.events)
        found = measure(folder, options.rate, options.seconds, console)
    names = list(found["first bytes"])
    table = Table("first byte, ms", *(f"{name}, {when}" for name in names for when in ("new", "kept")))
    for kind in SHARES:
        cells = [f"{ms:.0f}" for name in names for ms in found["first bytes"][name][kind]]
        table.add_row(kind, *cells)
    console.print(table)
    for name, value in found["readers"].items():
        console.print(f"{name}: {value}")
    return int(bool(found["readers"]["errors"]))
