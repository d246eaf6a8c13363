"""Words per second end to end and per step, beside spaCy's pipeline alone on the same text in the same run.

    python -m benchmarks speed [--articles N] [--processes] [--attributions]

codes the articles of ../shared/data/articles in one thread. Seconds are those of the processor, so that other work on
the machine counts for little; start-up, and with --processes two processes beside one, are by the clock on the wall and
need a machine at rest.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table

from benchmarks.shared import SHARED
from dragoman import Article, Coder
from dragoman.batch import Crew, Setting
from dragoman.language import DEFAULT_MODEL
from dragoman.language.reader import load_pipeline

# Rounds: spaCy alone and the whole program take turns, and the median of each counts, so that a busy machine hits both.
ROUNDS = 3


def articles(limit: int | None) -> list[Article]:
    """The unlabelled articles, the first `limit` of them."""
    with gzip.open(SHARED / "data" / "articles" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][:limit]
    return [Article.of(r["text"], id=r["id"], title=r["title"], published=r["published"]) for r in rows]


@contextmanager
def _timed(times: list[float]) -> Iterator[None]:
    start = time.process_time()
    yield
    times.append(time.process_time() - start)


def processes(sample: Sequence[Article], number: int) -> float:
    """Seconds by the clock that so many worker processes take, loaded and warm."""
    with Crew(number, Setting()) as crew:
        for _ in crew.code(sample[: 64 * number]):
            pass
        start = time.monotonic()
        for _ in crew.code(sample):
            pass
        return time.monotonic() - start


def start_up() -> float:
    """Seconds that `dragoman code` takes for one small text on standard input, start to end (the median of
    five)."""
    command = [sys.executable, "-m", "dragoman", "code", "-", "--format", "jsonl"]
    text = b"Iran rejected talks with the United States."
    # As installed: with the bytecode that the first of these runs writes, where it is not there.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times: list[float] = []
    for _ in range(5):
        start = time.monotonic()
        subprocess.run(command, input=text, check=True, capture_output=True, env=environment)
        times.append(time.monotonic() - start)
    return sorted(times)[2]


def main(argv: Sequence[str]) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks speed")
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--processes", action="store_true", help="two processes beside one, too")
    parser.add_argument("--attributions", action="store_true", help="with the encoder")
    options = parser.parse_args(argv)
    sample = articles(options.articles)
    words = sum(len(a.text.split()) for a in sample)
    texts = sorted((article.text for article in sample), key=len)  # texts of like length together, as spaCy has it best
    coder, alone = Coder(attributions=options.attributions), load_pipeline(DEFAULT_MODEL)
    list(coder.code_all(sample[:5]))
    spacy_times: list[float] = []
    whole_times: list[float] = []
    for _ in range(ROUNDS):
        with _timed(spacy_times):
            for _doc in alone.pipe(texts, batch_size=8):
                pass
        with _timed(whole_times):
            for _coded in coder.code_all(sample):
                pass
    spacy_time, whole_time = sorted(spacy_times)[ROUNDS // 2], sorted(whole_times)[ROUNDS // 2]
    table = Table(
        "what", "seconds", "words/s", "of spaCy alone", title=f"{len(sample)} articles, {words} words, one thread"
    )
    table.add_row("spaCy alone", f"{spacy_time:.2f}", f"{words / spacy_time:.0f}", "1.00")
    table.add_row(
        "Dragoman, end to end", f"{whole_time:.2f}", f"{words / whole_time:.0f}", f"{spacy_time / whole_time:.2f}"
    )
    for step, seconds in coder.profile(sample).items():
        table.add_row(f"  {step}", f"{seconds:.2f}", f"{words / seconds:.0f}" if seconds > 0 else "", "")
    console = Console()
    console.print(table)
    if options.processes:
        one, two = processes(sample, 1), processes(sample, 2)
        console.print(f"one process {one:.1f} s, two processes {two:.1f} s: {one / two:.2f} times as fast")
    console.print(f"start-up: dragoman code on one small text, {start_up():.2f} s")
    console.print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
