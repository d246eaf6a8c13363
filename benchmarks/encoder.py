"""The encoder beside the rules: `python -m benchmarks encoder [--models FOLDER] [--folds FOLDER]`.

Attributions of PolNeAR dev, and how sure quotations of gold/dev are. With `--folds`, as `python -m training folds`
leaves them, quotations and triggers of gold/train by models with all heads, no article read by one that has seen it.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.coding import coded, score_module, scored
from benchmarks.quotations import ours, polnear
from benchmarks.shared import gold, gold_article
from dragoman import Article, Coder
from dragoman.language.encoder import Encoder
from dragoman.language.heads import NARROW, WIDE, Attribution, Reading

WORD = re.compile(r"\w+|[^\w\s]")
MARKED = re.compile(r"[“\"„«][^“”\"„«»\n]*[”\"»]?")
FOLDS = "folds.json"
LEAST = 0.35
"""Probability from which a token counts as a trigger; the best of .2 … .6 on gold/train out of fold."""

Trigger = tuple[int, int, str, int]  # [start, end), the type, the token at which it peaks
Chances = list[tuple[float, bool]]  # what was said with which confidence, and whether it was right


def tokens_of(text: str) -> list[tuple[int, int]]:
    """Offsets of words and marks."""
    return [m.span() for m in WORD.finditer(text)]


def reader(models: Path | None) -> Callable[[str, str], Reading]:
    """Reads an article's text (its id is not needed) with one encoder."""
    encoder = Encoder(models)
    return lambda _id, text: encoder.read_text(text, tokens_of(text))


def held_out(folder: Path) -> dict[str, Encoder]:
    """For each article of gold/train, by id, the encoder that has not learnt from it. Raises OSError, KeyError."""
    articles: dict[str, list[str]] = json.loads((folder / FOLDS).read_text("utf-8"))
    encoders = {name: Encoder(folder / name) for name in articles}
    return {article: encoders[name] for name, ids in articles.items() for article in ids}


def out_of_fold(folder: Path) -> Callable[[str, str], Reading]:
    """Reads an article of gold/train with the encoder that has not learnt from it."""
    encoders = held_out(folder)
    return lambda id_, text: encoders[id_].read_text(text, tokens_of(text))


def said_attributions(readings: Mapping[str, Reading]) -> list[dict[str, Any]]:
    """Attributions in the form of PolNeAR."""
    return [
        {
            "id": key,
            "attributions": [{r: getattr(a, r) for r in ("source", "cue", "content")} for a in r.attributions(WIDE)],
        }
        for key, r in readings.items()
    ]


def kind(text: str, quotation: Attribution) -> str:
    """Direct, mixed or indirect, by how much of the content stands between quotation marks."""
    words = marked = 0
    for start, end in quotation.content:
        part = text[start:end]
        words += len(re.findall(r"\w+", part))
        marked += sum(len(re.findall(r"\w+", m.group())) for m in MARKED.finditer(part))
    return "direct" if marked and marked >= words - 1 else "mixed" if marked else "indirect"


def said_quotations(text: str, reading: Reading) -> list[dict[str, Any]]:
    """Quotations in the form that score.py reads, speakers left unresolved."""
    return [
        {"kind": kind(text, q), "content": [{"text": text[s:e]} for s, e in q.content], "confidence": q.confidence}
        for q in reading.attributions(NARROW)
    ]


def triggers(text: str, reading: Reading, least: float = LEAST) -> list[Trigger]:
    """Runs of tokens that trigger an act of one type."""
    tokens = tokens_of(text)
    chances = reading.types
    kinds = chances[:, 1:].argmax(-1)
    out: list[Trigger] = []
    last = -2
    for i in np.flatnonzero(1 - chances[:, 0] >= least):
        name = reading.tables.types[kinds[i]]
        if i == last + 1 and out and out[-1][2] == name:
            peak = max(out[-1][3], int(i), key=lambda j: float(chances[j, 1:].sum()))
            out[-1] = (out[-1][0], tokens[i][1], name, peak)
        else:
            out.append((*tokens[i], name, int(i)))
        last = int(i)
    return [t for t in out if text[t[0]].isalnum()]


def told(article: dict[str, Any]) -> list[Trigger]:
    """The triggers of an article that the rules have coded."""
    return [(e["trigger"]["start"], e["trigger"]["end"], e["type"], -1) for e in article["events"]]


def trigger_figures(
    golds: Iterable[dict[str, Any]], said: Mapping[str, Sequence[Trigger]], readings: Mapping[str, Reading] | None
) -> dict[str, Any]:
    """Acts: a trigger is right when gold has an act of its type whose trigger it overlaps.

    With readings also the shares of right status, mode and parties (each a mention of gold's act) of gold's triggers.
    """
    n: Counter[str] = Counter()
    chances: Chances = []
    for article in golds:
        text, found = article["text"], said[article["id"]]
        reading = readings[article["id"]] if readings else None
        tokens = tokens_of(text)
        left = list(found)
        n["said"] += len(found)
        n["gold"] += len(article["events"])
        for event in article["events"]:
            start = text.find(event["sentence"])
            at = text.find(event["trigger"], start)
            stop = at + len(event["trigger"])
            hit = next((f for f in left if f[2] == event["type"] and f[0] < stop and f[1] > at), None)
            if hit:
                left.remove(hit)
                n["hit"] += 1
            inside = [i for i, t in enumerate(tokens) if at <= t[0] < stop]
            if reading and inside:
                n["known"] += 1
                best = max(inside, key=lambda i: float(reading.types[i, 1:].sum()))
                n["type"] += reading.tables.types[int(reading.types[best, 1:].argmax())] == event["type"]
                n["status"] += reading.tables.statuses[int(reading.statuses[best].argmax())] == event["status"]
                mode = int(reading.modes[best].argmax())
                n["mode"] += (reading.tables.modes[mode - 1] if mode else None) == event["mode"]
                n.update(_parties(text, event, (start, at, best), tokens, reading))
        if reading:
            hits = {t for t in found if t not in left}
            chances += [(float(reading.types[t[3], 1:].max()), t in hits) for t in found]
    shares = {k: round(n[k] / max(1, n["known"]), 3) for k in ("type", "status", "mode")}
    shares |= {
        f"{r}_{w}": round(n[f"{r}_{w}"] / max(1, n[r]), 3) for r in ("actor", "recipient") for w in ("found", "swapped")
    }
    result: dict[str, Any] = {"trigger": score_module().prf(n["hit"], n["said"], n["gold"])}
    return result | ({"of_known": shares, "calibration": calibration_error(chances)} if readings else {})


def _parties(
    text: str,
    event: dict[str, Any],
    places: tuple[int, int, int],
    tokens: Sequence[tuple[int, int]],
    reading: Reading,
) -> Counter[str]:
    """How many of the act's mentions the pairing head takes for what they are, and how many for the other side."""
    start, at, trigger = places
    n: Counter[str] = Counter()
    for role, other in (("actor", "recipient"), ("recipient", "actor")):
        for party in event[f"{role}s"]:
            words = party.get("mention")
            spots = [m.start() for m in re.finditer(re.escape(words), event["sentence"])] if words else []
            if not spots:
                continue
            place = start + min(spots, key=lambda s: abs(start + s - at))
            those = [i for i, t in enumerate(tokens) if place <= t[0] < place + len(words)]
            if those:
                pair = reading.pair(trigger, those)
                n[role] += 1
                n[role + "_found"] += getattr(pair, role) >= 0.5
                n[role + "_swapped"] += getattr(pair, other) >= 0.5
    return n


def calibration_error(chances: Chances, bins: int = 10) -> float:
    """Expected calibration error over bins of equal width."""
    by_bin: dict[int, Chances] = defaultdict(list)
    for chance, right in chances:
        by_bin[min(bins - 1, int(chance * bins))].append((chance, right))
    gaps = (abs(sum(c for c, _ in part) - sum(r for _, r in part)) for part in by_bin.values())
    return round(sum(gaps) / max(1, len(chances)), 3)


def with_quotations(
    articles: Iterable[dict[str, Any]], said: Mapping[str, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """Coded articles with other quotations."""
    return [article | {"quotations": said[article["id"]]} for article in articles]


def quotation_figures(split: str, articles: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The quotation rows of score.py."""
    found = scored(split, articles)
    return {name: found[f"quotation_{name}"] for name in ("direct", "indirect")}


def same_content(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Whether two quotations are one by score.py."""
    score = score_module()
    return bool(score.overlap(score.content(a), score.content(b)) >= 0.8)


def quotation_calibration(golds: Iterable[dict[str, Any]], said: Mapping[str, list[dict[str, Any]]]) -> float:
    """Expected calibration error of a quotation's confidence; right means the content of one in gold."""
    score = score_module()
    chances: Chances = []
    for article in golds:
        mine = said[article["id"]]
        right = {j for _, j in score.matched(article["quotations"], mine, same_content)}
        chances += [(q["confidence"], j in right) for j, q in enumerate(mine)]
    return calibration_error(chances)


def on_polnear(models: Path | None, rules: bool = True) -> dict[str, Any]:
    """Figures of score_quotations.py on PolNeAR dev for the head; where asked, for the rules and for what ships."""
    score, articles, read = score_module("score_quotations"), polnear("dev"), reader(models)
    said = said_attributions({a["id"]: read(a["id"], a["text"]) for a in articles})
    out = {"head": score.score(articles, said)}
    if rules:
        out["rules"] = score.score(articles, list(ours(articles)))
    if rules and models is None:
        out["shipped"] = score.score(articles, list(said_as_shipped(articles)))
    return out


def said_as_shipped(articles: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Attributions as `--attributions` gives them, noise lines left out, in the form of PolNeAR."""
    coder = Coder(attributions=True)
    for data in articles:
        coded = coder.code(Article.of(data["text"], id=data["id"]))
        said = [
            {r: [[s.start, s.end] for s in getattr(a, r)] for r in ("source", "cue", "content")}
            for a in coded.attributions or ()
        ]
        yield {"id": coded.id, "attributions": said}


def on_gold(split: str, read: Callable[[str, str], Reading], rules: Sequence[dict[str, Any]] | None) -> dict[str, Any]:
    """Quotations and triggers of a split: the head's and, where the rules' articles are given, theirs."""
    golds = list(gold(split))
    readings = {g["id"]: read(g["id"], g["text"]) for g in golds}
    said = {g["id"]: said_quotations(g["text"], readings[g["id"]]) for g in golds}
    empty = [{"id": g["id"], "events": [], "quotations": [], "noise": [], "allegations": []} for g in golds]
    head = quotation_figures(split, with_quotations(empty, said)) | {"calibration": quotation_calibration(golds, said)}
    found = {g["id"]: triggers(g["text"], readings[g["id"]]) for g in golds}
    out = {"head": {"quotations": head, "triggers": trigger_figures(golds, found, readings)}}
    if rules is None:
        return out
    by_rules = trigger_figures(golds, {a["id"]: told(a) for a in rules}, None)
    return out | {"rules": {"quotations": quotation_figures(split, rules), "triggers": by_rules}}


def on_quotations(split: str) -> dict[str, Any]:
    """The calibration error of the confidence of quotations, by the rules and with the encoder."""
    golds = list(gold(split))
    out = {}
    for name, coder in (("rules", Coder()), ("head", Coder(attributions=True))):
        said = {g["id"]: coder.code(gold_article(g)).to_dict()["quotations"] for g in golds}
        out[name] = quotation_calibration(golds, said)
    return out


def main(argv: Sequence[str]) -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks encoder")
    parser.add_argument("--models", type=Path, help="folder of another encoder than the one that ships, on PolNeAR")
    parser.add_argument("--folds", type=Path, help="folder of the encoders that each held out a part of gold/train")
    parser.add_argument("--heads-only", action="store_true", help="without the rules' figures")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    options = parser.parse_args(argv)
    figures: dict[str, Any] = {}
    if options.folds:
        rules = None if options.heads_only else coded("train")
        figures["gold"] = on_gold("train", out_of_fold(options.folds), rules)
    else:
        figures["polnear"] = on_polnear(options.models, not options.heads_only)
        if options.models is None:
            figures["calibration"] = on_quotations("dev")
    if options.json:
        print(json.dumps(figures, indent=1))
        return
    for table in tables(figures):
        Console().print(table)


def tables(figures: dict[str, Any]) -> Iterable[Table]:
    """The figures for people."""
    if "gold" in figures:
        yield _of_gold(figures["gold"])
    if "polnear" in figures:
        sides = _sides(figures["polnear"])
        table = Table("figure", *(f"{side} P / R / F1" for side in sides), title="PolNeAR dev by score_quotations.py")
        for role in ("source", "cue", "content"):
            table.add_row(f"tokens: {role}", *(_prf(figures["polnear"][side]["tokens"][role]) for side in sides))
        for name in ("partial", "hit", "sourced", "sourced_hit"):
            table.add_row(name, *(_prf(figures["polnear"][side][name]) for side in sides))
        yield table
    if "calibration" in figures:
        table = Table("figure", "rules", "with the head", title="gold/dev, confidence of quotations")
        table.add_row("calibration error", *(str(figures["calibration"][side]) for side in ("rules", "head")))
        yield table


def _of_gold(figures: dict[str, Any]) -> Table:
    sides = _sides(figures)
    table = Table("figure", *(f"{side} P / R / F1" for side in sides), title="gold/train (coded by a language model)")
    for name, path in (
        ("direct quotations", ("quotations", "direct")),
        ("indirect quotations", ("quotations", "indirect")),
        ("triggers with type", ("triggers", "trigger")),
    ):
        table.add_row(name, *(_prf(figures[side][path[0]][path[1]]) for side in sides))
    head = figures["head"]
    for name, value in head["triggers"]["of_known"].items():
        table.add_row(f"of gold's triggers: {name}", *([""] * (len(sides) - 1)), str(value))
    for name in ("quotations", "triggers"):
        table.add_row(f"calibration error: {name}", *([""] * (len(sides) - 1)), str(head[name]["calibration"]))
    return table


def _sides(figures: dict[str, Any]) -> list[str]:
    return [side for side in ("rules", "head", "shipped") if side in figures]


def _prf(value: dict[str, float]) -> str:
    return "  ".join(f"{value[k]:.3f}" for k in ("p", "r", "f1"))
