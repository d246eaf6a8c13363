"""Rules of law, and the words that say that one was broken, as patterns. The data is in instruments.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_SMALL = (
    "of to in with by the its their his her our a an for on all any several multiple numerous relevant global basic "
    "total serious fundamental what called"
)
BETWEEN = rf"[”\"’]?(?:\s+(?:{_SMALL.replace(' ', '|')}))*\s+[“\"‘']?"
"""The few words that may stand between a breach and its rule."""

DETERMINER = re.compile(r"\b(?:the|a|an|its|their|his|her|our)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Charge:
    """A rule or a crime named at characters [start, end) of a text; the word of breach stands at `breach`."""

    start: int
    end: int
    breach: int
    crime: bool


@dataclass(frozen=True, slots=True)
class Instruments:
    """The patterns of instruments.yaml, compiled. Get them with `instruments()`."""

    crimes: re.Pattern[str]
    broken: re.Pattern[str]
    passive: re.Pattern[str]
    again: re.Pattern[str]
    stems: tuple[str, ...]
    charging: frozenset[str]

    def charges(self, text: str) -> Iterator[Charge]:
        """The charges that a text may hold, in text order; none lies inside another."""
        found: list[Charge] = []
        for start, end in self._windows(text.lower()):
            for match in self.broken.finditer(text, start, end):
                found.append(
                    Charge(_with_determiner(text, match.start("rule")), match.end("rule"), match.start(), False)
                )
                more = self.again.match(text, match.end("rule"), end)
                if more:
                    found.append(Charge(more.start("rule"), more.end("rule"), match.start(), False))
            for match in self.passive.finditer(text, start, end):
                found.append(Charge(match.start("rule"), match.end("rule"), match.end() - 1, False))
            for match in self.crimes.finditer(text, start, end):
                found.append(Charge(match.start(), match.end(), match.start(), True))
        end = -1
        for charge in sorted(found, key=lambda charge: (charge.start, -charge.end)):
            if charge.start >= end:
                yield charge
                end = charge.end

    def _windows(self, lower: str) -> list[tuple[int, int]]:
        """Stretches around the stems, merged where they meet, cut at white space."""
        hits: list[int] = []
        for stem in self.stems:
            at = lower.find(stem)
            while at >= 0:
                hits.append(at)
                at = lower.find(stem, at + 1)
        merged: list[tuple[int, int]] = []
        for at in sorted(hits):
            start, end = max(at - WINDOW, 0), at + WINDOW
            start = lower.rfind(" ", max(start - WINDOW, 0), start) + 1 or start
            end = max(lower.find(" ", end, end + WINDOW), min(end, len(lower)))
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged


def _with_determiner(text: str, start: int) -> int:
    """Where a rule begins if the article before it is taken in."""
    before = DETERMINER.search(text, max(start - 8, 0), start)
    return before.start() if before else start


WINDOW = 120
"""So many characters around a stem can belong to its charge."""


@cache
def instruments() -> Instruments:
    """The package's instruments of law, read once."""
    text = (files("dragoman.claims") / "instruments.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.load(text, _LOADER)  # noqa: S506 - a safe loader
    rule = rf"(?P<rule>(?:(?:the|a|an|its|their|his|our|several|multiple)\s+)?(?:{_either(data['rules'])}))(?![\w-])"
    return Instruments(
        crimes=re.compile(rf"\b(?:{_either(data['crimes'])})(?![\w-])", re.IGNORECASE),
        broken=re.compile(rf"\b(?:{_either(data['breach'])}){BETWEEN}{rule}"),
        passive=re.compile(rf"\b{rule}\s+{_either(data['breached'])}"),
        again=re.compile(rf"\s+(?:and|or)\s+{rule}"),
        stems=tuple(data["stems"]),
        charging=frozenset(data["charging"]),
    )


def _either(lines: str) -> str:
    """The alternatives as one pattern: a space is any white space, "UN" also "U.N."."""
    joined = "|".join(f"(?:{line})" for line in lines.splitlines() if line)
    joined = re.sub(r"\b(U)(N|S|K)\b(?!\w)", r"\1\\.?\2\\.?", joined)
    return f"(?:{joined.replace(' ', chr(92) + 's+')})"
