"""Noise by its place and shape: what stands above the report and below it, lists of links, pull quotes."""

from __future__ import annotations

import re
from functools import cache

from dragoman.cleaning.lines import Line
from dragoman.cleaning.patterns import NAME, names
from dragoman.cleaning.repeats import said_elsewhere, stems

# Calibrated on coded articles of a hundred outlets: no section heading among them has as many words, and nearly every
# line without an end that has as many is a link, a caption or a headline.
HEADING = 9
SHOUT = 5  # words of a line in capitals from which on it is a link: a heading in capitals ("DIVIDED KINGDOM") has fewer
RUN = 2  # lines without an end that stand together and are no fragments: a list of links
LINK = 5  # words of a link in such a list; lists of topics have shorter items
TOP = 8  # lines in which headline, standfirst, byline and time stand
BODY = 12  # words of a closed line that begins the report
RESTATED = 0.68  # share of a standfirst that one later paragraph must say again

_OPEN_END = re.compile(
    r"\b(?:the|a|an|of|to|in|on|at|by|for|with|from|and|or|but|as|that|which|who|is|are|was|were|has|have|had|be|been|"
    r"its|his|her|their|this|toward|towards|about|into|under|over|between|against|said|told|not|also|will|would)$",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^[-–—•*·▪●‣◦]|^\d{1,2}[.)] ")
_RULED = re.compile(r"^[–—-] .* [–—-]$")
_LIST_HEAD = re.compile(
    r"(?:read|see|also|more|related|reading|topics|recommended|stories|next|trending|links?|coverage|miss|picks?|news|"
    r"headlines|popular|viewed|watch)\b",
    re.IGNORECASE,
)
_PULL_QUOTE = re.compile(r"^[\"“‘'«].{15,400}[\"”’'»]\s*[–—―-]+\s*[A-Z][^.!?]{2,140}$")
_NAME_ALONE = re.compile(rf"^(?:By |by |BY )?{NAME}(?:(?:,| and|,? &) {NAME})*$")


@cache
def _labels() -> frozenset[str]:
    known = names()
    ways = [way for named in known["agencies"].values() for way in named]
    return frozenset(label.lower() for label in (*known["sections"], *known["outlets"], *ways))


def fragments(lines: list[Line]) -> set[int]:
    """Numbers of lines that are pieces of a sentence: a page's links and bold words were put on lines of their own."""
    out: set[int] = set()
    for first, last in _open_runs(lines):
        after = lines[last] if last < len(lines) else None
        run = lines[first:last]
        if (
            any(line.continues for line in run)
            or (after is not None and after.continues)
            or any(_OPEN_END.search(line.text) for line in run)
        ):
            out.update(range(first, last))
    return out


def shouted(lines: list[Line]) -> set[int]:
    """Numbers of headlines in capitals between the paragraphs of a text that is not itself in capitals."""
    found = {number for number, line in enumerate(lines) if line.size >= SHOUT and line.shouts}
    words = sum(line.size for line in lines)
    return found if 2 * sum(lines[number].size for number in found) < words else set()


def links(lines: list[Line], noise: dict[int, str], pieces: set[int]) -> set[int]:
    """Numbers of the lines of link lists, and of single headlines and captions between paragraphs."""
    out: set[int] = set()
    for first, last in _open_runs(lines):
        if first in pieces or (first and _introduces(lines[first - 1]) and first - 1 not in noise):
            continue
        run = [number for number in range(first, last) if number not in noise and not _RULED.match(lines[number].text)]
        long = [number for number in run if lines[number].size >= LINK and not _ITEM.match(lines[number].text)]
        if len(long) >= RUN and len(long) * 2 > len(run):
            out.update(run)
            continue
        out.update(number for number in long if lines[number].size >= HEADING)
    return out


def below_heads(lines: list[Line], noise: dict[int, str]) -> set[int]:
    """Numbers of the lines below "Read more:" and the like: up to the next paragraph, or to the end of the text."""
    out: set[int] = set()
    for number, line in enumerate(lines):
        if noise.get(number) != "links" or line.size > 6 or not _LIST_HEAD.search(line.text):
            continue
        for below in range(number + 1, min(number + 9, len(lines))):
            if below in noise:
                continue
            item = lines[below]
            at_end = number >= len(lines) - 7 and number > len(lines) // 2 and item.sentences == 1 and item.size <= 35
            if (item.closed and not at_end) or item.size > 40 or (item.size < 4 and not item.shouts):
                break
            out.add(below)
    return out


def pull_quotes(lines: list[Line], noise: dict[int, str]) -> set[int]:
    """Numbers of lines that set a quotation apart, with its speaker after a dash or on the next line."""
    return {
        number
        for number, line in enumerate(lines)
        if number not in noise and line.size < 75 and _PULL_QUOTE.match(line.text)
    }


def above(lines: list[Line], noise: dict[int, str], pieces: set[int]) -> set[int]:
    """Numbers of the lines above the report: names, labels, headlines and standfirsts without a full stop."""
    out: set[int] = set()
    for number, line in enumerate(lines[:TOP]):
        if number in noise:
            continue
        if number + 1 == len(lines) or number in pieces or _RULED.match(line.text):
            break
        if line.closed and not line.text.endswith(("?", "!")) and line.size >= BODY:
            break
        if line.text.lower().strip(" :|") in _labels() or (line.size <= 8 and _NAME_ALONE.match(line.text)):
            out.add(number)
        elif not line.closed and line.size > 3 and line.size <= 60 and not _dateline_alone(line):
            out.add(number)
        else:
            break
    return out


def standfirst(lines: list[Line], noise: dict[int, str]) -> set[int]:
    """Numbers of the lines at the head that later paragraphs say again: a standfirst, or a list of key points."""
    head = [number for number in range(len(lines)) if number not in noise][:TOP]
    if len(head) < 4:
        return set()
    known = [stems(line.text) for line in lines]
    again: list[int] = []
    for place, number in enumerate(head[:-1]):
        line = lines[number]
        later = [known[other] for other in range(number + 1, len(lines)) if other not in noise]
        if line.size > 45 or len(known[number]) < 5 or line.sentences > 2 or said_elsewhere(line, later) < RESTATED:
            if place - len(again) >= len(again) or place > 5:
                break
            continue
        again.append(place)
    return set(head[: again[-1] + 1]) if again and again[0] == 0 and 2 * len(again) >= again[-1] + 1 else set()


def _open_runs(lines: list[Line]) -> list[tuple[int, int]]:
    """Stretches [first, last) of lines that do not end as sentences do."""
    runs, first = [], None
    for number, line in enumerate(lines):
        if line.closed:
            if first is not None:
                runs.append((first, number))
            first = None
        elif first is None:
            first = number
    if first is not None:
        runs.append((first, len(lines)))
    return runs


def _introduces(line: Line) -> bool:
    return line.text.endswith((":", "…", "...", ";"))


def _dateline_alone(line: Line) -> bool:
    return bool(re.search(r"[–—-]$", line.text))
