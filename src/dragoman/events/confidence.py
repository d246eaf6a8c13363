"""How sure a reading of an act is: a logistic model over what the rules saw.

The features are named by what they say ("type=ACCUSE", "recipient=pronoun"), so that a weight can be read. The weights
(confidence.json) are fitted on coded articles by `python -m training.confidence`; a feature without a weight counts
nothing.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from dragoman.events.parties import NAMED, Side
from dragoman.events.reading import Reading
from dragoman.events.syntax import has_both
from dragoman.records import Quotation

# Events below these are not told at all: those that some word names, those that are only implied (stance.py). They gave
# the best figures in cross-validation.
THRESHOLD_KEY, IMPLIED_KEY = "threshold", "threshold: implied"
CALIBRATION_KEYS = ("calibration: score", "calibration: tellings", "calibration: implied", "calibration: shift")

SENTENCES = (1, 3, 8, 20)
"""Borders between the parts of an article, by the number of the sentence."""

DISTANCES = (20, 50, 100, 200)
"""Borders between near and far mentions, in characters."""

DETERMINERS = frozenset({"the", "a", "an", "this", "that", "any", "no", "his", "its", "their", "none"})


def features(reading: Reading, token: Token, sentence_index: int, voice: Quotation | None) -> Iterator[str]:
    """What the model looks at, as names of binary features."""
    kind, status = reading.type, reading.status
    rule = reading.why
    yield "bias"
    yield f"rule={rule}"
    yield f"type={kind}"
    yield f"status={status}"
    yield f"{kind} status={status}"
    yield f"mode={kind}:{reading.mode}"
    yield f"lemma={token.lemma_.lower()} {kind}"
    yield f"pos={token.pos_}"
    yield f"dep={token.dep_}"
    yield f"{kind} pos={token.pos_}"
    yield f"tag={token.tag_}"
    for side, parties in (("actor", reading.actors), ("recipient", reading.recipients)):
        yield f"{side}s={min(len(parties), 3)}"
        yield f"{kind} {side}s={min(len(parties), 3)}"
        for party in parties[:3]:
            yield f"{side}={party.kind}"
            yield f"{side} sector={party.sector}"
            yield f"{kind} {side} sector={party.sector}"
            if party.start is not None:
                yield f"{side} far={bisect_right(DISTANCES, abs(party.start - token.idx))}"
    yield from _between(reading.actors, reading.recipients, kind)
    if has_both(token) and all(s.kind in NAMED for s in (*reading.actors, *reading.recipients)):
        own = _own(token, reading.actors) and (not reading.recipients or _own(token, reading.recipients))
        yield f"complete {'own' if own else 'near'}"
        yield f"complete {'own' if own else 'near'} {kind}"
    yield f"{rule} of {bool(reading.actors)}>{bool(reading.recipients)}"
    spoken = voice.kind if voice else "none"
    yield f"voice={spoken}"
    yield f"{kind} voice={spoken}"
    if voice and voice.speaker_code and any(s.code == voice.speaker_code for s in reading.actors):
        yield f"own voice {kind}"
    yield f"sentence={bisect_right(SENTENCES, sentence_index)}"
    if token.pos_ in ("NOUN", "PROPN"):
        determiner = next((c.lower_ for c in token.lefts if c.dep_ in ("det", "poss")), "none")
        yield f"determiner={determiner if determiner in DETERMINERS else 'other'}"
        yield f"noun under={token.dep_}:{token.head.pos_}"
    head = token.head
    yield f"head={head.lemma_.lower() if head.pos_ in ('VERB', 'AUX', 'ADP') else head.pos_}"
    if any(c.dep_ == "neg" for c in token.children):
        yield "negated verb"
    if any(c.dep_ == "mark" and c.lower_ == "if" for c in token.children):
        yield "conditional"


def _own(verb: Token, parties: Sequence[Side]) -> bool:
    """Whether the first of the parties is named in a subject, an object or an agent of the verb."""
    if not parties or parties[0].start is None:
        return False
    arguments = (c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "dobj", "dative", "agent"))
    return any(c.left_edge.idx <= parties[0].start <= c.right_edge.idx for c in arguments)


def _between(actors: Sequence[Side], recipients: Sequence[Side], kind: str) -> Iterator[str]:
    if actors:
        yield f"{kind} {actors[0].sector}>{recipients[0].sector if recipients else 'none'}"
    if actors and recipients:
        own = {s.who for s in actors} & {s.who for s in recipients}
        yield "domestic" if own else "foreign"
        yield f"{kind} {'domestic' if own else 'foreign'}"
        if own:
            yield f"domestic {actors[0].sector}>{recipients[0].sector}"
            yield f"domestic recipient={recipients[0].kind}"
            yield f"{kind} domestic recipient={recipients[0].kind}"
    for side in (*actors, *recipients):
        if side.who == "INT":
            yield "INT party"
            return


@cache
def weights() -> dict[str, float]:
    """The fitted weights by feature."""
    data: dict[str, float] = json.loads((files("dragoman.events") / "confidence.json").read_text("utf-8"))
    return data


def confidence(names: Iterable[str]) -> float:
    """The probability that a reading with these features is right."""
    total = sum(filter(None, map(weights().get, names)))
    return 1.0 / (1.0 + math.exp(-max(min(total, 30.0), -30.0)))


def least(implied: bool) -> float:
    """The confidence that an event needs to be told; one that no word names needs more."""
    return weights().get(IMPLIED_KEY if implied else THRESHOLD_KEY, 0.0)


def calibrated(score: float, tellings: int, implied: bool = False) -> float:
    """The probability that an event is right whose likeliest telling has that score, of so many tellings."""
    table = weights()
    defaults = (1, 0, 0, 0)
    slope, more, less, shift = (table.get(key, d) for key, d in zip(CALIBRATION_KEYS, defaults, strict=True))
    return 1.0 / (1.0 + math.exp(-(slope * logit(score) + more * math.log(tellings) + less * implied + shift)))


def logit(score: float) -> float:
    """The log-odds of a probability; those of 0 and 1 are cut off."""
    held = min(max(score, 1e-6), 1 - 1e-6)
    return math.log(held / (1 - held))
