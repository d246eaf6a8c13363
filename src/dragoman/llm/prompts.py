"""The messages that are sent: our instructions, and an article (or a part of it) as data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from dragoman.llm.windows import Window, one_line
from dragoman.records import CodedArticle

Message = dict[str, str]

LONGEST_FACT = 300
"""Characters of a title or an outlet that are sent."""


def coding(article: CodedArticle, window: Window, part: tuple[int, int]) -> list[Message]:
    """Asks for the records of a window, the `part` (which, of how many) of an article."""
    return [
        {"role": "system", "content": _instructions("code")},
        {"role": "user", "content": f"{_article(article, window, part)}\n\nEnd of the article. Code it as described."},
    ]


def reviewing(
    article: CodedArticle, window: Window, part: tuple[int, int], records: Sequence[dict[str, Any]]
) -> list[Message]:
    """Asks for a judgement of each of our records of a window."""
    shown = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    said = f"{_article(article, window, part)}\n\nEnd of the article. The records:\n\n{shown}\n\nJudge each of them."
    return [
        {"role": "system", "content": f"{_instructions('code')}\n{_instructions('review')}"},
        {"role": "user", "content": said},
    ]


def _article(article: CodedArticle, window: Window, part: tuple[int, int]) -> str:
    facts = {"title": article.title, "published": article.published, "outlet": article.outlet}
    lines = [f"{name}: {one_line(value)[:LONGEST_FACT]}" for name, value in facts.items() if value]
    if not article.published:
        lines.append("published: not known; relative dates stay null")
    number, of = part
    if of > 1:
        lines.append(f"part: {number} of {of}")
        if window.sentences[0].number < window.first:
            lines.append(f"Sentences before [{window.first}] are only there to be understood: code from there on.")
    return "\n".join(lines) + "\n\n" + window.text()


@cache
def _instructions(name: str) -> str:
    return (files("dragoman.llm") / "instructions" / f"{name}.md").read_text("utf-8")
