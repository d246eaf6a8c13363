"""Pages a second from a web archive: reading it, finding the articles in its pages, coding them, storing them.

    python -m benchmarks archive [--pages 600] [--workers 2] [--keep FILE]

The archive is made of the pages of ../shared/data/html and of the articles of ../shared/data/articles, these as plain
pages, in turn, each under an address of its own. Seconds are those of the processors; those by the clock are printed
too.
"""

from __future__ import annotations

import argparse
import gzip
import html
import itertools
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.cleaning import pages
from benchmarks.growth import Spent
from benchmarks.speed import articles
from dragoman import Store
from dragoman.batch import Aside, Crew, Run, Setting
from dragoman.reading.fields import Defaults
from dragoman.reading.inputs import Reading

sys.path.append(str(Path(__file__).resolve().parents[1] / "examples"))


def bodies(seed: int = 1) -> Iterator[bytes]:
    """Pages without end: one as it lay on the web, one made of an article, in turn."""
    chance = random.Random(seed)  # noqa: S311
    found = [page for page, _ in pages()]
    written = articles(None)
    while True:
        yield chance.choice(found).encode("utf-8", "replace")
        article = chance.choice(written)
        text = "".join(f"<p>{html.escape(line)}</p>" for line in article.text.split("\n"))
        title = html.escape(article.title or "")
        yield f"<html lang='en'><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>".encode()


def write(path: Path, number: int) -> None:
    """Writes an archive of so many pages. Raises FileNotFoundError without the shared folder."""
    from make_warc import record

    with path.open("wb") as file:
        for n, body in enumerate(itertools.islice(bodies(), number)):
            file.write(gzip.compress(record(n, f"https://outlet{n % 60}.example/{n}", body), 6, mtime=0))


def main(argv: Sequence[str]) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks archive", description=__doc__)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, metavar="FILE", help="make the archive here, and leave it")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "pages.warc.gz"
        write(path, options.pages)
        print(f"{options.pages:,} pages, {path.stat().st_size / 1024 / 1024:.1f} MB")
        began = time.process_time()
        read = sum(1 for _ in Reading(Defaults()).all([path]))
        print(f"reading the archive alone: {read / (time.process_time() - began):,.0f} pages a second of a core")
        with Store(Path(folder) / "store") as store, Crew(options.workers, Setting()) as crew:
            crew.made_by()
            run = Run(store, lambda made_by: Aside(Path(folder) / "aside.jsonl", made_by))
            loaded, ours, clock = _spent(crew), time.process_time(), time.monotonic()
            run.all(Reading(Defaults()).all([path]), crew)
            workers, ours, clock = _spent(crew) - loaded, time.process_time() - ours, time.monotonic() - clock
    print(f"{run.coded:,} articles of {run.words / run.coded:.0f} words, {run.refused:,} pages without one")
    print(f"workers: {run.coded / workers:.1f} articles a second of a core")
    print(f"reading and storing: {run.coded / ours:.1f} articles a second of a core")
    print(
        f"by the clock, {options.workers} workers on {os.cpu_count()} cores: {run.coded / clock:.1f} articles a second"
    )


def _spent(crew: Crew) -> float:
    return sum(Spent.of(process).seconds for process in crew.processes)
