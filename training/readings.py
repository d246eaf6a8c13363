"""What the rules read in gold articles, as sentences with readings for the judge, and what the judge adds to the rules.

Every article is judged by a model that has not learnt from it, beside rules' log-odds fitted without it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer

from benchmarks.coding import score_module
from dragoman.events.confidence import logit
from dragoman.events.parties import Side
from dragoman.events.tellings import Telling
from dragoman.language.windows import CLS, SEP, Pieces, pieces_of
from training import confidence, fitting
from training.classes import STATUSES, TYPES
from training.confidence import Example, as_event, evaluate
from training.fitting import fit_shares
from training.judge import (
    ACTOR,
    NO_ACTOR,
    NO_RECIPIENT,
    NO_TRIGGER,
    NONE,
    QUESTION,
    RECIPIENT,
    TRIGGER,
    UNDERSTOOD_ACTOR,
    UNDERSTOOD_RECIPIENT,
    Copy,
    Group,
    Lower,
    Run,
    Sentence,
    judged,
    train,
)
from training.model import Model

FOLDS = 3
LONGEST = 100
LEAST = 0.08
"""Sentences of which the rules think no reading more likely than this are not learnt from."""
WEIGHTS = (("type", 0.3), ("reading", 3.0), ("trigger", 0.4), ("status", 0.2), ("actor", 0.3), ("recipient", 0.3))
RUN = Run(epochs=3, rate=1e-4, head_rate=5e-4, size=700, dropped=0.2, unseen=0.1, weights=WEIGHTS)
LARGER_RUN = replace(RUN, epochs=2, rate=4e-5, head_rate=4e-4)
THRESHOLDS = [t / 100 for t in range(20, 46, 2)]

Key = tuple[object, ...]


def key_of(row: Example) -> Key:
    """Of a reading: article, sentence, trigger and parties; what differs in type alone has the same."""
    reading = row.telling.reading
    sides = (tuple((s.code, s.start, s.end) for s in side) for side in (reading.actors, reading.recipients))
    return (row.article, row.telling.sentence.start, row.telling.trigger_tokens(), *sides)


def trigger_place(telling: Telling) -> tuple[int, int]:
    """The offsets of the words that name the act."""
    first, last = telling.trigger_tokens()
    doc = telling.token.doc
    return doc[first].idx, doc[last - 1].idx + len(doc[last - 1])


def copies_of(pieces: Pieces, start: int, telling: Telling, tokenizer: Tokenizer) -> list[Copy]:
    """The four copies of a reading of the sentence that begins at `start`."""
    a, b = trigger_place(telling)
    covered = pieces.covering(a - start, b - start)
    out = [Copy(QUESTION), Copy(TRIGGER, tuple(p + 1 for p in covered)) if covered else Copy(NO_TRIGGER)]
    for sides, role, absent, understood in (
        (telling.reading.actors, ACTOR, NO_ACTOR, UNDERSTOOD_ACTOR),
        (telling.reading.recipients, RECIPIENT, NO_RECIPIENT, UNDERSTOOD_RECIPIENT),
    ):
        places = [p + 1 for side in sides for p in _inside(pieces, start, side)]
        if places:
            out.append(Copy(role, tuple(places)))
        elif sides:
            names = " ".join(side.name or "" for side in sides)
            out.append(Copy(understood, words=tuple(tokenizer.encode(names, add_special_tokens=False).ids)))
        else:
            out.append(Copy(absent))
    return out


def _inside(pieces: Pieces, start: int, side: Side) -> range:
    if side.start is None or side.end is None or side.start < start:
        return range(0)
    return pieces.covering(side.start - start, side.end - start)


def located(article: Mapping[str, Any]) -> list[tuple[int, int, int, int, dict[str, Any]]]:
    """Gold's events with the offsets of sentence and trigger."""
    text, out = article["text"], []
    for event in article["events"]:
        start = text.find(event["sentence"])
        at = text.find(event["trigger"], max(start, 0))
        if start >= 0 and at >= 0:
            out.append((start, start + len(event["sentence"]), at, at + len(event["trigger"]), event))
    return out


def sentences_of(
    golds: Sequence[Mapping[str, Any]], rows: Sequence[Example], scores: Sequence[float], tokenizer: Tokenizer
) -> list[tuple[float, Sentence]]:
    """The sentences that have readings, each with the rules' highest score of one."""
    parts: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        parts[row.article, row.telling.sentence.start].append(number)
    places = [located(article) for article in golds]
    out = []
    for (article, _), numbers in parts.items():
        whole = rows[numbers[0]].telling.sentence
        start, end = whole.start_char, whole.end_char
        pieces = pieces_of(golds[article]["text"][start:end], tokenizer)
        pieces = Pieces(*(part[:LONGEST] for part in (pieces.ids, pieces.starts, pieces.ends, pieces.shapes)))
        here = [(a, b, event) for s, e, a, b, event in places[article] if s < end and start < e]
        groups: dict[Key, Group] = {}
        for number in numbers:
            row, key = rows[number], key_of(rows[number])
            if key not in groups:
                groups[key] = Group(copies_of(pieces, start, row.telling, tokenizer), key=key)
                _label(groups[key], row.telling, here)
            kind = TYPES.index(row.telling.reading.type) + 1
            # the judge learns what to add to the rules
            groups[key].readings.append((kind, logit(scores[number]), row.worth))
            if row.right:
                groups[key].types = tuple({*groups[key].types, kind} - {NONE})
                groups[key].trigger = groups[key].trigger or kind
        sentence = Sentence(article, [CLS, *pieces.ids, SEP], list(groups.values()))
        out.append((max(scores[n] for n in numbers), sentence))
    return out


def _label(group: Group, telling: Telling, here: Sequence[tuple[int, int, dict[str, Any]]]) -> None:
    """What gold says of a trigger and its parties; `here` are the events of the sentence with their triggers."""
    score = score_module()
    said = as_event(telling)
    a, b = trigger_place(telling)
    named = [event for x, y, event in here if x < b and a < y]
    pairs = [e for e in (*named, *(event for *_, event in here)) if score.pair_equal(e, said)]
    group.types = tuple(TYPES.index(e["type"]) + 1 for e in pairs[:1]) or (NONE,)
    group.trigger = TYPES.index(named[0]["type"]) + 1 if named else NONE
    if named or pairs:
        group.status = STATUSES.index((named or pairs)[0]["status"])
    if named:
        group.actor = int(any(score.who(e["actors"]) == score.who(said["actors"]) for e in named))
        group.recipient = int(any(score.who(e["recipients"]) == score.who(said["recipients"]) for e in named))


@dataclass(frozen=True, slots=True)
class Judging:
    """Judges to be measured: their name, the model that they are made of, where they begin, how they are trained."""

    name: str
    body: Model
    start: Path
    run: Run


def cross_validate(golds: Sequence[dict[str, Any]], work: Path, judging: Judging, tokenizer: Tokenizer) -> None:
    """A judge for each fold of some coded articles; prints figures of rules, judge and both after every fold.

    They begin from a relation head that is there already, which spares a further training.
    """
    torch.set_num_threads(1)
    rows = list(confidence.examples(golds))
    scores = confidence.held_out(rows, confidence.STRENGTH)
    sentences = sentences_of(golds, rows, scores, tokenizer)
    lower = Lower(judging.body)
    for _, sentence in sentences:
        lower.prepare(sentence)
    found: dict[object, list[float]] = {}
    for fold in range(FOLDS):
        learnt = [s for most, s in sentences if s.article % FOLDS != fold and most >= LEAST]
        model = train(learnt, judging.body, judging.start, work / f"{judging.name}{fold}.pt", judging.run)
        held = [s for _, s in sentences if s.article % FOLDS == fold]
        found |= {key: odds[0] for key, odds in judged(model, held).items()}
        known = [number for number, row in enumerate(rows) if row.article % FOLDS <= fold]
        _report(
            f"{judging.name}, folds 0 to {fold}", golds, [rows[n] for n in known], [scores[n] for n in known], found
        )


def _report(
    name: str,
    golds: Sequence[dict[str, Any]],
    rows: Sequence[Example],
    scores: Sequence[float],
    found: Mapping[object, Sequence[float]],
) -> None:
    """Prints the figures of rules, judge and both on the articles that the rows are of."""
    articles = sorted({row.article for row in rows})
    place = {article: number for number, article in enumerate(articles)}
    own = [replace(row, article=place[row.article]) for row in rows]
    kept = [golds[article] for article in articles]
    odds = (found[key_of(row)] for row in rows)
    said = np.array([o[TYPES.index(r.telling.reading.type) + 1] - o[NONE] for o, r in zip(odds, rows, strict=True)])
    by_rules = np.array([logit(score) for score in scores])
    implied = np.array([float(row.telling.reading.implied) for row in rows])
    judge = together(own, np.column_stack([said, implied]))
    both = together(own, np.column_stack([by_rules, said, implied]))
    for who, chances in (("rules", scores), ("judge", judge), ("both", both)):
        print(f"{name}, {who}: {json.dumps(best(own, chances, kept))}", flush=True)


def together(rows: Sequence[Example], evidence: np.ndarray) -> list[float]:
    """Chances by a logistic model over the evidence, each row by a model that has not seen its article."""
    worth = np.array([row.worth for row in rows])
    fold = np.array([row.article % fitting.FOLDS for row in rows])
    out = np.zeros(len(rows))
    for number in range(fitting.FOLDS):
        model = fit_shares(LogisticRegression(), evidence[fold != number], worth[fold != number])
        out[fold == number] = model.predict_proba(evidence[fold == number])[:, 1]
    return [float(p) for p in out]


def best(rows: Sequence[Example], scores: Sequence[float], golds: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Figures at the threshold with the best event F1, and the mean of event F1 at the four best ones."""
    curve = {threshold: evaluate(rows, scores, golds, threshold) for threshold in THRESHOLDS}
    top = max(curve, key=lambda threshold: curve[threshold]["event"])
    four = sorted(figures["event"] for figures in curve.values())[-4:]
    return {"threshold": top, "event, mean of four": sum(four) / 4} | curve[top]
