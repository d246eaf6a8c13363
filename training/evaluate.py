"""Figures of the encoder: attributions on PolNeAR dev, quotations and triggers on gold."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from dragoman.language.encoder import Encoder
from dragoman.language.heads import NARROW, WIDE, Reading
from dragoman.language.windows import sentence_starts

WORD = re.compile(r"\w+|[^\w\s]")


def scorer(path: Path) -> Any:
    """A scorer of the shared folder, as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def reading(encoder: Encoder, text: str) -> Reading:
    return encoder.read_text(text, [m.span() for m in WORD.finditer(text)], sentence_starts(text))


def attribution_figures(articles: list[dict[str, Any]], said: list[dict[str, Any]], shared: Path) -> dict[str, float]:
    """Token F1 by role and F1 of attributions, by score_quotations.py."""
    found = scorer(shared / "score_quotations.py").score(articles, said)
    out = {role: found["tokens"][role]["f1"] for role in ("source", "cue", "content")}
    return out | {name: found[name]["f1"] for name in ("partial", "hit", "sourced", "sourced_hit")}


def polnear(readings: dict[str, Reading]) -> list[dict[str, Any]]:
    return [
        {
            "id": key,
            "attributions": [{r: getattr(a, r) for r in ("source", "cue", "content")} for a in r.attributions(WIDE)],
        }
        for key, r in readings.items()
    ]


def quotation_figures(gold: list[dict[str, Any]], readings: dict[str, Reading], overlap: Any) -> dict[str, float]:
    """F1 of the quotations by content (token overlap of .8 or more, as score.py), whatever their kind."""
    hits = said = total = 0
    for article in gold:
        text = article["text"]
        found = [" ".join(text[s:e] for s, e in a.content) for a in readings[article["id"]].attributions(NARROW)]
        said += len(found)
        total += len(article["quotations"])
        left = list(found)
        for q in article["quotations"]:
            match = next((f for f in left if overlap(" ".join(q["content"]), f) >= 0.8), None)
            if match is not None:
                left.remove(match)
                hits += 1
    return prf(hits, said, total)


def prf(hits: int, said: int, gold: int) -> dict[str, float]:
    p, r = (hits / said if said else 0.0), (hits / gold if gold else 0.0)
    return {"p": round(p, 3), "r": round(r, 3), "f1": round(2 * p * r / (p + r), 3) if p + r else 0.0}


def triggers(text: str, reading: Reading, least: float) -> list[tuple[int, int, str, int]]:
    """Runs of tokens that trigger an act of one type: offsets, the type, the token at which it peaks."""
    tokens = [m.span() for m in WORD.finditer(text)]
    chances = reading.types
    kinds = chances[:, 1:].argmax(-1)
    out: list[tuple[int, int, str, int]] = []
    last = -2
    for i in np.flatnonzero(1 - chances[:, 0] >= least):
        kind = reading.tables.types[kinds[i]]
        if i == last + 1 and out and out[-1][2] == kind:
            peak = max(out[-1][3], int(i), key=lambda j: float(chances[j, 1:].sum()))
            out[-1] = (out[-1][0], tokens[i][1], kind, peak)
        else:
            out.append((*tokens[i], kind, int(i)))
        last = int(i)
    return out


def trigger_figures(gold: list[dict[str, Any]], readings: dict[str, Reading], least: float) -> dict[str, Any]:
    """Acts by (sentence, type): a trigger is right when gold has an act of its type with a trigger it overlaps
    (`trigger`) or in the same sentence (`sentence`). Also status, and parties of gold's triggers by the pairing head."""
    n: Counter[str] = Counter()
    for article in gold:
        text, r = article["text"], readings[article["id"]]
        tokens = [m.span() for m in WORD.finditer(text)]
        found = triggers(text, r, least)
        n["said"] += len(found)
        n["gold"] += len(article["events"])
        left, near = list(found), list(found)
        for e in article["events"]:
            start = text.find(e["sentence"])
            end = start + len(e["sentence"])
            at = text.find(e["trigger"], start)
            stop = at + len(e["trigger"])
            hit = next((f for f in left if f[2] == e["type"] and f[0] < stop and f[1] > at), None)
            if hit:
                left.remove(hit)
                n["trigger"] += 1
                n["status"] += r.tables.statuses[int(r.statuses[hit[3]].argmax())] == e["status"]
                mode = int(r.modes[hit[3]].argmax())
                n["mode"] += (r.tables.modes[mode - 1] if mode else None) == e["mode"]
            hit = next((f for f in near if f[2] == e["type"] and start <= f[0] < end), None)
            if hit:
                near.remove(hit)
                n["sentence"] += 1
            inside = [i for i, t in enumerate(tokens) if at <= t[0] < stop]
            if not inside:
                continue
            members = r.members(inside[0])
            for role, side in (("actor", e["actors"]), ("recipient", e["recipients"])):
                column = r.tables.members.index(role)
                other = r.tables.members.index("recipient" if role == "actor" else "actor")
                for party in side:
                    words = party.get("mention")
                    place = text.find(words, start, end) if words else -1
                    if place < 0:
                        continue
                    those = [i for i, t in enumerate(tokens) if place <= t[0] < place + len(words)]
                    n[role] += 1
                    n[role + "_found"] += bool(those) and members[those, column].max() >= 0.5
                    n[role + "_swapped"] += bool(those) and members[those, other].max() >= 0.5
    return {
        "trigger": prf(n["trigger"], n["said"], n["gold"]),
        "sentence": prf(n["sentence"], n["said"], n["gold"]),
        **{k: round(n[k] / max(1, n["trigger"]), 3) for k in ("status", "mode")},
        **{f"{role}_{w}": round(n[f"{role}_{w}"] / max(1, n[role]), 3) for role in ("actor", "recipient")
           for w in ("found", "swapped")},
    }  # fmt: skip


def articles_of(path: Path) -> list[dict[str, Any]]:
    if path.is_dir():
        return [json.loads(p.read_text("utf-8")) for p in sorted(path.glob("*.json"))]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def evaluate(models: Path, shared: Path, held_out: int, dev: bool = False, least: float = 0.4) -> dict[str, Any]:
    """All figures of one model folder: PolNeAR dev, the held-out fold of gold/train and, when asked for, gold/dev."""
    encoder = Encoder(models)
    out: dict[str, Any] = {}
    news = articles_of(shared / "data" / "polnear" / "dev.jsonl.gz")
    read = {a["id"]: reading(encoder, a["text"]) for a in news}
    out["polnear_dev"] = attribution_figures(news, polnear(read), shared)
    overlap = scorer(shared / "score.py").overlap
    sets = {"gold_fold": [a for i, a in enumerate(articles_of(shared / "gold" / "train")) if not i % held_out]}
    if dev:
        sets["gold_dev"] = articles_of(shared / "gold" / "dev")
    for name, gold in sets.items():
        read = {a["id"]: reading(encoder, a["text"]) for a in gold}
        out[name] = {"quotations": quotation_figures(gold, read, overlap)} | trigger_figures(gold, read, least)
    return out
