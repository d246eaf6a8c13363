"""Noise by its place and shape: what stands above the report and below it, lists of links, pull quotes."""

from __future__ import annotations

import re
from functools import cache

from dragoman.cleaning.lines import Line
from dragoman.cleaning.patterns import NAME, names
from dragoman.cleaning.repeats import said_elsewhere, stems

# Calibrated on coded articles of a hundred outlets: no section heading among them has as many words, and nearly every
# line without an end that has as many is a link, a caption or a headline.
HEADING = 10
SENTENCE = 20  # words of a line without an end that may be a paragraph which lost its full stop
SHOUT = 5  # words of a line in capitals from which on it is a link: a heading in capitals ("DIVIDED KINGDOM") has fewer
LOUD = 8  # the same, in a text that has headings in capitals
RUN = 2  # lines without an end that stand together and are no fragments: a list of links
LISTS = 0.5  # share of lines without an end above which a text is a list, a table or a poem, and its lines no links
LINKS = 6  # links below a head such as "Read more"
LINK = 5  # words of a link in such a list; lists of topics have shorter items
TOP = 8  # lines in which headline, standfirst, byline and time stand
BIOS = 4  # last lines in which a note on the author may stand
BODY = 12  # words of a closed line that begins the report
RESTATED = 0.68  # share of a key point that one later paragraph must say again
LISTED = 0.45  # the same below "Key points"
SAME = 0.9  # the same for a single line, which may well be the first paragraph of the report

_OPEN_END = re.compile(
    r"\b(?:the|a|an|of|to|in|on|at|by|for|with|from|and|or|but|as|that|which|who|is|are|was|were|has|have|had|be|been|"
    r"its|his|her|their|this|toward|towards|about|into|under|over|between|against|said|told|not|also|will|would)$|,$",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"(?:Speaking|According|Asked|Addressing|Earlier|Meanwhile|However|But|And|So|Although|Since|Because|He|She|They|It)\b"
)
_TOLD = re.compile(r"\b(?:said|added|told|announced|stated|noted|according to|wrote|was|were|had)\b")
_TWEET = re.compile(r"\(@\w+\).{0,30}$|pic\.twitter\.com/\w+|https://t\.co/")
_ITEM = re.compile(r"^[-–—•*·▪●‣◦]|^\d{1,2}[.)] ")
_RULED = re.compile(r"^[–—-] .* [–—-]$")
_LIST_HEAD = re.compile(
    r"^[^:|]*\b(?:read|see|also|more|related|reading|topics|recommended|stories|next|trending|links?|coverage|miss|"
    r"picks?|news|headlines|popular|viewed|watch|like|articles?|interest)\b[^:|]*[:|]?$",
    re.IGNORECASE,
)
_PULL_QUOTE = re.compile(r"^[\"“‘'«].{15,400}[\"”’'»]\s*[–—―-]+\s*[A-Z][^.!?]{2,140}$")
_BIO = re.compile(
    r"^[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]*){0,3} (?P<last>[A-Z][\w’'-]+)(?:, .{2,60},)? "
    r"(?:is|was|has been|covers|writes|reports|has (?:covered|reported|written|worked))\b(?!.*\b(?:said|told)\b).*"
    r"\b(?:reporter|correspondent|journalist|editor|writer|columnist|producer|fellow|professor|author|contributor|"
    r"covers|covering|writes|reports|bureau|newsroom|desk)\b"
)
_NAME_ALONE = re.compile(rf"^(?:By |by |BY )?{NAME}(?:(?:,| and|,? &) {NAME})*$")


@cache
def _labels() -> frozenset[str]:
    known = names()
    ways = [way for named in known["agencies"].values() for way in named]
    return frozenset(label.lower() for label in (*known["sections"], *known["outlets"], *ways))


@cache
def _summaries() -> frozenset[str]:
    return frozenset(head.lower() for head in names()["summaries"])


def captions(lines: list[Line], noise: dict[int, str]) -> set[int]:
    """Numbers of the lines beside a caption that say the same without its credit."""
    return {
        beside
        for number, kind in noise.items()
        if kind == "captions"
        for beside in (number - 1, number + 1)
        if 0 <= beside < len(lines) and lines[beside].size > 5 and lines[beside].text.rstrip(".") in lines[number].text
    }


def fragments(lines: list[Line], noise: dict[int, str]) -> set[int]:
    """Numbers of lines that are pieces of a sentence: a page's links and bold words were put on lines of their own."""
    out: set[int] = set()
    for number, line in enumerate(lines):
        if line.closed or number in noise:
            continue
        after = lines[number + 1] if number + 1 < len(lines) and number + 1 not in noise else None
        before = lines[number - 1] if number and number - 1 not in noise else None
        if (
            line.continues
            or (after is not None and after.continues)
            or _OPEN_END.search(line.text)
            or (before is not None and not before.closed and (_OPEN_END.search(before.text) or number - 1 in out))
            or (line.size < 12 and _OPENER.match(line.text))
        ):
            out.add(number)
    return out


def amid_a_sentence(lines: list[Line], noise: dict[int, str], number: int) -> bool:
    """Whether a line of a word or two stands between two pieces of a sentence: the name of a site, linked."""
    before = lines[number - 1] if number and number - 1 not in noise else None
    after = lines[number + 1] if number + 1 < len(lines) and number + 1 not in noise else None
    return lines[number].size <= 2 and bool(
        (after and after.continues) or (before and not before.closed and _OPEN_END.search(before.text))
    )


def shouted(lines: list[Line]) -> set[int]:
    """Numbers of headlines in capitals between the paragraphs of a text that is not itself in capitals."""
    loud = [number for number, line in enumerate(lines) if line.size > 1 and line.shouts]
    least = LOUD if any(lines[number].size < SHOUT for number in loud) else SHOUT
    found = {number for number in loud if lines[number].size >= least}
    words = sum(line.size for line in lines)
    return found if 2 * sum(lines[number].size for number in found) < words else set()


def links(lines: list[Line], noise: dict[int, str], pieces: set[int]) -> set[int]:
    """Numbers of the lines of link lists, and of single headlines and captions between paragraphs."""
    out: set[int] = set()
    single: list[int] = []
    open_lines = sum(not line.closed for number, line in enumerate(lines) if number not in noise)
    if open_lines > LISTS * (len(lines) - len(noise)):
        return out
    for first, last in _open_runs(lines):
        if first and _introduces(lines[first - 1]) and first - 1 not in noise:
            continue
        run = [number for number in range(first, last) if number not in noise and number not in pieces]
        run = [
            number
            for number in run
            if not _RULED.match(lines[number].text)
            and not _TWEET.search(lines[number].text)
            and not _PULL_QUOTE.match(lines[number].text)
        ]
        long = [number for number in run if lines[number].size >= LINK and not _ITEM.match(lines[number].text)]
        if len(long) >= RUN and len(long) * 2 > len(run):
            out.update(run)
        else:
            single += [number for number in long if lines[number].size >= HEADING and lines[number].sentences == 1]
    # A headline or a caption tells what is; a paragraph that lost its full stop tells what was. One long line without
    # an end is such a paragraph; where there are more, they are captions.
    present = [number for number in single if not _TOLD.search(lines[number].text)]
    long = [number for number in present if lines[number].size > SENTENCE]
    return out.union(single if len(long) > 1 else set(present) - set(long))


def below_heads(lines: list[Line], noise: dict[int, str]) -> set[int]:
    """Numbers of the lines below "Read more:" and the like: up to the next paragraph, or to the end of the text."""
    out: set[int] = set()
    for number, line in enumerate(lines):
        if noise.get(number) != "links" or line.size > 5 or not _LIST_HEAD.search(line.text):
            continue
        below = [other for other in range(number + 1, min(number + 1 + LINKS, len(lines))) if other not in noise]
        whole = number + 1 + LINKS >= len(lines) and _only_links(line, [lines[other] for other in below])
        for other in below:
            item = lines[other]
            if (item.closed and not whole) or item.size > 40 or (item.size < 4 and not item.shouts):
                break
            out.add(other)
    return out


def _only_links(head: Line, rest: list[Line]) -> bool:
    """Whether the last lines of a text, below a head, are links though some of them are sentences."""
    sentences = [item for item in rest if item.closed]
    return (head.text.endswith(":") or 2 * len(sentences) <= len(rest)) and all(
        item.sentences <= 2 and item.size <= 35 and not _TOLD.search(item.text) for item in sentences
    )


def pull_quotes(lines: list[Line], noise: dict[int, str]) -> set[int]:
    """Numbers of lines that set a quotation apart, with its speaker after a dash.

    Where two stand together, the page is a list of what people say, and none of it is noise.
    """
    found = {
        number
        for number, line in enumerate(lines)
        if number not in noise and line.size < 75 and _PULL_QUOTE.match(line.text)
    }
    return set() if any(number + 1 in found for number in found) else found


def below(lines: list[Line], noise: dict[int, str]) -> set[int]:
    """Numbers of the lines below the report that tell of its author, whom the report does not know."""
    last = [number for number in range(len(lines)) if number not in noise][-BIOS:]
    out: set[int] = set()
    for number in last[1:]:
        found = _BIO.match(lines[number].text) if lines[number].size <= 45 else None
        if found and not any(found["last"] in lines[other].text for other in range(number) if other not in noise):
            out.add(number)
    return out


def above(lines: list[Line], noise: dict[int, str], pieces: set[int]) -> set[int]:
    """Numbers of the lines above the report: names, labels, headlines and standfirsts without a full stop."""
    out: set[int] = set()
    for number, line in enumerate(lines[:TOP]):
        if number in noise:
            continue
        if number + 1 == len(lines) or number in pieces or _RULED.match(line.text) or _TWEET.search(line.text):
            break
        if line.closed and not line.text.endswith(("?", "!")) and line.size >= BODY:
            break
        label = line.text.lower().strip(" :|") in _labels() or (line.size <= 8 and _NAME_ALONE.match(line.text))
        if not label and (line.closed or not 6 <= line.size <= 60 or _dateline_alone(line)):
            break
        out.add(number)
    return out


def standfirst(lines: list[Line], noise: dict[int, str]) -> set[int]:
    """Numbers of the closed lines at the head that later paragraphs say again: key points, or a standfirst."""
    head: list[int] = []
    listed = False
    for number, line in enumerate(lines[: 2 * TOP]):
        if number in noise:
            if head:
                break
            listed = listed or line.text.lower().strip(" :") in _summaries()
        elif line.text.lower().strip(" :") in _summaries():
            listed = True
            noise[number] = "head"
        else:
            head.append(number)
    known = [stems(line.text) for line in lines]
    again: list[int] = []
    for place, number in enumerate(head[:TOP]):
        line = lines[number]
        later = [known[other] for other in range(number + 1, len(lines)) if other not in noise]
        least = LISTED if listed else RESTATED
        if line.size <= 45 and len(known[number]) >= 5 and line.sentences <= 3 and said_elsewhere(line, later) >= least:
            again.append(place)
        elif place >= 2 * len(again) or place > 5:
            break
    if not again or again[0] != 0 or 2 * len(again) <= again[-1]:
        return set()
    if len(again) == 1 and not listed:
        first = lines[head[0]]
        later = [known[other] for other in range(head[0] + 1, len(lines)) if other not in noise]
        if said_elsewhere(first, later) < SAME or first.text.startswith(tuple("\"“‘'(")):
            return set()
    return set(head[: again[-1] + 1])


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
