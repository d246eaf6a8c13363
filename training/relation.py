"""The relation head: the PLOVER type of a marked pair (actor, recipient) in a sentence, by cross-validation on PLV.

It begins from the coded articles (gold/train, careful labels): the pairs of their events.
"""

from __future__ import annotations

import csv
import json
import math
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from benchmarks.shared import gold
from dragoman.language.windows import CLS, SEP, pieces_of
from training.careful import careful
from training.classes import TYPES
from training.judge import (
    ACTOR,
    NO_ACTOR,
    NO_RECIPIENT,
    NO_TRIGGER,
    QUESTION,
    RECIPIENT,
    SEED,
    Copy,
    Group,
    Lower,
    Run,
    Sentence,
    judged,
    train,
)
from training.model import Model
from training.prepare import nearest

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Head:
    """A relation head: the name of its files, whose pairs it begins from, its run on those, then on PLV."""

    name: str
    begins: str
    before: Run
    run: Run


RUN = Run(epochs=8, rate=2e-4, head_rate=8e-4, size=600, weights=(("quad", 0.7),))
SMALL_HEAD = Head("relation", "relation", replace(RUN, epochs=2), RUN)
LARGE_RUN = replace(RUN, epochs=6, rate=5e-5, head_rate=5e-4)
LARGE_HEAD = Head("larger", "larger", replace(LARGE_RUN, epochs=2, rate=4e-5, averaged=0.3), LARGE_RUN)
"""Over the larger encoder, which does not ship: how far the small one's size holds the head back."""
TAUGHT_HEAD = replace(SMALL_HEAD, name="taught", run=replace(RUN, epochs=8, beside=1500))
"""The small one, which also learns from pairs that the larger one labelled (transfer.py)."""
LONGEST, MOST = 120, 2
"""Pieces of a sentence, and parties of each side of an event, of which pairs are made."""
ROOTS = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "COOPERATE": 2, "AID": 2, "YIELD": 2, "ACCUSE": 3, "REQUEST": 3,
    "REJECT": 3, "THREATEN": 3, "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
"""PLV's classes and the quad class of each; YIELD is CONCEDE and RETREAT."""
_MARK = re.compile(r"</?[st]>")


def root_of(kind: str) -> str:
    """PLV's name of a type."""
    return "YIELD" if kind in ("CONCEDE", "RETREAT") else kind


def plv(path: Path, tokenizer: Tokenizer) -> tuple[list[Sentence], list[dict[str, str]]]:
    """PLV's rows, a sentence with one pair each, and as the file has them."""
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [sentence_of(row["id"], row["marked_sentence"], row["root"], tokenizer) for row in rows], rows


def sentence_of(key: str, marked: str, root: str, tokenizer: Tokenizer) -> Sentence:
    """A sentence in which `<s>` marks the actor and `<t>` the recipient. Of a pair marked twice the first counts."""
    text, reached, offsets = "", 0, dict[str, int]()
    for match in _MARK.finditer(marked):
        text += marked[reached : match.start()]
        offsets.setdefault(match.group(), len(text))
        reached = match.end()
    pieces = pieces_of(text + marked[reached:], tokenizer)
    copies = [Copy(QUESTION), Copy(NO_TRIGGER)]
    for mark, role, absent in (("s", ACTOR, NO_ACTOR), ("t", RECIPIENT, NO_RECIPIENT)):
        start, end = offsets.get(f"<{mark}>"), offsets.get(f"</{mark}>")
        inside = pieces.covering(start, end) if start is not None and end is not None else range(0)
        copies.append(Copy(role, tuple(p + 1 for p in inside)) if inside else Copy(absent))
    types = tuple(n for n, kind in enumerate(TYPES, 1) if root_of(kind) == root)
    return Sentence(-1, [CLS, *pieces.ids, SEP], [Group(copies, types, alike(root), key=key)])


def alike(root: str) -> tuple[int, ...]:
    """The classes whose quad class is that of a root."""
    return tuple(n for n, kind in enumerate(TYPES, 1) if ROOTS[root_of(kind)] == ROOTS[root])


def coded_pairs(article: Mapping[str, Any], tokenizer: Tokenizer) -> Iterator[Sentence]:
    """A sentence for each pair that an event of a coded article names; the parties of a mutual act are a pair."""
    for number, event in enumerate(article["events"]):
        text = event["sentence"]
        at = text.find(event["trigger"])
        trigger = (at, at + len(event["trigger"]))
        actors, recipients = (_named(text, event[side], trigger) for side in ("actors", "recipients"))
        if not event["recipients"]:
            actors, recipients = actors[:1], actors[1:2]
        pieces = pieces_of(text, tokenizer)
        if at < 0 or len(pieces) > LONGEST:
            continue
        for i, actor in enumerate(actors[:MOST]):
            for j, recipient in enumerate(recipients[:MOST]):
                if actor[1] > recipient[0] and recipient[1] > actor[0]:
                    continue
                copies = [Copy(QUESTION), Copy(NO_TRIGGER)]
                for role, place in ((ACTOR, actor), (RECIPIENT, recipient)):
                    copies.append(Copy(role, tuple(p + 1 for p in pieces.covering(*place))))
                if all(copy.places for copy in copies[2:]):
                    key = (article["id"], number, i, j)
                    types, near = (TYPES.index(event["type"]) + 1,), alike(root_of(event["type"]))
                    yield Sentence(-1, [CLS, *pieces.ids, SEP], [Group(copies, types, near, key=key)])


def _named(text: str, parties: Sequence[Mapping[str, Any]], trigger: tuple[int, int]) -> list[tuple[int, int]]:
    """Where the sentence names some parties: of several mentions the one nearest to the trigger."""
    places = [nearest(text, party["mention"], [trigger]) for party in parties if party.get("mention")]
    return [place for place in places if place]


def folds_of(rows: Sequence[dict[str, str]], count: int = FOLDS) -> list[int]:
    """The fold of each row; rows of one sentence are in one fold."""
    sentences = sorted({row["sentence"] for row in rows})
    random.Random(SEED).shuffle(sentences)
    fold = {sentence: i % count for i, sentence in enumerate(sentences)}
    return [fold[row["sentence"]] for row in rows]


def roots(odds: Sequence[float]) -> dict[str, float]:
    """Chances of PLV's classes from log-odds of types, the first of which is none."""
    out = dict.fromkeys(ROOTS, 0.0)
    most = max(odds[1:])
    for kind, value in zip(TYPES, odds[1:], strict=True):
        out[root_of(kind)] += math.exp(value - most)
    total = sum(out.values())
    return {root: value / total for root, value in out.items()}


def quads(chances: dict[str, float]) -> dict[int, float]:
    """Chances of quad classes."""
    return {q: sum(v for root, v in chances.items() if ROOTS[root] == q) for q in range(1, 5)}


def macro_f1(gold: Sequence[object], said: Sequence[object]) -> float:
    """The mean F1 of the classes that stand in gold."""
    hits = {k: sum(g == s == k for g, s in zip(gold, said, strict=True)) for k in set(gold)}
    return sum(2 * n / (gold.count(k) + said.count(k)) for k, n in hits.items()) / len(hits)


def cross_validate(
    shared: Path,
    work: Path,
    body: Model,
    tokenizer: Tokenizer,
    head: Head = SMALL_HEAD,
    beside: Callable[[int], Sequence[Sentence]] | None = None,
) -> dict[str, float]:
    """A model for each fold over the layers of `body`; prints its figures, and those of all folds together.

    `beside` gives for a fold what a larger head that did not learn from it labelled.
    """
    torch.set_num_threads(1)
    sentences, rows = plv(shared / "data" / "plover_relations" / "plv_train.tsv", tokenizer)
    coded = [pair for article in (*gold("train"), *careful(shared)) for pair in coded_pairs(article, tokenizer)]
    print(f"relation: {len(coded)} pairs of coded articles, {len(sentences)} of PLV", flush=True)
    lower = Lower(body)
    for sentence in (*coded, *sentences):
        lower.prepare(sentence)
    folds = folds_of(rows)
    work.mkdir(parents=True, exist_ok=True)
    start = work / f"{head.begins}-pairs.pt"
    train(coded, body, None, start, head.before)
    chances: dict[object, dict[str, float]] = {}
    figures: dict[str, float] = {}
    for fold in range(FOLDS):
        learnt = [s for s, f in zip(sentences, folds, strict=True) if f != fold]
        held = [s for s, f in zip(sentences, folds, strict=True) if f == fold]
        more = beside(fold) if beside else ()
        for sentence in more:
            if sentence.low is None:
                lower.prepare(sentence)
        model = train(learnt, body, start, work / f"{head.name}{fold}.pt", head.run, beside=more)
        found = {key: roots(odds[0]) for key, odds in judged(model, held).items()}
        chances |= found
        print(f"{head.name} fold {fold}: {json.dumps(scored(rows, found))}", flush=True)
        figures = scored(rows, chances)
        print(f"{head.name} folds 0 to {fold}: {json.dumps(figures)}", flush=True)
    (work / f"{head.name}.json").write_text(json.dumps(chances, indent=0) + "\n", "utf-8")
    return figures


def scored(rows: Sequence[dict[str, str]], chances: dict[object, dict[str, float]]) -> dict[str, float]:
    """Macro-F1 of roots and quads over the rows that have chances, by their ids."""
    known = [row for row in rows if row["id"] in chances]
    by_root = [max(chances[row["id"]].items(), key=lambda c: c[1])[0] for row in known]
    by_quad = [str(max(quads(chances[row["id"]]).items(), key=lambda c: c[1])[0]) for row in known]
    return {
        "root": round(macro_f1([row["root"] for row in known], by_root), 4),
        "quad": round(macro_f1([row["quad"] for row in known], by_quad), 4),
        "rows": len(known),
    }
