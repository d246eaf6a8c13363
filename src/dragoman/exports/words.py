"""Words of the text made fit to show: one line, no control characters, shortened where one sees it."""

from __future__ import annotations

import re

from dragoman.records import CodedArticle, LanguageModelUse, SecondOpinion, Span

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


def said_of(opinion: SecondOpinion | None) -> str:
    """What a language model says of a record, in a line: "m disputes it: type SANCTION, recipients RUS GOV"; or ""."""
    if opinion is None:
        return ""
    differs = ", ".join(f"{name} {value}" for name, value in opinion.differs.items())
    parts = [
        _VERDICTS[opinion.verdict].format(by=opinion.by),
        differs and f": {differs}",
        opinion.reason and f" (“{opinion.reason}”)",
    ]
    return one_line("".join(part for part in parts if part))


_VERDICTS = {
    "agreed": "{by} says so too",
    "disputed": "{by} differs",
    "overruled": "{by} says so, we differ",
    "added": "{by} alone says so",
    "missed": "{by} does not say so",
    "confirmed": "confirmed by {by}",
    "corrected": "corrected by {by}; before",
    "rejected": "rejected by {by}",
    "open": "{by} was not asked, or gave no valid answer",
}

IN_DOUBT = ("disputed", "overruled", "added", "missed", "corrected", "rejected")
"""Verdicts that say that two coders differ."""


def used(use: LanguageModelUse | None) -> str:
    """What asking a language model about an article took and brought, in a line; "" if none was asked."""
    if use is None:
        return ""
    tokens = f"{'about ' if use.estimated else ''}{use.tokens_in + use.tokens_out:,} tokens"
    parts = [
        f"{use.mode} by {use.model}: {use.state}" + (f" ({use.reason})" if use.reason else ""),
        f"{use.requests} requests, {use.cached} from the cache, {tokens}, {use.seconds:.1f} s",
        f"cost {use.cost:.4f}" if use.cost is not None else "",
        f"{use.accepted} of {use.proposed} accepted",
        ", ".join(f"{count} {reason}" for reason, count in use.dropped.items()),
        f"{use.aligned} spans aligned" if use.aligned else "",
        f"{use.withheld} sentences withheld" if use.withheld else "",
    ]
    return one_line(" · ".join(part for part in parts if part))


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
