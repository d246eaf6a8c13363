"""Storing articles while they are coded."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dragoman.cli.messages import count

if TYPE_CHECKING:
    from dragoman.records import CodedArticle
    from dragoman.store import Added, Store

EVERY = 10.0
"""Seconds after which what was coded is committed, however little it is."""


def keeping(store: Store, articles: Iterable[CodedArticle], total: Added) -> Iterator[CodedArticle]:
    """Gives the articles on and stores them, in batches; what is pending when the stream ends or breaks off, too."""
    from dragoman.store.store import BATCH

    pending: list[CodedArticle] = []
    committed = time.monotonic()
    try:
        for article in articles:
            pending.append(article)
            if len(pending) >= BATCH or time.monotonic() - committed > EVERY:
                batch, pending = pending, []
                total.plus(store.add(batch))
                committed = time.monotonic()
            yield article
    finally:
        if pending:
            total.plus(store.add(pending))


def told(added: Added, store: str) -> str:
    """What became of the articles, in one line."""
    parts = [f"{count(added.new, 'article')} added to {store}"]
    parts += [f"{number:,} {what}" for number, what in ((added.edited, "edited"), (added.recoded, "recoded")) if number]
    if added.unchanged:
        parts.append(f"{added.unchanged:,} there already")
    if added.older:
        parts.append(f"{added.older:,} there already by another version of the coder: see `dragoman recode`")
    return ", ".join(parts)
