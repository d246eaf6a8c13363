"""Noise by its words: the patterns of patterns.yaml, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml

from dragoman.cleaning.lines import Line

MONTHS = (
    "(?:jan(?:uary|\\.)?|feb(?:ruary|\\.)?|mar(?:ch|\\.)?|apr(?:il|\\.)?|may|june?\\.?|july?\\.?|aug(?:ust|\\.)?"
    "|sept?(?:ember|\\.)?|oct(?:ober|\\.)?|nov(?:ember|\\.)?|dec(?:ember|\\.)?)"
)
NAME = (
    "(?:[A-Z][\\w’'-]*\\.?(?: (?:[A-Z][\\w’'-]*\\.?|de|da|di|van|von|der|den|al|el|bin|bint|la|le|du|dos)){0,3}"
    " [A-Z][\\w’'-]+)"
)
_PARTS = {
    "name": NAME,
    "date": (
        f"(?:{MONTHS} \\d{{1,2}}(?:st|nd|rd|th)?(?:,? \\d{{4}})?|\\d{{1,2}}(?:st|nd|rd|th)? {MONTHS}(?:,? \\d{{4}})?"
        f"|{MONTHS},? \\d{{4}}|\\d{{4}}-\\d\\d-\\d\\d|\\d{{1,2}}[./]\\d{{1,2}}[./]\\d{{2,4}}|today|yesterday)"
    ),
    "weekday": "(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\\.?)",
    "zone": "(?: ?\\(?(?:gmt|utc|[A-Z]{2,4}|local time)(?: ?[+-]\\d{1,2}(?::?\\d\\d)?)?\\)?)?",
    "time": "(?:\\d{1,2}[:.]\\d\\d(?::\\d\\d)?(?: ?[ap]\\.?m\\.?)?|\\d{1,2} ?[ap]\\.?m\\.?)",
}


_TOLD = re.compile(r"\b(?:said|told|asked|added|warned|shouted|announced|replied|insisted)\b")


@dataclass(frozen=True)
class Group:
    """Patterns of one kind of noise, as one expression. It takes no line of more than `most` words, and a sentence in
    which somebody says something only if `told`."""

    name: str
    most: int
    told: bool
    pattern: str
    flags: int

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Compiled when a line first comes that is short enough for it, which shortens the start."""
        return re.compile(self.pattern, self.flags)


@cache
def groups() -> tuple[Group, ...]:
    """The groups of patterns.yaml, in its order."""
    parts = _PARTS | {
        "agency": _any([way for ways in names()["agencies"].values() for way in ways]),
        "outlet": _any(names()["outlets"]),
    }
    return tuple(_group(entry, parts) for entry in _load("patterns.yaml"))


@cache
def names() -> dict[str, Any]:
    """Agencies (name to ways of writing it), outlets, sections."""
    loaded: dict[str, Any] = _load("names.yaml")
    return loaded


def kind_of(line: Line) -> str | None:
    """The kind of noise that a line is by its words alone, None if by them it is none."""
    if not line.size:
        return None
    told = line.closed and bool(_TOLD.search(line.text))
    for group in groups():
        if line.size <= group.most and (group.told or not told) and group.expression.search(line.text):
            return group.name
    return None


def _group(entry: dict[str, Any], parts: dict[str, str]) -> Group:
    patterns = [line for line in entry["patterns"].splitlines() if line and not line.startswith("# ")]
    body = "|".join(f"(?:{pattern})" for pattern in patterns)
    for name, part in parts.items():
        body = body.replace("{" + name + "}", part if name not in ("name", "agency", "outlet") else f"(?-i:{part})")
    shape = {
        "whole": r"^[\W_]{0,4}(?:%s)[\W_]{0,4}$",
        "starts": r"^[^\w\[(@©-]{0,4}(?:%s)",
        "ends": r"(?:%s)[\W_]{0,3}$",
        "holds": r"(?:%s)",
    }[entry["where"]]
    flags = 0 if entry.get("case") else re.IGNORECASE
    return Group(entry["name"], entry["most"], entry.get("told", False), shape % body, flags)


def _any(words: list[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def _load(name: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(files(__package__).joinpath(name).read_text("utf-8"), loader)  # noqa: S506 - a safe one
