"""What the dictionaries and rules make of a bare name on a day: the answers best first, each with its reason."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from dragoman.actors.dictionaries import Dictionary, Sense, plain

# How sure a whole name is, a family name that is widely known, one that is not, and a name within the words.
WHOLE, KNOWN_FAMILY, FAMILY, WITHIN = 1.0, 0.8, 0.5, 0.4


@dataclass(frozen=True, slots=True)
class Answer:
    """Who a name may be: the code on the day, the full name, the reason, and how sure it is."""

    code: str | None
    name: str
    why: str
    score: float


def look_up(dictionary: Dictionary, name: str, on: str | None = None) -> list[Answer]:
    """Whom a name means, best first; `on` is a day (ISO 8601). Nothing where no dictionary knows any part of it.

    Only dictionaries are asked: a text says more than a name, see `ActorFinder`.
    """
    words = " ".join(name.split())
    found = [_answer(s, on, WHOLE, f"{words!r} is a name of") for s in dictionary.meaning(words)]
    family = dictionary.surnames.get(plain(words), ())
    found += [_answer(s, on, KNOWN_FAMILY if s.known else FAMILY, f"{words!r} is the family name of") for s in family]
    if not found:
        for part in dictionary.find(words):
            text = words[part.start : part.end]
            found += [_answer(s, on, WITHIN, f"{text!r} is a name of") for s in part.senses]
    best: dict[tuple[str | None, str], Answer] = {}
    for answer in found:
        key = answer.code, answer.name
        if key not in best or best[key].score < answer.score:
            best[key] = answer
    return sorted(best.values(), key=lambda a: (-a.score, a.code is None, a.name))


def _answer(sense: Sense, on: str | None, score: float, why: str) -> Answer:
    period = sense.on(on)
    office = f", {period.title}" if period.title else ""
    since = f", since {period.since}" if period.since else ""
    begun = on is None or period.since <= on
    reason = f"{why} {sense.name} ({sense.kind}{office}{since})"
    if not period.code:
        return Answer(None, sense.name, f"{reason}: no longer by then", score / 2)
    return Answer(period.code, sense.name, reason, round(score if begun else score / 2, 3))


def counts(dictionary: Dictionary) -> dict[str, int]:
    """How many names the dictionaries hold, and how many meanings of each kind."""
    senses = {id(s): s for meanings in dictionary.names.values() for s in meanings}
    kinds = Counter(s.kind for s in senses.values())
    return {"names": len(dictionary.names), "family names": len(dictionary.surnames), **dict(sorted(kinds.items()))}


def is_day(text: str) -> bool:
    """Is a text a day, a month or a year in ISO 8601?"""
    return re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text) is not None
