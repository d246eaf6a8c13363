"""What agreements are called, and what is said of them. The data is in agreements.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from dragoman.records import AgreementKind, Stage

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Known:
    """An agreement known by name, its kind and its parties."""

    kind: AgreementKind
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgreementLexicon:
    """agreements.yaml, made ready. Get it with `agreement_lexicon()`."""

    heads: dict[str, AgreementKind]
    only_after: dict[str, frozenset[str]]
    pairs: dict[tuple[str, str], AgreementKind]
    modifiers: dict[str, AgreementKind]
    not_before: frozenset[str]
    not_after: frozenset[str]
    stages: dict[str, tuple[Stage, ...]]
    """By the lemma of the verb; with "~" before it where the agreement is the subject."""
    order: tuple[Stage, ...]
    wishes: frozenset[str]
    in_names: frozenset[str]
    """Words that the names of known agreements hold where they hold no head."""
    named: re.Pattern[str]
    known: tuple[Known, ...]
    """In the order of the groups of `named`."""


@cache
def agreement_lexicon() -> AgreementLexicon:
    """The package's lexicon of agreements, read once."""
    text = (files("dragoman.claims") / "agreements.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.load(text, _LOADER)  # noqa: S506 - a safe loader
    stages: dict[str, tuple[Stage, ...]] = {}
    for stage, lemmas in data["stages"].items():
        for lemma in lemmas:
            stages[lemma] = (*stages.get(lemma, ()), stage)
    return AgreementLexicon(
        heads=_inverted(data["heads"]),
        only_after={head: frozenset(words) for head, words in data["only_after"].items()},
        pairs={_pair(words): kind for words, kind in _inverted(data["pairs"]).items()},
        modifiers=_inverted(data["modifiers"]),
        not_before=frozenset(data["not_before"]),
        not_after=frozenset(data["not_after"]),
        stages=stages,
        order=tuple(data["order"]),
        wishes=frozenset(data["wishes"]),
        in_names=frozenset(data["in_names"]),
        named=re.compile("|".join(rf"(\b(?:{entry['name']})(?!\w))" for entry in data["known"])),
        known=tuple(Known(entry["kind"], tuple(entry["parties"])) for entry in data["known"]),
    )


def _inverted(lists: dict[str, list[str]]) -> dict[str, Any]:
    return {word: name for name, words in lists.items() for word in words}


def _pair(words: str) -> tuple[str, str]:
    """The last two words."""
    *_, before, head = words.split()
    return before, head
