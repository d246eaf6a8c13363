"""Finds noise lines and the dateline."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.cleaning.dateline import find_agency, find_dateline
from dragoman.cleaning.lines import Line, lines_of
from dragoman.cleaning.patterns import kind_of
from dragoman.cleaning.repeats import doubles, ends_with_headline, is_headline
from dragoman.cleaning.structure import (
    above,
    amid_a_sentence,
    below,
    below_heads,
    captions,
    fragments,
    links,
    pull_quotes,
    shouted,
    standfirst,
)
from dragoman.records import Dateline, Span

HEAD = 12  # lines among which the headline may stand
SMALL = 100  # words of a text that may be noise as a whole
LEFT = 0.2  # share of the words of a longer text that cleaning must leave
_INITIALS = re.compile(r"^[a-z]{2,3}(?:/[a-z]{2,3})?$")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning found. Noise spans are whole lines, in text order, without the line break and without blanks
    around them. `agency` is the wire agency whose report it is, if the text says so."""

    noise: tuple[Span, ...] = ()
    dateline: Dateline | None = None
    agency: str | None = None


def clean(text: str, title: str | None = None) -> Cleaned:
    """Noise, dateline and wire agency of a text (codebook, section 8).

    Takes any text. A text of one line is taken as a report that lost its line breaks: it has no noise lines, unless
    the line is one by its words and there is no report at all.
    """
    lines = lines_of(text)
    noise = kinds(lines, title)
    report = [line for number, line in enumerate(lines) if number not in noise]
    dateline = find_dateline(text, report)
    return Cleaned(
        noise=tuple(Span.of(text, line.start, line.end) for number, line in enumerate(lines) if number in noise),
        dateline=dateline,
        agency=find_agency(dateline, [lines[number] for number in sorted(noise)]),
    )


def kinds(lines: list[Line], title: str | None = None) -> dict[int, str]:
    """The kind of noise of each line that is noise, by its number."""
    noise = {number: kind for number, line in enumerate(lines) if (kind := kind_of(line))}
    if len(lines) < 2:
        return noise

    def take(numbers: set[int], kind: str) -> None:
        for number in numbers:
            noise.setdefault(number, kind)

    if title:
        take(_headlines(lines, title, noise), "headline")
    for number in [number for number, kind in noise.items() if kind in ("sharing", "links", "bylines")]:
        if amid_a_sentence(lines, noise, number):
            del noise[number]
    pieces = fragments(lines, noise)
    take(captions(lines, noise), "captions")
    take(shouted(lines), "links")
    take(pull_quotes(lines, noise), "pull quote")
    take(doubles(lines), "repeat")
    take(above(lines, noise, pieces), "head")
    take(below_heads(lines, noise), "links")
    take(links(lines, noise, pieces), "links")
    take(standfirst(lines, noise), "standfirst")
    take(below(lines, noise), "bylines")
    if _INITIALS.match(lines[-1].text):
        take({len(lines) - 1}, "bylines")
    return noise if _leaves_a_report(lines, noise) else {}


def _leaves_a_report(lines: list[Line], noise: dict[int, str]) -> bool:
    """Whether enough is left. A page of captions only is a report in captions: nothing of it is noise."""
    words = sum(line.size for line in lines)
    left = sum(line.size for number, line in enumerate(lines) if number not in noise)
    return words < SMALL or left >= LEFT * words


def _headlines(lines: list[Line], title: str, noise: dict[int, str]) -> set[int]:
    out: set[int] = set()
    for number, line in enumerate(lines[:HEAD]):
        if number in noise:
            continue
        if is_headline(line, title) or ends_with_headline(line, title):
            out.add(number)
        elif line.closed and line.size > 20:
            break
    return out
