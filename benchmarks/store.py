"""How the store grows: size, time to add 1,000 articles, and six questions, at 10,000, 100,000 and 1,000,000 events.

`python -m benchmarks store [--events N ...] [--folder F]`. Articles are invented (benchmarks/generate.py), twenty
events each, in the order of their days, as they would come. With a folder, what is there already is not made again.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.generate import A_DAY, EVENTS, FIRST, Generator
from dragoman import Store

ROUNDS = 5
BATCH = 500


def questions(store: Store, articles: int) -> dict[str, Callable[[], Any]]:
    """Six that an analyst asks, about the last quarter of what is there."""
    from datetime import timedelta

    day = FIRST + timedelta(days=int(articles / A_DAY * 0.75))
    month, year = f"{day:%Y-%m}", f"{day:%Y}"
    return {
        "events of a pair in a month": lambda: store.events(pair="USA-RUS", since=month, until=month).arrow(),
        "sanctions by an actor, 100 surest": lambda: store.events(
            actor="USA GOV", type="SANCTION", sort="-confidence", limit=100
        ).arrow(),
        "timeline of a pair, by month": lambda: store.timeline(pair="RUS-UKR").arrow(),
        "network of a year": lambda: store.network(since=year, until=year).arrow(),
        "quotations, full text": lambda: store.quotes(text=_word(), limit=50).arrow(),
        "clusters of two sources in a month": lambda: store.clusters(
            country="CHN", since=month, until=month, min_sources=2
        ).arrow(),
    }


def _word() -> str:
    return Generator()._words[7]


def grow(folder: Path, articles: int, console: Console) -> tuple[float, float]:
    """Fills a store up to a number of articles, then adds 1,000 more. Gives the seconds of both."""
    with Store(folder) as store:
        there = store.info()["articles"]
        generator = Generator()
        began = time.perf_counter()
        if there < articles:
            for done, _ in enumerate(store.adding(generator.articles(articles - there, there), batch=BATCH), start=1):
                if done % 20 == 0:
                    console.print(
                        f"  {there + done * BATCH:,} articles, {time.perf_counter() - began:.0f} s", style="dim"
                    )
                    store.compact(keep_hours=0)
        filled = time.perf_counter() - began
        store.compact(keep_hours=0)
        more = list(Generator(seed=articles).articles(1000, max(there, articles)))
        began = time.perf_counter()
        store.add(more)
        return filled, time.perf_counter() - began


def measure(folder: Path) -> dict[str, float]:
    """Median milliseconds of each question, over some rounds after one that warms up."""
    found = {}
    with Store(folder, read_only=True) as store:
        for name, ask in questions(store, store.info()["articles"]).items():
            times = []
            for _ in range(ROUNDS + 1):
                began = time.perf_counter()
                ask()
                times.append(1000 * (time.perf_counter() - began))
            found[name] = statistics.median(times[1:])
    return found


def size(folder: Path) -> tuple[float, int]:
    """Megabytes and number of files of a store's tables and catalog, without the search index."""
    files = [Path(path) / name for path, _, names in os.walk(folder) for name in names if name != "search.duckdb"]
    return sum(file.stat().st_size for file in files) / 1e6, len(files)


def main(argv: Sequence[str]) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks store")
    parser.add_argument("--events", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args(argv)
    console = Console()
    with tempfile.TemporaryDirectory() as made:
        folder = (options.folder or Path(made)) / "store"
        columns: dict[str, dict[str, str]] = {}
        for events in sorted(options.events):
            _, added = grow(folder, events // EVENTS, console)
            with Store(folder) as store:
                store.compact(keep_hours=0)
                faults = store.check()
            megabytes, files = size(folder)
            rows = {
                "size on disk, MB": f"{megabytes:.0f}",
                "files": str(files),
                "adding 1,000 articles, s": f"{added:.1f}",
            }
            rows |= {f"{name}, ms": f"{ms:.0f}" for name, ms in measure(folder).items()}
            columns[f"{events:,} events"] = rows | {"faults that check finds": str(len(faults))}
            _print(console, columns)


def _print(console: Console, columns: dict[str, dict[str, str]]) -> None:
    table = Table("", *columns)
    for name in next(iter(columns.values())):
        table.add_row(name, *(column[name] for column in columns.values()))
    console.print(table)
