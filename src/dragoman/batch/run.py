"""`Run`: from inputs over many workers into a store."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from dragoman.batch.aside import Aside
from dragoman.batch.worker import Faulty, Refused, Reply, SetAside, Unit, length
from dragoman.pieces import ahead
from dragoman.reading.archive import Page
from dragoman.reading.problems import BadInput
from dragoman.records import Article, CodedArticle
from dragoman.store.store import Store
from dragoman.store.writing import Added

BATCH = 500
"""Articles that are committed together. Fewer cost more: each commit has its price, and leaves files."""

EVERY = 30.0
"""Seconds after which what was coded is committed, however little it is."""

_ROOM = 2_000_000  # characters of the articles that the store is asked about at once


class Workers(Protocol):
    """What codes: `Crew`, or a cluster."""

    def made_by(self) -> dict[str, str]:
        """What the coder calls itself."""

    def code(self, units: Iterable[Unit]) -> Iterator[tuple[Unit, Reply]]:
        """What becomes of each unit, in any order."""


@dataclass
class Run:
    """One run. Its numbers may be read at any time; `step` is called when they changed, `failed` with each failure.

    What the store holds (the same text, or the same page) is passed over, so that a run that was stopped goes on.
    """

    store: Store
    aside: Callable[[Mapping[str, str]], Aside]
    """Gives what was set aside for a coder of that name."""
    step: Callable[[Run], None] = lambda _: None
    failed: Callable[[BadInput], None] = lambda _: None
    coded: int = 0
    words: int = 0
    refused: int = 0
    """Pages of archives without an article in English."""
    failures: int = 0
    set_aside: list[tuple[str, str]] = field(default_factory=list)
    """Where they came from, and why; those of earlier runs that came by again, too."""
    added: Added = field(default_factory=Added)

    def all(self, items: Iterable[Unit | BadInput], workers: Workers) -> None:
        """Has all items coded and stores them. What is finished is stored, also where this is interrupted or fails.

        Raises CrewError where no worker can be started, StoreError.
        """
        made_by = workers.made_by()
        aside = self.aside(made_by)
        pending: list[CodedArticle] = []
        committed = time.monotonic()
        try:
            for unit, reply in workers.code(self._wanted(items, made_by, aside)):
                if isinstance(reply, CodedArticle):
                    self.coded += 1
                    self.words += len(reply.text.split())
                    pending.append(reply)
                else:
                    self._other(unit, reply, aside)
                if len(pending) >= BATCH or time.monotonic() - committed > EVERY:
                    batch, pending = pending, []
                    self.added.plus(self.store.add(batch))
                    committed = time.monotonic()
                self.step(self)
        finally:
            if pending:
                self.added.plus(self.store.add(pending))
        self.step(self)

    def _other(self, unit: Unit, reply: Refused | Faulty | SetAside, aside: Aside) -> None:
        where = unit.source or unit.id
        if isinstance(reply, Refused):
            self.refused += 1
        elif isinstance(reply, Faulty):
            self._fail(where, f"not coded, {reply.reason}")
        else:
            aside.put(unit, reply.reason)
            self.set_aside.append((where, reply.reason))

    def _wanted(self, items: Iterable[Unit | BadInput], made_by: Mapping[str, str], aside: Aside) -> Iterator[Unit]:
        for piece in ahead(self._readable(items), length, BATCH, _ROOM):
            held = self.store.settled((unit for unit in piece if isinstance(unit, Article)), made_by)
            held |= self.store.held((unit.id for unit in piece if isinstance(unit, Page)), made_by)
            for unit in piece:
                if unit.id in held:
                    self.added.plus(Added(unchanged=1) if held[unit.id] else Added(older=1))
                elif unit in aside:
                    self.set_aside.append((unit.source or unit.id, f"{aside.reason(unit)}, in an earlier run"))
                else:
                    yield unit

    def _readable(self, items: Iterable[Unit | BadInput]) -> Iterator[Unit]:
        for item in items:
            if isinstance(item, BadInput):
                self._fail(item.where, item.reason, item.line)
            else:
                yield item

    def _fail(self, where: str, reason: str, line: int | None = None) -> None:
        self.failures += 1
        self.failed(BadInput(where, line, reason))
