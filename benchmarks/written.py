"""The texts that were written for the project (benchmarks/written): `python -m benchmarks written`.

They need no corpora. Events count as in score.py: `event` by type and by countries or organisations, `full` by
sectors and status too.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.actors import overlap
from dragoman import Coder

FOLDER = Path(__file__).parent / "written"
MUTUAL = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "CONCEDE"})
TO_COME = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID"})
"""Types that count as AGREE where they are future (codebook, section 2, rule 9)."""
ALIKE = 0.8
"""Contents of quotations are the same from this overlap of words on."""

Figures = Counter[str]


def texts(name: str) -> list[dict[str, Any]]:
    """The texts of one file, by its name without ending."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]


def figures(coder: Coder, written: Iterable[dict[str, Any]]) -> Figures:
    """Counts of what was written, said and right, over some texts."""
    counts: Figures = Counter()
    for text in written:
        said = coder.code(text["text"], id=text["id"], title=text["title"], published=text["published"]).to_dict()
        counts["gold"] += len(text["events"])
        counts["said"] += len(said["events"])
        for figure, full in (("event", False), ("full", True)):
            gold, found = (Counter(_key(e, full) for e in events) for events in (text["events"], said["events"]))
            counts[figure] += (gold & found).total()
        for quotation, speaker in _heard(text["quotations"], said["quotations"]):
            counts["quotations"] += 1
            counts["heard"] += speaker is not None
            counts["speakers"] += speaker == (quotation["speaker_code"] or "")
    return counts


def f1(counts: Figures, figure: str) -> float:
    """F1 of `event` or `full`."""
    return 2 * counts[figure] / max(counts["gold"] + counts["said"], 1)


def _key(event: dict[str, Any], full: bool) -> tuple[object, ...]:
    """What makes two events the same."""
    status, kind = event["status"], event["type"]
    kind = "AGREE" if status == "future" and kind in TO_COME else kind
    sides = [
        frozenset(p["code"] if isinstance(p, dict) else p for p in event[side]) for side in ("actors", "recipients")
    ]
    if full:
        return kind, sides[0] | sides[1], event["type"] == kind and status
    whose = [frozenset(code.split()[code.startswith("IGO ")] for code in side) for side in sides]
    return (kind, whose[0] | whose[1]) if event["type"] in MUTUAL else (kind, *whose)


def _heard(
    written: Sequence[dict[str, Any]], said: Sequence[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Each quotation that was written, with the speaker's code ("" for none) of the one found, None if none was."""
    for quotation in written:
        content = " ".join(quotation["content"])
        found = (q for q in said if overlap(content, " ".join(c["text"] for c in q["content"])) >= ALIKE)
        best = next(found, None)
        yield quotation, (best["speaker_code"] or "") if best else None


def main(argv: Sequence[str]) -> None:
    """Codes the texts, and prints the figures of each file."""
    argparse.ArgumentParser(prog="python -m benchmarks written").parse_args(argv)
    coder = Coder()
    table = Table("texts", "events", "said", "event F1", "full F1", "quotations", "heard", "speaker's code")
    for path in sorted(FOLDER.glob("*.jsonl")):
        counts = figures(coder, texts(path.stem))
        shares = (f"{counts[name] / max(counts['quotations'], 1):.3f}" for name in ("heard", "speakers"))
        numbers = (str(counts["gold"]), str(counts["said"]), f"{f1(counts, 'event'):.3f}", f"{f1(counts, 'full'):.3f}")
        table.add_row(path.stem, *numbers, str(counts["quotations"]), *shares)
    Console().print(table)
