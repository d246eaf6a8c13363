"""What an article as a whole is about: PLOVER's contexts (codebook, section 7).

contexts.yaml says which words speak for which context; context_weights.json, fitted by training/fit_contexts.py, says
how much of them it takes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log2
from typing import Any

import ahocorasick
import yaml

from dragoman.language import Parsed

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LEAST = 0.36
"""A context is given from this probability on: the best F1 in cross-validation, flat between .30 and .42."""

MOST = 4
OPENING = 250
"""So many characters of the text count as its opening, with the title."""

POINTS = {1: 0.35, 2: 1.0, 3: 2.0}
"""What a word of each weight in contexts.yaml is worth, once."""

CAP = 8
"""A word that comes more often than this says no more."""

USUAL_WORDS, SHORTEST_WORDS = 300, 80
"""Scores are put in proportion to the square root of the length, as if all texts had the usual length."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What the words of an article say for each context, in the order of `contexts`."""

    text: list[float]
    opening: list[float]


def find_contexts(parsed: Parsed) -> tuple[str, ...]:
    """One to four contexts, the most prominent first; none if nothing in the text speaks for one."""
    scores = context_scores(parsed.article.title, _without_noise(parsed))
    if not any(scores.text) and not any(scores.opening):
        return ()
    chances = probabilities(scores)
    ranked = sorted(chances, key=lambda name: -chances[name])
    return tuple(name for name in ranked[:MOST] if chances[name] >= LEAST) or tuple(ranked[:1])


def context_scores(title: str | None, text: str) -> Scores:
    """The weight of the words for each context, in the text and in its title and opening."""
    lexicon = _lexicon()
    whole = [0.0] * len(lexicon.names)
    for (_, number, weight), count in lexicon.counts(text).items():
        whole[number] += POINTS[weight] * log2(1 + min(count, CAP))
    length = (max(text.count(" ") + 1, SHORTEST_WORDS) / USUAL_WORDS) ** 0.5
    opening = [0.0] * len(lexicon.names)
    for (_, number, weight), count in lexicon.counts(f"{title or ''}. {text[:OPENING]}").items():
        opening[number] += POINTS[weight] * count
    return Scores([score / length for score in whole], opening)


def features(scores: Scores) -> list[tuple[float, float, float]]:
    """For each context: its score in the text, in the opening, and its distance to the second best of the text."""
    second = sorted(scores.text)[-2]
    return [(score, first, score - second) for score, first in zip(scores.text, scores.opening, strict=True)]


def probabilities(scores: Scores) -> dict[str, float]:
    """How likely each context is, by the fitted weights."""
    fitted = _fitted()
    found = {}
    for name, values in zip(_lexicon().names, features(scores), strict=True):
        *slopes, bias = fitted["contexts"][name]
        scaled = ((v - m) / s for v, m, s in zip(values, fitted["mean"], fitted["scale"], strict=True))
        total = bias + sum(slope * value for slope, value in zip(slopes, scaled, strict=True))
        found[name] = 1 / (1 + exp(-max(min(total, 50.0), -50.0)))
    return found


Entry = tuple[int, int, bool]
"""Number of the context, weight, whether any ending goes."""


class _Lexicon:
    """contexts.yaml as an automaton over lower-case text."""

    def __init__(self, data: dict[str, dict[int, list[str]]]) -> None:
        self.names = tuple(data)
        entries: dict[str, list[Entry]] = defaultdict(list)
        for number, weights in enumerate(data.values()):
            for weight, words in weights.items():
                for word in words:
                    entries[word.rstrip("*")].append((number, weight, word.endswith("*")))
        self._automaton = ahocorasick.Automaton()
        for word, means in entries.items():
            self._automaton.add_word(word, (word, means))
        self._automaton.make_automaton()

    def counts(self, text: str) -> dict[tuple[str, int, int], int]:
        """How often each word stands in a text: by word, number of the context, and weight."""
        text = text.lower().replace("’", "'") + "  "
        found: dict[tuple[str, int, int], int] = defaultdict(int)
        for last, (word, means) in self._automaton.iter(text):
            start = last + 1 - len(word)
            if start and text[start - 1].isalnum():
                continue
            ending = text[last + 1].isalnum()
            plural = ending and text[last + 1] == "s" and not text[last + 2].isalnum()
            for number, weight, any_ending in means:
                if not ending or any_ending or plural:
                    found[word, number, weight] += 1
        return found


@cache
def _lexicon() -> _Lexicon:
    text = (files("dragoman.plover") / "contexts.yaml").read_text("utf-8")
    return _Lexicon(yaml.load(text, _LOADER))  # noqa: S506 - a safe loader


@cache
def _fitted() -> dict[str, Any]:
    text = (files("dragoman.plover") / "context_weights.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


def _without_noise(parsed: Parsed) -> str:
    """The article's text without its noise lines."""
    text, parts, at = parsed.article.text, [], 0
    for span in sorted(parsed.noise, key=lambda span: span.start):
        parts.append(text[at : span.start])
        at = max(at, span.end)
    return "".join([*parts, text[at:]])
