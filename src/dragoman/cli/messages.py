"""Exit statuses, and lines on standard error."""

from __future__ import annotations

import sys

from dragoman.exports.words import one_line

OK = 0
SOME_FAILED = 1
WRONG_USE = 2
INTERRUPTED = 128
"""Plus the number of the signal, as shells have it: 130 for Ctrl-C."""


def say(line: str) -> None:
    """One line on standard error. What it quotes may come from anywhere: no control character gets through."""
    print(f"dragoman: {one_line(line)}", file=sys.stderr, flush=True)


def place(where: str, line: int | None) -> str:
    """A place as messages name it: "news.jsonl, line 3"."""
    name = "standard input" if where == "-" else where
    return name if line is None else f"{name}, line {line}"


def count(number: int, noun: str) -> str:
    """A number with its noun: "1 article", "12,000 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
