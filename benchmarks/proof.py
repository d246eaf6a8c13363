"""What the proof of a second opinion lets through of records that are right: `python -m benchmarks proof`.

Gold's own records, in the form in which a language model answers, go through the check that stands before all that a
model says (docs/llm.md). Whatever it drops of them it drops wrongly.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.shared import gold, gold_articles
from dragoman import Coder
from dragoman.events.coder import sentence_span
from dragoman.llm.evidence import Evidence, UnprovenError, View, head_of
from dragoman.llm.forms import SAID, Form
from dragoman.llm.proposals import record_of
from dragoman.llm.windows import Shown, Window, one_line, sentences_of

NAMES = ("events", "quotations", "allegations", "agreements")


def checked(split: str) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Records of a split by kind, those of them that are accepted, and the reasons for which something was dropped."""
    coder = Coder()
    said, accepted, dropped = Counter[str](), Counter[str](), Counter[str]()
    for article, g in zip(gold_articles(split), gold(split), strict=True):
        actors, own, parsed = coder._code(article)
        sentences, _ = sentences_of(article.text, [sentence_span(parsed, s) for s in parsed.doc.sents])
        if not sentences:
            continue
        named = frozenset(head_of(mention.code) for mention in actors.mentions if mention.code)
        evidence = Evidence(own, [s.span for s in sentences], named, coder._actors.dictionary)
        view = View(evidence, Window(sentences, 1))
        for kind, form in as_said(g, sentences):
            said[kind] += 1
            try:
                record_of(view, form, "gold", 1.0)
                accepted[kind] += 1
            except UnprovenError as error:
                dropped[error.reason] += 1
        dropped.update(evidence.dropped)
    return said, accepted, dropped


def as_said(g: dict[str, Any], sentences: Sequence[Shown]) -> list[tuple[str, Form]]:
    """Gold's records as a model says them, by kind. Gold keeps no words for dates: they are left out."""
    found = []
    for kind in NAMES:
        for record in g.get(kind, []):
            values = {**record, "sentence": _number(_lead(kind, record), record.get("sentence"), sentences)}
            if kind == "events":
                name, _, country = (record["place"] or "").rpartition(", ")
                values |= {"place": name or None, "place_country": country or None, "date": None}
            elif kind == "allegations":
                values["words"] = record["span"]
            found.append((kind, SAID[kind].model_validate(values)))
    return found


def _lead(kind: str, record: dict[str, Any]) -> str:
    words = {"events": "trigger", "allegations": "instrument", "agreements": "name"}
    return str(record["content"][0] if kind == "quotations" else record[words[kind]])


def _number(words: str, sentence: str | None, sentences: Sequence[Shown]) -> int:
    """The number of the sentence that holds the words, or the beginning of gold's sentence; 0 if none does."""
    for wanted in filter(None, (sentence, words)):
        start = one_line(wanted)[:60]
        for shown in sentences:
            line = one_line(shown.span.text)
            if start in line or (len(line) > 20 and line[:60] in one_line(wanted)):
                return shown.number
    return 0


def main(argv: Sequence[str]) -> None:
    """Prints how many of gold's records are accepted, and what was dropped for which reason."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks proof")
    parser.add_argument("--split", choices=("train", "dev"), default="train")
    options = parser.parse_args(argv)
    said, accepted, dropped = checked(options.split)
    table = Table("records", "accepted", "of", "share", title=f"gold/{options.split} through the proof")
    for kind in NAMES:
        table.add_row(kind, str(accepted[kind]), str(said[kind]), f"{accepted[kind] / max(said[kind], 1):.3f}")
    reasons = Table("dropped", "why")
    for reason, count in dropped.most_common():
        if count:
            reasons.add_row(str(count), re.sub(r"\s+", " ", reason))
    console = Console()
    console.print(table)
    console.print(reasons)
