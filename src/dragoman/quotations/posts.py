"""Posts of social media that a page holds without marks: "Text — Jane Roe (@janeroe) May 4, 2021"."""

from __future__ import annotations

import re

from dragoman.quotations.sayings import Saying
from dragoman.quotations.words import Words

_SIGNATURE = re.compile(
    r"[ \t]*[—–-]{1,2}[ \t]*(?P<name>[^\n()@—–]{2,50}?)[ \t]*\(@\w{1,30}\)[ \t]*[A-Z][a-z]{2,8} \d{1,2}, \d{4}"
)
_LINKS = re.compile(r"(?:\s*(?:https?://\S+|pic\.twitter\.com/\S+))+\s*$")
_COUNTER = re.compile(r"^\s*\d{1,2}/\d{0,2}\s+")
SHORTEST = 20
LONGEST = 300
"""Characters of the longest post that is believed: a longer line is a report that has lost its line breaks."""


def find_posts(w: Words, known: list[Saying]) -> list[Saying]:
    """Posts that are no quotation yet; a page often shows the post whose words it quotes."""
    source = w.source
    found: list[Saying] = []
    said = {_plain(source[a:b])[:60] for s in known for a, b in s.content}
    above = 0  # the end of the signature before
    for m in _SIGNATURE.finditer(source):
        floor, above = max(above, m.start() - 2 * LONGEST), m.end()
        start = max(source.rfind("\n", floor, m.start()) + 1, floor)
        if counter := _COUNTER.match(source[start : m.start()]):
            start += counter.end()
        end = start + links.start() if (links := _LINKS.search(source[start : m.start()])) else m.start()
        while start < end and source[start].isspace():
            start += 1
        if not SHORTEST <= end - start <= LONGEST or _plain(source[start:end])[:60] in said:
            continue
        first, last = w.at(m.start("name")), w.before(m.end("name"))
        if first < last:
            found.append(Saying("direct", [(start, end)], "post", speaker=(first, last), speaker_head=last - 1))
    return found


def _plain(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
