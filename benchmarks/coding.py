"""All records of the gold articles by score.py: `python -m benchmarks coding [--split dev|train] [--errors]`."""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.shared import SHARED, gold, gold_articles
from dragoman import Coder

# What issue and gold README ask of the rules, by the name of the row that is printed.
FLOORS = {
    "noise": 0.85,
    "quotation_direct": 0.90,
    "quotation_indirect": 0.50,
    "speaker_direct": 0.75,
    "pair": 0.40,
    "event": 0.25,
    "allegation": 0.30,
}


def coded(split: str) -> list[dict[str, Any]]:
    """The articles of a split as the program codes them."""
    return [article.to_dict() for article in Coder().code_all(gold_articles(split))]


def scored(split: str, articles: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What score.py prints for coded articles."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coded.jsonl"
        path.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in articles), "utf-8")
        command = [sys.executable, str(SHARED / "score.py"), str(SHARED / "gold" / split), str(path)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result: dict[str, Any] = json.loads(printed)
    return result


def errors(split: str, articles: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Every event that is not as in gold: (cause, what gold says against what we say, sentence)."""
    score = score_module()
    said_of = {a["id"]: a["events"] for a in articles}
    for g in gold(split):
        said = said_of[g["id"]]
        right = dict(score.matched(g["events"], said, score.event_equal, score.same_telling))
        left = [e for j, e in enumerate(said) if j not in right.values()]
        for i, event in enumerate(g["events"]):
            if i in right:
                if event["status"] != said[right[i]]["status"] and event["type"] == said[right[i]]["type"]:
                    yield "wrong status", f"{_line(event)}  ≠  {_line(said[right[i]])}", event["sentence"]
                continue
            near = [e for e in left if score.overlap(e["sentence"]["text"], event["sentence"]) > 0.8]
            best = next((e for e in near if e["type"] == event["type"]), None)
            cause = "wrong party"
            if best is None:
                best = next((e for e in near if score.pair_equal(event, e)), None)
                cause = "wrong type"
            if best is None:
                told = any(score.event_equal(event, e) for e in said)
                yield ("split or merged event" if told else "missed trigger"), _line(event), event["sentence"]
                continue
            left.remove(best)
            yield cause, f"{_line(event)}  ≠  {_line(best)}", event["sentence"]
        for event in left:
            again = any(score.event_equal(e, event) for e in g["events"])
            yield ("split or merged event" if again else "spurious"), _line(event), event["sentence"]["text"]


def _line(event: dict[str, Any]) -> str:
    sides = (" + ".join(p["code"] for p in event[side]) or "·" for side in ("actors", "recipients"))
    trigger = event["trigger"] if isinstance(event["trigger"], str) else event["trigger"]["text"]
    return f"{event['type']} {event['status']} {' → '.join(sides)} “{trigger}”"


def curve(split: str, articles: Sequence[dict[str, Any]]) -> Table:
    """Event precision, recall and F1 at each least confidence, with the expected calibration error below the title."""
    score = score_module()
    said_of = {a["id"]: a["events"] for a in articles}
    total, right = 0, []
    for g in gold(split):
        total += len(g["events"])
        hits = {j for _, j in score.matched(g["events"], said_of[g["id"]], score.event_equal)}
        right += [(e["confidence"], j in hits) for j, e in enumerate(said_of[g["id"]])]
    bins = [[(c, hit) for c, hit in right if b / 10 <= c < (b + 1) / 10 or (b == 9 and c == 1)] for b in range(10)]
    error = sum(abs(sum(c for c, _ in b) - sum(hit for _, hit in b)) for b in bins) / max(len(right), 1)
    table = Table(
        "least confidence", "events", "P", "R", "F1", title=f"events of gold/{split}: calibration error {error:.3f}"
    )
    for least in (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        kept = [hit for c, hit in right if c >= least]
        p, r = sum(kept) / max(len(kept), 1), sum(kept) / max(total, 1)
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        table.add_row(f"{least:.1f}", str(len(kept)), f"{p:.3f}", f"{r:.3f}", f"{f1:.3f}")
    return table


@cache
def score_module(name: str = "score") -> ModuleType:
    """One of the shared scorers as a module. Raises FileNotFoundError."""
    spec = importlib.util.spec_from_file_location(name, SHARED / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"no {name}.py at {SHARED}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(argv: Sequence[str]) -> None:
    """Codes a split of gold and prints its figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks coding")
    parser.add_argument("--split", choices=("dev", "train"), default="dev")
    parser.add_argument("--errors", action="store_true", help="list the events that are not as in gold, by cause")
    parser.add_argument("--curve", action="store_true", help="precision and recall by least confidence")
    parser.add_argument("--json", action="store_true", help="print score.py's JSON as it is")
    options = parser.parse_args(argv)
    articles = coded(options.split)
    figures = scored(options.split, articles)
    if options.json:
        print(json.dumps(figures, indent=1))
        return
    console = Console()
    console.print(_table(options.split, figures))
    if options.curve:
        console.print(curve(options.split, articles))
    if options.errors:
        rows = list(errors(options.split, articles))
        for cause, what, sentence in sorted(rows):
            console.print(f"{cause}: {what}\n    {' '.join(sentence.split())}", markup=False, highlight=False)
        causes = Table("cause", "events", title="errors by cause")
        for cause, count in Counter(cause for cause, _, _ in rows).most_common():
            causes.add_row(cause, str(count))
        console.print(causes)


def _table(split: str, figures: dict[str, Any]) -> Table:
    table = Table(
        "figure", "P", "R", "F1 or share", "floor", title=f"gold/{split} by score.py (coded by a language model)"
    )
    for name, value in figures.items():
        if not isinstance(value, dict):
            continue
        main_value = value.get("f1", value.get("share"))
        floor = FLOORS.get(name)
        shown = f"{main_value}" + (f" ({value['invented']} invented)" if "invented" in value else "")
        table.add_row(name, str(value.get("p", "")), str(value.get("r", "")), shown, f"{floor:.2f}" if floor else "")
    return table
