"""The mode of an act from the words around it (lexicon/modes.yaml)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from spacy.tokens import Span, Token

from dragoman.events.lexicon import Act
from dragoman.events.parties import Side
from dragoman.plover.ontology import event_types

_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What a type is where nothing near says more: whoever asks mostly asks for a change.
USUAL = {"REQUEST": "change"}
# Types whose mode is that of the word nearest to the trigger: "called on it to stop before the talks" asks to stop.
_NEAREST = frozenset(("REQUEST", "REJECT", "THREATEN"))
# What "air" says nothing of the weapon before.
_AIR = frozenset(("base", "defence", "defense", "defences", "defenses", "field"))
# How many parties make a meeting multilateral.
SEVERAL = 3
# How many words right of a verb its mode is looked for: an object and what hangs on it.
NEAR = 14


@dataclass(frozen=True, slots=True)
class _Rule:
    mode: str
    near: re.Pattern[str]
    sentence: re.Pattern[str] | None


@cache
def _rules() -> dict[str, tuple[_Rule, ...]]:
    data = yaml.load((files("dragoman.events") / "lexicon" / "modes.yaml").read_text("utf-8"), Loader=_YAML)  # noqa: S506
    types = event_types()
    rules: dict[str, tuple[_Rule, ...]] = {}
    for kind, entries in data.items():
        for entry in entries:
            if entry["mode"] not in types[kind].modes:
                raise ValueError(f"modes.yaml: {entry['mode']!r} is no mode of {kind}: {', '.join(types[kind].modes)}")
        rules[kind] = tuple(
            _Rule(
                e["mode"],
                re.compile(rf"(?:{e['near']})\Z", re.I),
                re.compile(rf"\b(?:{e['sentence']})\b", re.I) if e["sentence"] else None,
            )
            for e in entries
        )
    return rules


def mode_of(token: Token, act: Act, sentence: Span) -> str | None:
    """The mode of the act that a token names: the word's own, else that of the words near it, else none."""
    if act.mode or act.mode_fixed:
        return act.mode
    near = mode_near(act.type, token)
    if near:
        return near
    for rule in _rules().get(act.type, ()):
        if rule.sentence and rule.sentence.search(sentence.text):
            return rule.mode
    return USUAL.get(act.type)


def mode_among(kind: str, mode: str | None, actors: Sequence[Side], recipients: Sequence[Side]) -> str | None:
    """The mode with what the parties say of it: three who meet are multilateral, what the press may not is censored."""
    if kind == "CONSULT" and mode is None:
        alone = len(actors) == 1 and actors[0].sector == "IGO" and not recipients
        return "multilateral" if alone or len({side.who for side in actors}) >= SEVERAL else None
    if kind == "ASSAULT" and mode == "aerial" and actors and actors[0].sector in {"REB", "UAF", "PRM", "CRM"}:
        return "explosives"  # rebels who bomb a hotel
    if kind == "COERCE" and mode == "restrict" and any(side.sector == "JRN" for side in recipients):
        return "censor"
    return mode


def mode_near(kind: str, token: Token) -> str | None:
    """The mode of a type that the words close to its trigger say, else none."""
    rules = _rules().get(kind, ())
    near = _near(token) if rules else []
    if kind in _NEAREST:
        return next((rule.mode for word in near for rule in rules if rule.near.match(word)), None)
    if kind == "ASSAULT" and token.pos_ == "VERB":  # the weapon may be the subject: "missiles struck"
        near += [w.lower_ for c in token.children if c.dep_ == "nsubj" for w in (*c.lefts, c)]
    return next((rule.mode for rule in rules if any(rule.near.match(word) for word in near)), None)


def _near(token: Token) -> list[str]:
    left = min(token.left_edge.i, token.i) if token.pos_ in ("NOUN", "PROPN") else token.i
    right = min(token.right_edge.i + 1, token.i + NEAR)
    words = token.doc[left:right]
    return [t.lower_ for t in words if t.lower_ != "air" or t.i + 1 >= right or t.nbor().lower_ not in _AIR]
