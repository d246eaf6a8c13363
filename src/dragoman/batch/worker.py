"""What a worker does: units in, replies out, with a coder that is loaded once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.reading.archive import Page, from_archive
from dragoman.reading.fields import Defaults, article
from dragoman.reading.problems import UnreadableError
from dragoman.records import Article, CodedArticle

if TYPE_CHECKING:
    from dragoman.coder import Coder

Unit = Article | Page
"""What is coded: an article, or a page in which it is to be found."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How every worker codes. `crawl_dates`: a page that names no date takes the day on which it was fetched."""

    model: str | None = None
    actors: Path | None = None
    ontology: Path | None = None
    defaults: Defaults = field(default_factory=Defaults)
    crawl_dates: bool = False
    attributions: bool = False

    def coder(self) -> Coder:
        """A coder. Raises OSError without the model, ValueError for a bad dictionary or ontology."""
        from dragoman.coder import Coder
        from dragoman.language import DEFAULT_MODEL

        return Coder(self.model or DEFAULT_MODEL, self.actors, ontology=self.ontology, attributions=self.attributions)


@dataclass(frozen=True, slots=True)
class Refused:
    """A page in which there is no article in English."""

    reason: str


@dataclass(frozen=True, slots=True)
class Faulty:
    """An article at which the coder failed."""

    reason: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """An article that ended its worker, or did not end, twice while it was alone."""

    reason: str


Reply = CodedArticle | Refused | Faulty | SetAside


@dataclass(frozen=True, slots=True)
class NoCoder:
    """The coder of a worker cannot be loaded."""

    reason: str


def replies(coder: Coder, units: Sequence[Unit], setting: Setting) -> Iterator[tuple[int, Reply]]:
    """What becomes of each unit, with its place among them; whatever is wrong with one does not stop the others."""
    places: list[int] = []
    articles: list[Article] = []
    for place, unit in enumerate(units):
        try:
            articles.append(unit if isinstance(unit, Article) else _found(unit, setting))
            places.append(place)
        except UnreadableError as problem:
            yield place, Refused(problem.reason)
        except Exception as error:
            yield place, Faulty(f"{type(error).__name__}: {error}")
    for place, (_, finish) in zip(places, coder.begin_all(articles), strict=True):
        try:
            yield place, finish()
        except Exception as error:
            yield place, Faulty(f"{type(error).__name__}: {error}")


def length(unit: Unit) -> int:
    """Characters of a unit's text, about."""
    return len(unit.body) // 10 if isinstance(unit, Page) else len(unit.text)  # the most of a page is markup


def serve(connection: Connection, setting: Setting) -> None:
    """The whole life of a worker's process. It ends when the other end of the connection is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the one that leads ends the others
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # the cores are taken by processes, not by threads of each
    try:
        coder = setting.coder()
    except Exception as error:
        connection.send(NoCoder(f"{type(error).__name__}: {error}"))
        return
    try:
        connection.send(coder.made_by)
        while True:
            for reply in replies(coder, connection.recv(), setting):
                connection.send(reply)
    except (EOFError, BrokenPipeError):
        return


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _found(page: Page, setting: Setting) -> Article:
    return article(from_archive(page, crawl_dates=setting.crawl_dates), setting.defaults, page.source)
