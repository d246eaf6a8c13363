"""The dateline ("MOSCOW (Reuters) -") and the wire agency of a report (codebook, section 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from dragoman.cleaning.lines import Line
from dragoman.cleaning.patterns import MONTHS, names
from dragoman.records import Dateline, Span

_LOOK_AT = 160  # characters in which a dateline ends, generously
_FIRST_LINES = 4  # lines of the report in which an agency's dateline may stand, after a standfirst that was not told

_DASH = r"(?:[-–—―‒]{1,3})"
_DAY = rf"(?:(?i:{MONTHS}) ?\d{{1,2}}|\d{{1,2}} (?i:{MONTHS}))(?:,? \d{{4}})?"
_CAPITALS = r"(?:[A-Z][A-Z'’-]*\.?)(?:[ /-][A-Z][A-Z'’-]*\.?)*"
_TITLE = r"[A-Z][\w'’.-]+(?: (?:[A-Z][\w'’.-]+|of|de|al|el|du|la)){0,3}"
_REGION = r"(?:, ?(?:[A-Z][\w'’-]*\.?(?:[A-Z]\.)*|of|and|the|de|al)(?: (?:[A-Z][\w'’-]*\.?|of|and|the|de|al)){0,4})?"
_SENTENCE = re.compile(r"[A-Z0-9\"“‘'«]|$")
_NO_PLACE = re.compile(
    r"^(?:BREAKING|UPDATED?\b.*|EXCLUSIVE|WATCH|READ|VIDEO|LIVE|ANALYSIS|OPINION|FACT ?CHECK|EXPLAIN(?:ER|ED)|TIMELINE"
    r"|FILE|NOTE|CORRECTION|WARNING|ALERT|JUST IN|DEVELOPING|REPORT|EDITORIAL|COMMENT|INTERVIEW|PHOTOS?|LISTEN|MORE"
    r"|FACTBOX|WRAPUP|INSIGHT|NEWS|NEWSMAKER|Q|A|QUESTION|ANSWER|STORY|SPECIAL|FEATURE|PODCAST|Q&A|I|MR|US|NO|AND)\.?$"
)


@cache
def _agencies() -> dict[str, str]:
    return {way: name for name, ways in names()["agencies"].items() for way in ways}


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """Expressions for datelines that name their source, and for those that do not."""
    sources = sorted([*_agencies(), *names()["outlets"]], key=len, reverse=True)
    source = "(?P<source>" + "|".join(map(re.escape, sources)) + ")"
    after = rf"\s*(?:{_DASH}|:)?\s*"
    with_source = (
        # KYIV, Ukraine (AP) — / BEIJING, Feb. 12 (Xinhua) -- / West Palm Beach, Florida (CNN) / Feb 10 (Reuters) -
        # and (CNN) alone.
        rf"(?:(?P<place>(?:{_CAPITALS}|{_TITLE}?){_REGION}?)(?:[,.]? {_DAY})?,? ?|{_DAY} )?"
        rf"[(\[]{source}\b[^()\[\]\n]{{0,40}}[)\]]{after}",
        # MOSCOW, June 19. /TASS/.
        rf"(?P<place>{_CAPITALS}{_REGION})(?:,? {_DAY})?\.? ?/{source}[^/\n]{{0,30}}/\s*[.,]?{after}",
        # CNN — / Seoul, South Korea CNN —
        rf"(?:(?P<place>{_TITLE}{_REGION}) ?)?\b{source}\s*(?:--+|[–—])\s*",
    )
    without = (
        # OFER PRISON, West Bank — / HANOI – / PYONGYANG - / WASHINGTON—
        rf"(?P<place>{_CAPITALS}{_REGION})(?:,? {_DAY})?\s*(?:(?<=\s){_DASH}(?=\s)|--+|[–—―])\s*",
        # ISLAMABAD:
        r"(?P<place>[A-Z]{4,}(?: [A-Z]{2,})?):\s+",
    )
    return tuple(map(re.compile, with_source)), tuple(map(re.compile, without))


def find_dateline(text: str, report: Sequence[Line]) -> Dateline | None:
    """The dateline at the head of a report, whose lines without noise are given. None if there is none."""
    named, unnamed = _shapes()
    for number, line in enumerate(report[:_FIRST_LINES]):
        for shape in named if number else (*named, *unnamed):
            found = shape.match(line.text[:_LOOK_AT])
            if found and found.end() and (dateline := _dateline(text, line, found)):
                return dateline
    return None


def find_agency(dateline: Dateline | None, noise: Iterable[Line]) -> str | None:
    """The wire agency whose report it is, by its dateline or by a line of credit ("By Reuters", "© 2018 AP")."""
    if dateline and dateline.agency in _agencies().values():
        return dateline.agency
    for line in noise:
        if line.size <= 40 and (found := _credit().match(line.text)):
            return _agencies()[found["agency"] or found["holder"]]
    return None


def _dateline(text: str, line: Line, found: re.Match[str]) -> Dateline | None:
    groups = found.groupdict()
    place = (groups.get("place") or "").strip(" ,") or None
    source = groups.get("source")
    if found[0].rstrip().endswith(")") and not _SENTENCE.match(line.text, found.end()):
        return None  # an abbreviation in the first sentence: "The agency (AP) said"
    if place and (_NO_PLACE.match(place) or len(place) < 3):
        return None
    end = line.start + len(found[0].rstrip())
    span = Span.of(text, line.start, end)
    return Dateline(span=span, place=place, agency=_agencies().get(source, source) if source else None)


@cache
def _credit() -> re.Pattern[str]:
    ways = "|".join(map(re.escape, sorted(_agencies(), key=len, reverse=True)))
    return re.compile(
        rf"(?:(?:By|Source:|From|Story by)?\s*(?:[–—-]+\s*)?\(?(?:The )?(?P<agency>{ways})\)?"
        r"(?:\s(?:staff|News|news))?\W*$)"
        rf"|(?:(?:Copyright|©|\([cC]\))\s*(?:©|\([cC]\))?\s*(?:\d{{4}},?)?\s*(?:by )?(?:The )?(?P<holder>{ways})\b)"
    )
