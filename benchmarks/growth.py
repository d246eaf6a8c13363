"""Time and memory of `dragoman batch` as the number of articles grows, and what that comes to for a year of news.

    python -m benchmarks growth [--articles 100000] [--words 60] [--workers 2] [--price 0.04]

Articles are made by resampling: paragraphs of ../shared/data/articles, shuffled like cards and dealt until there are so
many words, a hundred articles a day. All cards are dealt before one comes again, some weeks later, so that articles
link to as few others however many there are.
They are coded by worker processes into a store in a folder that is removed afterwards. Time is that of the processors,
for workers and for the process that reads and stores, so that other work on the machine counts for little; memory is
what each process holds.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks.speed import articles
from dragoman import Article, Store
from dragoman.batch import Aside, Crew, Run, Setting

MARKS = (1_000, 3_000, 5_000, *range(10_000, 1_000_000, 5_000))
"""Numbers of articles at which a row is printed."""

YEAR = 26_000_000
"""Articles in English that a year of CC-News brings: 63 million from September 2016 to February 2019 (Liu et al.,
RoBERTa, 2019)."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of processors and megabytes, of one process."""

    seconds: float
    megabytes: float

    @classmethod
    def of(cls, process: int) -> Spent:
        """What a process has spent since it began; nothing where it has ended."""
        folder = Path("/proc") / str(process)
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            pages = int((folder / "statm").read_text().split()[1])
        except OSError:
            return cls(0.0, 0.0)
        ticks = int(fields[11]) + int(fields[12])
        return cls(ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024)


FIRST = date(1990, 1, 1)
DAILY = 100


def resampled(number: int, words: int, seed: int = 1) -> Iterator[Article]:
    """Articles of about so many words each, the same for the same seed. Raises FileNotFoundError."""
    known = articles(None)
    paragraphs = [part for article in known for part in article.text.split("\n") if len(part.split()) > 8]
    chance = random.Random(seed)  # noqa: S311
    cards: list[str] = []
    for n in range(number):
        text: list[str] = []
        while sum(len(part.split()) for part in text) < words:
            if not cards:
                cards = chance.sample(paragraphs, len(paragraphs))
            text.append(cards.pop())
        day = FIRST + timedelta(days=n // DAILY)
        yield Article.of("\n".join(text), id=f"r{n:07}", title=chance.choice(known).title, published=str(day))


def main(argv: Sequence[str]) -> None:
    """Measures and prints, a row as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks growth", description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=60, help="of an article, at least")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--price", type=float, default=0.04, help="of an hour of a core, in dollars")
    options = parser.parse_args(argv)
    print(
        f"{'articles':>9}{'words':>12}{'s':>8}{'workers, s':>12}{'writer, s':>11}{'worker, MB':>12}{'writer, MB':>12}"
    )
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        coding, storing, words = _run(Path(folder), options.articles, options.words, options.workers)
    print(f"\na year of CC-News, {YEAR:,} articles of {words / options.articles:.0f} words:")
    for name, seconds in (("coding", coding), ("reading and storing", storing)):
        hours = seconds / options.articles * YEAR / 3600
        print(f"  {name}: {hours:,.0f} core hours, {hours * options.price:,.0f} dollars at {options.price} an hour")


def _run(folder: Path, number: int, words: int, workers: int) -> tuple[float, float, int]:
    """Codes all, and gives seconds of workers, seconds of this process, and words."""
    began = time.monotonic()
    with Store(folder / "store") as store, Crew(workers, Setting()) as crew:
        crew.made_by()
        loaded = [Spent.of(process).seconds for process in crew.processes]
        at_first = Spent.of(os.getpid()).seconds
        spent = (0.0, 0.0)

        def step(run: Run) -> None:
            nonlocal spent
            if run.coded in rows or run.coded == number:
                rows.discard(run.coded)
                ours = Spent.of(os.getpid())
                theirs = [Spent.of(process) for process in crew.processes]
                spent = (sum(one.seconds for one in theirs) - sum(loaded), ours.seconds - at_first)
                figures = (*spent, max(one.megabytes for one in theirs), ours.megabytes)
                row = f"{run.coded:>12,}{run.words:>12,}{time.monotonic() - began:>12.0f}"
                print(row + "".join(f"{figure:>12.1f}" for figure in figures), flush=True)

        rows = set(MARKS)
        run = Run(store, lambda made_by: Aside(folder / "aside.jsonl", made_by), step=step)
        run.all(resampled(number, words), crew)
    return *spent, run.words
