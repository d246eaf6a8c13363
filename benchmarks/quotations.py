"""Who is reported to have said what, on PolNeAR: `python -m benchmarks quotations [--split dev|train] [--json]`.

PolNeAR marks every attribution of 2016 campaign news: beliefs, intentions and feelings ("he thinks", "voters fear")
as well as what was said. Our quotation is narrower: a saying with a cue of communication. What PolNeAR has beyond that
counts here as missed, so recall says less about the rules than precision does. The baseline is a plain one of our own.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.coding import score_module
from benchmarks.shared import SHARED
from dragoman import Article
from dragoman.actors import ActorLayer
from dragoman.cleaning import clean
from dragoman.language import Reader
from dragoman.quotations import find_quotations
from dragoman.records import Quotation

Attribution = dict[str, list[list[int]]]

NOTE = (
    "PolNeAR's attribution is wider than our quotation: beliefs, intentions and feelings count there (“he thinks”, "
    "“voters fear”), so recall cannot come near 1. People agree with one another at .77 (hit) and .72 (with source)."
)
_MARKED = re.compile(r"[“\"]([^“”\"\n]{3,2000})[”\"]")
_SAID = re.compile(
    r"\b(?:said|says|say|told|added|wrote|tweeted|argued|asked|replied|noted|explained|insisted|stated|declared|continued)\b"
)
_NAME = re.compile(r"(?:[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)*|\b(?:he|she|they|it)\b)", re.IGNORECASE)
_REACH = 80


def polnear(split: str) -> list[dict[str, Any]]:
    """The articles of a split with their attributions. Raises FileNotFoundError."""
    with gzip.open(SHARED / "data" / "polnear" / f"{split}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def attribution(quotation: Quotation) -> Attribution:
    """A quotation in the form of PolNeAR."""
    return {
        "source": [[s.start, s.end] for s in [quotation.speaker] if s],
        "cue": [[s.start, s.end] for s in [quotation.cue] if s],
        "content": [[s.start, s.end] for s in quotation.content],
    }


def ours(articles: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The attributions that the rules find, speakers left unresolved."""
    reader = Reader()
    for data in articles:
        article = Article.of(data["text"], id=data["id"])
        parsed = reader.parse(article, clean(article.text))
        quotations = find_quotations(parsed, ActorLayer(len(parsed.doc)))
        yield {"id": article.id, "attributions": [attribution(q) for q in quotations]}


def baseline(articles: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What stands between marks, with the nearest verb of saying and the name beside it."""
    for data in articles:
        text = data["text"]
        found: list[Attribution] = []
        for marked in _MARKED.finditer(text):
            before, after = max(0, marked.start() - _REACH), min(len(text), marked.end() + _REACH)
            cues = [
                *((marked.start() - c.end(), c) for c in _SAID.finditer(text, before, marked.start())),
                *((c.start() - marked.end(), c) for c in _SAID.finditer(text, marked.end(), after)),
            ]
            if not cues:
                continue
            cue = min(cues, key=lambda c: c[0])[1]
            names = [n for n in _NAME.finditer(text, max(0, cue.start() - 60), cue.start()) if n.start() >= before]
            source = [[names[-1].start(), names[-1].end()]] if names else []
            found.append({"source": source, "cue": [list(cue.span())], "content": [list(marked.span(1))]})
        yield {"id": data["id"], "attributions": found}


def run(split: str = "dev") -> dict[str, Any]:
    """Figures of score_quotations.py for the rules and for the baseline. Raises FileNotFoundError."""
    score = score_module("score_quotations")
    articles = polnear(split)
    return {
        "dragoman": score.score(articles, list(ours(articles))),
        "baseline": score.score(articles, list(baseline(articles))),
        "note": NOTE,
    }


def main(argv: Sequence[str]) -> None:
    """Prints the figures of a split, the baseline beside them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks quotations")
    parser.add_argument("--split", choices=("dev", "train"), default="dev")
    parser.add_argument("--json", action="store_true", help="print score_quotations.py's JSON as it is")
    options = parser.parse_args(argv)
    figures = run(options.split)
    if options.json:
        print(json.dumps(figures, indent=1))
        return
    console = Console()
    console.print(_table(options.split, figures))
    console.print(NOTE, style="dim")


def _table(split: str, figures: dict[str, Any]) -> Table:
    table = Table("figure", "ours P / R / F1", "baseline P / R / F1", title=f"PolNeAR {split} by score_quotations.py")
    rows: list[tuple[str, ...]] = [("tokens", role) for role in ("source", "cue", "content")]
    rows += [(name,) for name in ("partial", "hit", "sourced", "sourced_hit")]
    for path in rows:
        cells = []
        for name in ("dragoman", "baseline"):
            value = figures[name]
            for key in path:
                value = value[key]
            cells.append("  ".join(f"{value[k]:.3f}" for k in ("p", "r", "f1")))
        table.add_row(": ".join(path), *cells)
    return table
