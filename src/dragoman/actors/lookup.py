"""What the dictionaries and rules make of a bare name on a day: the answers best first, each with its reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from dragoman.actors.dictionaries import Dictionary, Sense, plain
from dragoman.actors.finder import ActorFinder
from dragoman.cleaning import Cleaned
from dragoman.language import Reader
from dragoman.records import Article

# How sure a whole name is, a description that the rules read, a family name that is widely known, one that is not,
# and a name within the words.
WHOLE, RULED, KNOWN_FAMILY, FAMILY, WITHIN = 1.0, 0.9, 0.8, 0.5, 0.4
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """Who a name may be: the code on the day, the full name, the reason, and how sure it is."""

    code: str | None
    name: str
    why: str
    score: float


class Lookup:
    """Says whom names and descriptions mean. Load once; `extra` is a user's own dictionary file, laid over ours."""

    def __init__(self, extra: Path | None = None) -> None:
        self._finder = ActorFinder(extra)

    @cached_property
    def _reader(self) -> Reader:
        return Reader()

    def answers(self, name: str, on: str | None = None) -> list[Answer]:
        """Whom a name means on a day (ISO 8601), best first: by the dictionaries, else by what the rules read in it.

        A description that nothing decides ("the foreign minister") is an answer without a code, which says why.
        Raises ValueError for what is no day.
        """
        if on is not None and not is_day(on):
            raise ValueError(f"{on!r} is no date: 2024-06-20, 2024-06 and 2024 are")
        words = " ".join(name.split())
        found = look_up(self._finder.dictionary, words, on)
        if not any(a.score >= KNOWN_FAMILY for a in found) and words:
            found = [*self._described(words, on), *found]
        return sorted(_best(found), key=lambda a: (a.code is None, -a.score))

    def _described(self, words: str, on: str | None) -> Iterator[Answer]:
        """What the rules make of the words as the subject of a sentence."""
        parsed = self._reader.parse(Article.of(f"{words} spoke.", published=_first_day(on) if on else None), Cleaned())
        layer = self._finder.find(parsed)
        least = len(words) - (m.end() if (m := _ARTICLE.match(words)) else 0)
        last = next((t.i for t in parsed.doc if t.idx >= len(words)), len(parsed.doc))
        whole = [m for m in layer.mentions if m.end <= len(words) and m.end - m.start >= least]
        mention = max(whole, key=lambda m: m.end - m.start, default=None) or layer.of(0, last)
        if mention is not None and not mention.entity.members:
            score = RULED if mention.code else 0.0
            yield Answer(mention.code, mention.entity.name, f"{words!r} by its words: {mention.entity.why}", score)


def look_up(dictionary: Dictionary, name: str, on: str | None = None) -> list[Answer]:
    """Whom a name means, best first; `on` is a day (ISO 8601). Nothing where no dictionary knows any part of it.

    Only dictionaries are asked: `Lookup` asks the rules too, and a text says more than a name, see `ActorFinder`.
    """
    words = " ".join(name.split())
    bare = words[m.end() :] if (m := _ARTICLE.match(words)) else words
    senses = dictionary.meaning(words) or dictionary.meaning(bare)
    found = [_answer(s, on, WHOLE, f"{words!r} is a name of") for s in senses]
    family = dictionary.surnames.get(plain(words), ())
    found += [_answer(s, on, KNOWN_FAMILY if s.known else FAMILY, f"{words!r} is the family name of") for s in family]
    if not found:
        for part in dictionary.find(words):
            text = words[part.start : part.end]
            found += [_answer(s, on, WITHIN, f"{text!r} is a name of") for s in part.senses]
    return sorted(_best(found), key=lambda a: (-a.score, a.code is None, a.name))


def _best(found: Iterable[Answer]) -> list[Answer]:
    """The surest of the answers with one code and name."""
    best: dict[tuple[str | None, str], Answer] = {}
    for answer in found:
        key = answer.code, answer.name
        if key not in best or best[key].score < answer.score:
            best[key] = answer
    return list(best.values())


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
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text):
        return False
    try:
        date.fromisoformat(_first_day(text))
    except ValueError:
        return False
    return True


def _first_day(text: str) -> str:
    """The first day of a year or a month."""
    return f"{text}-01-01"[:10]
