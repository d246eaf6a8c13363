"""Time and memory of `dragoman batch` as the number of articles grows, and what that comes to for a year of news.

    python -m benchmarks growth [--articles 100000] [--words 60] [--workers 2] [--price 0.04] [--picture FILE]

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


HEAD = ("articles", "words", "s", "workers, s", "writer, s", "worker, MB", "writer, MB")


@dataclass(frozen=True, slots=True)
class Row:
    """What was spent until so many articles were stored."""

    articles: int
    words: int
    seconds: float
    """By the clock on the wall."""
    coding: float
    storing: float
    worker: float
    """Megabytes of the largest worker."""
    writer: float

    def __str__(self) -> str:
        figures = (self.seconds, self.coding, self.storing, self.worker, self.writer)
        return f"{self.articles:>12,}{self.words:>12,}" + "".join(f"{figure:>12.0f}" for figure in figures)


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
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draws the rows, as SVG or PNG")
    options = parser.parse_args(argv)
    print("".join(f"{name:>12}" for name in HEAD))
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        rows = _run(Path(folder), options.articles, options.words, options.workers)
    last = rows[-1]
    print(f"\na year of CC-News, {YEAR:,} articles of {last.words / last.articles:.0f} words:")
    for name, seconds in (("coding", last.coding), ("reading and storing", last.storing)):
        hours = seconds / last.articles * YEAR / 3600
        print(f"  {name}: {hours:,.0f} core hours, {hours * options.price:,.0f} dollars at {options.price} an hour")
    if options.picture:
        draw(rows, options.picture)


def draw(rows: Sequence[Row], path: Path) -> None:
    """A picture of time and memory by the number of articles."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.6), layout="constrained")
    time_, memory = figure.subplots(1, 2)
    thousands = [row.articles / 1000 for row in rows]
    for axes, lines, label in (
        (time_, {"workers": "coding", "writer": "storing"}, "seconds of the processors"),
        (memory, {"a worker": "worker", "writer": "writer"}, "megabytes"),
    ):
        for (name, field), colour in zip(lines.items(), ("#1b7837", "#d73027"), strict=True):
            axes.plot(thousands, [getattr(row, field) for row in rows], marker=".", color=colour, label=name)
        axes.set_xlabel("thousand articles")
        axes.set_ylabel(label)
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False, fontsize="small")
    figure.savefig(path)


def _run(folder: Path, number: int, words: int, workers: int) -> list[Row]:
    """Codes and stores all, and gives the rows, each printed as soon as it is known."""
    began = time.monotonic()
    rows: list[Row] = []
    marks = {number, *MARKS}
    with Store(folder / "store") as store, Crew(workers, Setting()) as crew:
        crew.made_by()
        loaded = [Spent.of(process).seconds for process in crew.processes]
        at_first = Spent.of(os.getpid()).seconds

        def step(run: Run) -> None:
            # the last ones are stored a step after the last was coded
            stored = run.coded < number or run.added.new == number
            if run.coded not in marks or not stored:
                return
            marks.discard(run.coded)
            ours = Spent.of(os.getpid())
            theirs = [Spent.of(process) for process in crew.processes]
            coding = sum(one.seconds for one in theirs) - sum(loaded)
            worker = max(one.megabytes for one in theirs)
            spent = (time.monotonic() - began, coding, ours.seconds - at_first, worker, ours.megabytes)
            rows.append(Row(run.coded, run.words, *spent))
            print(rows[-1], flush=True)

        run = Run(store, lambda made_by: Aside(folder / "aside.jsonl", made_by), step=step)
        run.all(resampled(number, words), crew)
    return rows
