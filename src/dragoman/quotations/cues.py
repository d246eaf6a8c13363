"""The words that report speech, as data: which verbs and nouns, and what each takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Cues:
    """Lemmas by what they take; see cues.yaml, which explains each list."""

    clause: frozenset[str]
    that_only: frozenset[str]
    quote: frozenset[str]
    tell: frozenset[str]
    infinitive: frozenset[str]
    order: frozenset[str]
    order_phrases: dict[str, frozenset[str]]
    charge: dict[str, frozenset[str]]
    name: dict[str, str]
    quoted_object: frozenset[str]
    quoted_after: dict[str, frozenset[str]]
    verb_nouns: dict[str, frozenset[str]]
    nouns: frozenset[str]
    declined: dict[str, frozenset[str]]
    texts: frozenset[str]
    speech: frozenset[str]
    """Every verb beside which a full quoted sentence is believed."""


@cache
def cues() -> Cues:
    """The lexicon of cues, read once."""
    raw = (files("dragoman.quotations") / "cues.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.load(raw, Loader=_YAML)  # noqa: S506

    def words(key: str) -> frozenset[str]:
        return frozenset(data[key].split())

    def lists(key: str) -> dict[str, frozenset[str]]:
        return {k: frozenset(v.split() if isinstance(v, str) else v) for k, v in data[key].items()}

    return Cues(
        clause=words("clause"),
        that_only=words("that_only"),
        quote=words("quote"),
        tell=words("tell"),
        infinitive=words("infinitive"),
        order=words("order"),
        order_phrases=lists("order_phrases"),
        charge=lists("charge"),
        name=data["name"],
        quoted_object=words("quoted_object"),
        quoted_after=lists("quoted_after"),
        verb_nouns=lists("verb_nouns"),
        nouns=words("nouns"),
        declined=lists("declined"),
        texts=words("texts"),
        speech=words("clause") | words("quote") | words("tell") | words("order"),
    )
