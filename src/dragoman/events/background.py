"""Wars and annexations that articles tell as background without a date (lexicon/background.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from dragoman.events.reading import Reading

_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
YEAR = 365.25
# In the first year after the later of two like acts the text means that one: nothing is said of the earlier.
_NEVER = date.max


@dataclass(frozen=True, slots=True)
class _Act:
    type: str
    actor: str
    recipient: str
    words: frozenset[str]
    began: date
    until: date


@cache
def _acts() -> tuple[_Act, ...]:
    data = yaml.load((files("dragoman.events") / "lexicon" / "background.yaml").read_text("utf-8"), Loader=_YAML)  # noqa: S506
    return tuple(
        _Act(
            type=entry["type"],
            actor=entry["actor"],
            recipient=entry["recipient"],
            words=frozenset(entry["words"].split()),
            began=date.fromisoformat(entry["date"]),
            until=date.fromisoformat(entry["until"]) if "until" in entry else _NEVER,
        )
        for entry in data
    )


def aggressor(country: str, published: date | None) -> str | None:
    """Who is at war with a country since it attacked it, as is known beyond the article."""
    began = [act for act in _acts() if act.type == "ASSAULT" and act.recipient == country]
    since = [act for act in began if published is None or act.began <= published]
    return max(since, key=lambda act: act.began).actor if since else None


def is_background(reading: Reading, lemma: str, published: date | None) -> bool:
    """Whether a reading is a known act that began more than a year before publication (section 2, `status`)."""
    if published is None:
        return False
    actors, recipients = {s.who for s in reading.actors}, {s.who for s in reading.recipients}
    return any(
        act.type == reading.type
        and lemma in act.words
        and act.actor in actors
        and act.recipient in recipients
        and (published - act.began).days > YEAR
        and not 0 <= (published - act.until).days <= YEAR
        for act in _acts()
    )
