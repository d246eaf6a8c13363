"""Words of the text made fit to show: one line, no control characters, shortened where one sees it."""

from __future__ import annotations

import re

from dragoman.records import CodedArticle, Span

# C0 and C1 controls drive a terminal, the bidi controls make text read otherwise than it is written (CVE-2021-42574).
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SPACE = re.compile(r"\s+")

Piece = tuple[str, bool]
"""Some words, and whether they are the ones that bear the record."""


def printable(text: str) -> str:
    """The text with every control character but tab and line feed as U+FFFD, one for one: offsets stay true."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """Printable, and every run of white space as one space."""
    return _SPACE.sub(" ", printable(text)).strip()


def shortened(text: str, most: int) -> str:
    """One line of at most about `most` characters of the text; what was left out is said: "… (+120 characters)"."""
    line = one_line(text)
    if len(line) <= most + 25:  # as long as the remark would be
        return line
    cut = line.rfind(" ", most // 2, most)
    kept = line[: cut if cut > 0 else most]
    return f"{kept} … (+{len(line) - len(kept)} characters)"


def headline(article: CodedArticle) -> str:
    """The title, or the first line of the text, shortened where it is no headline."""
    first = article.text.strip().partition("\n")[0]
    return one_line(article.title or "") or shortened(first, 90) or article.id


def within(sentence: Span, words: Span, most: int) -> list[Piece]:
    """The sentence with `words` marked in it; a long one is cut to about `most` characters around them, with "…"."""
    start, end = words.start - sentence.start, words.end - sentence.start
    if start < 0 or end > len(sentence.text):
        return [(one_line(words.text), True)]
    before, after = sentence.text[:start], sentence.text[end:]
    if len(sentence.text) > most:
        half = max(0, most - len(words.text)) // 2
        left, right = min(len(before), half), min(len(after), half)
        left, right = max(left, 2 * half - right), max(right, 2 * half - left)
        if len(before) > left:
            before = "… " + before[len(before) - left :].partition(" ")[2]
        if len(after) > right:
            after = after[:right].rpartition(" ")[0] + " …"
    pieces = [
        (_SPACE.sub(" ", printable(part)), marked)
        for part, marked in ((before.lstrip(), False), (sentence.text[start:end], True), (after.rstrip(), False))
    ]
    return [piece for piece in pieces if piece[0]]
