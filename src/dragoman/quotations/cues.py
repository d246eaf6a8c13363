"""The words that report speech, as data: which verbs and nouns, and what each takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

import yaml

from dragoman.records import Channel

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
    measures: frozenset[str]
    speech: frozenset[str]
    """Every verb beside which a full quoted sentence is believed."""
    any: frozenset[str]
    """Every verb that reports in some frame."""


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
        measures=words("measures"),
        speech=(words("clause") | words("quote") | words("tell")) - words("silent"),
        any=words("clause")
        | words("tell")
        | words("order")
        | words("infinitive")
        | words("quoted_object")
        | frozenset(
            [*data["order_phrases"], *data["charge"], *data["name"], *data["quoted_after"], *data["verb_nouns"]]
        ),
    )


@dataclass(frozen=True, slots=True)
class Channels:
    """The words of each channel; see channels.yaml."""

    phrases: tuple[tuple[Channel, re.Pattern[str]], ...]
    verbs: dict[str, Channel]
    texts: dict[str, Channel]
    outlets: frozenset[str]


@cache
def channels() -> Channels:
    """The lexicon of channels, read once."""
    raw = (files("dragoman.quotations") / "channels.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.load(raw, Loader=_YAML)  # noqa: S506

    def pattern(words: list[str]) -> re.Pattern[str]:
        return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(w) for w in words) + r")(?!\w)")

    return Channels(
        phrases=tuple((cast(Channel, name), pattern(words)) for name, words in data["phrases"].items()),
        verbs={v: cast(Channel, name) for name, words in data["verbs"].items() for v in words.split()},
        texts={v: cast(Channel, name) for name, words in data["texts"].items() for v in words.split()},
        outlets=frozenset(data["outlets"].split()),
    )
