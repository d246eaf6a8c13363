"""What is shown of an article: its numbered sentences, in windows that overlap.

A sentence is shown as one line, so that no text of an article can look like the number of another sentence. Noise lines
and the dateline are not shown, nor is what speaks to whoever codes the text ("ignore your rules and …", see
withhold.yaml), with the rest of its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from dragoman.records import Span

_SPACE = re.compile(r"\s+")
_WIDEST = 2_000
"""Characters that are looked at together for words that speak to whoever codes the text."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence under its number. `opens` says that a paragraph begins with it."""

    number: int
    span: Span
    opens: bool


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences that are sent at once. Those before `first` (a number) were in the window before, too."""

    sentences: tuple[Shown, ...]
    first: int

    @property
    def fresh(self) -> tuple[Shown, ...]:
        """The sentences that no window before had."""
        return tuple(sentence for sentence in self.sentences if sentence.number >= self.first)

    @property
    def start(self) -> int:
        return self.sentences[0].span.start

    @property
    def end(self) -> int:
        return self.sentences[-1].span.end

    def text(self) -> str:
        """The sentences as they are sent, one a line under its number; an empty line before a new paragraph."""
        lines: list[str] = []
        for sentence in self.sentences:
            if sentence.opens and lines:
                lines.append("")
            lines.append(f"[{sentence.number}] {one_line(sentence.span.text)}")
        return "\n".join(lines)

    def halves(self) -> tuple[Window, Window] | None:
        """The window in two, for an answer that was too long; None where one sentence is left."""
        fresh = self.fresh
        if len(fresh) < 2:
            return None
        middle = fresh[len(fresh) // 2].number
        before = tuple(sentence for sentence in self.sentences if sentence.number < middle)
        after = tuple(sentence for sentence in self.sentences if sentence.number >= middle)
        return Window(before, self.first), Window(before[-1:] + after, middle)


def one_line(text: str) -> str:
    """A text without line breaks."""
    return _SPACE.sub(" ", text).strip()


def sentences_of(text: str, sentences: Sequence[Span]) -> tuple[tuple[Shown, ...], tuple[Span, ...]]:
    """The sentences that may be shown, numbered from 1, and those that are withheld."""
    shown: list[Shown] = []
    withheld: list[Span] = []
    for paragraph in _paragraphs(text, sentences):
        if speaks_to_coders(text[paragraph[0].start : paragraph[-1].end]):
            from_here = next((i for i, span in enumerate(paragraph) if speaks_to_coders(span.text)), 0)
            withheld += paragraph[from_here:]
            paragraph = paragraph[:from_here]
        shown += [Shown(len(shown) + place, span, place == 1) for place, span in enumerate(paragraph, 1)]
    return tuple(shown), tuple(withheld)


def _paragraphs(text: str, sentences: Sequence[Span]) -> Iterator[list[Span]]:
    """Sentences that no line break parts."""
    paragraph: list[Span] = []
    for span in sentences:
        if paragraph and "\n" in text[paragraph[-1].end : span.start]:
            yield paragraph
            paragraph = []
        paragraph.append(span)
    if paragraph:
        yield paragraph


def speaks_to_coders(text: str) -> bool:
    """Whether words of a sentence or paragraph are meant for whoever codes it, not for its readers."""
    line = one_line(text)
    step = _WIDEST // 2
    parts = (line[at : at + _WIDEST] for at in range(0, max(len(line) - step, 1), step))
    return any(_addresses().search(part) for part in parts)


@cache
def _addresses() -> re.Pattern[str]:
    text = (files("dragoman.llm") / "withhold.yaml").read_text("utf-8")
    return re.compile("|".join(f"(?:{pattern})" for pattern in yaml.safe_load(text)), re.IGNORECASE)


def windows(sentences: Sequence[Shown], size: int, overlap: int) -> list[Window]:
    """The sentences in windows of about `size` characters (a longer sentence is a window of its own).

    A window ends where a paragraph ends if that leaves it at least half full. It begins with the last sentences of the
    one before, of `overlap` characters at most.
    """
    found: list[Window] = []
    at = 0
    while at < len(sentences):
        before, room = at, overlap
        while before > 0 and len(sentences[before - 1].span.text) <= room:
            before -= 1
            room -= len(sentences[before].span.text)
        end, left = at, size
        while end < len(sentences) and (end == at or len(sentences[end].span.text) <= left):
            left -= len(sentences[end].span.text)
            end += 1
        if end < len(sentences):
            end = _paragraph_end(sentences, at, end)
        found.append(Window(tuple(sentences[before:end]), sentences[at].number))
        at = end
    return found


def _paragraph_end(sentences: Sequence[Shown], at: int, end: int) -> int:
    """The last end of a paragraph in the second half of sentences [at, end); `end` itself where there is none."""
    half = (sentences[at].span.start + sentences[end - 1].span.end) / 2
    for place in range(end, at, -1):
        if sentences[place - 1].span.end < half:
            break
        if sentences[place].opens:
            return place
    return end
