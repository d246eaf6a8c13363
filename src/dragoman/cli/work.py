"""One run of `dragoman code`: reads, codes, writes; counts what failed; ends well on Ctrl-C."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.cli.messages import INTERRUPTED, OK, SOME_FAILED, WRONG_USE, count, place, say
from dragoman.cli.progress import Progress, expected
from dragoman.cli.signals import Signals
from dragoman.exports.select import confident
from dragoman.pieces import AHEAD, ahead
from dragoman.reading import read
from dragoman.records import Article, CodedArticle

if TYPE_CHECKING:
    from dragoman.cli.second import Account
    from dragoman.coder import Coder
    from dragoman.llm import Settings

Wants = Callable[[Sequence[Article], "Coder"], Iterable[Article]]
"""Which of a few articles are to be coded by a coder."""

REPORT = "a fault of Dragoman: please report it, with this line, the version and, if you may, the article"


class NoModelError(Exception):
    """The spaCy pipeline that was asked for cannot be loaded."""


class Work:
    """What is to be coded, and how far it is. Raises ValueError if `metadata["published"]` is no date, or for a
    dictionary of actors or an ontology that cannot be read."""

    def __init__(
        self,
        inputs: list[str],
        metadata: Mapping[str, str | None],
        *,
        model: str | None,
        actors: Path | None,
        ontology: Path | None = None,
        attributions: bool = False,
        allow_hosts: Iterable[str],
        least: float,
        progress: bool,
        llm: Settings | None = None,
        quiet: bool = True,
        wants: Wants | None = None,
    ) -> None:
        check_own(actors, ontology)
        fetch = None
        if hosts := tuple(allow_hosts):
            from dragoman.reading import Fetcher

            fetch = Fetcher(allow_hosts=hosts)
        self._items = read(
            inputs,
            published=metadata.get("published"),
            outlet=metadata.get("outlet"),
            url=metadata.get("url"),
            fetch=fetch,
        )
        self._inputs = inputs
        self._model = model
        self._actors = actors
        self._ontology = ontology
        self._attributions = attributions
        self._least = least
        self._llm = llm
        self._account: Account | None = None
        if llm is not None:
            from dragoman.cli.second import Account

            self._account = Account(llm)
        self._quiet = quiet
        self._wants = wants
        # What comes bit by bit is written bit by bit.
        self._ahead = 1 if any(given == "-" or "://" in given for given in inputs) else AHEAD
        self._coder: Coder | None = None
        self._signals = Signals()
        self._progress = Progress(expected(inputs) if progress else None, shown=progress)
        self.done = 0
        self.failed = 0
        self.interrupted = False
        self.written = True
        """Whether the output took all that was given to it."""

    def run(self, write: Callable[[Iterable[CodedArticle]], int]) -> int:
        """Gives all coded articles to `write`. Gives the exit status."""
        try:
            if self._model is not None:
                find_model(self._model)
            if self._attributions:
                find_encoder()
            if self._account is not None:
                self._account.warn()
                if not self._quiet:
                    self._account.open()
            with self._signals, self._progress, self._closing():
                write(self._coded())
        except KeyboardInterrupt:
            self.interrupted = True
            return INTERRUPTED + self._signals.number
        except NoModelError as error:
            say(str(error))
            return WRONG_USE
        except BrokenPipeError:  # whoever read the output has enough ("| head")
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self.written = False
            return SOME_FAILED
        except OSError as error:
            say(f"{error.filename or 'the output'} cannot be written: {error.strerror or error}")
            self.written = False
            return SOME_FAILED
        return SOME_FAILED if self.failed or (self._account is not None and self._account.failed) else OK

    def summary(self, where: str) -> str:
        """What was done, in one line. `where` says where it was written."""
        done = f"{count(self.done, 'article')} coded{where if self.done else ''}"
        failed = f", {count(self.failed, 'input')} failed" if self.failed else ""
        asked = f"; {self._account.summary()}" if self._account is not None else ""
        return f"{'interrupted: ' if self.interrupted else ''}{done}{failed}{asked}"

    def _coded(self) -> Iterator[CodedArticle]:
        for article in self._in_order():
            self.done += 1
            self._progress.step(self.done, self.failed, len(article.text))
            # Between here and the next line the article is written: no signal may cut that in two.
            with self._signals.held():
                yield confident(article, self._least)

    def _in_order(self) -> Iterator[CodedArticle]:
        """The articles that could be coded. With a language model some are begun before the first is finished."""
        articles = self._readable()
        first = next(articles, None)
        if first is None:
            return
        coder = self._coder = _load(self._model, self._actors, self._ontology, self._attributions, self._llm)
        articles = chain([first], articles)
        for article, finish in coder.begin_all(self._wanted(articles, coder)):
            try:
                coded = finish()
            except Exception as error:  # one article must not stop the others, whatever is wrong with it
                reason = f"{type(error).__name__}: {error} ({_frame(error)})"
                self._fail(f"{_source(article)}: not coded, {reason}; {REPORT}")
                continue
            if self._account is not None and coded.llm is not None:
                self._account.book(_source(article), coded.llm)
            yield coded

    def _readable(self) -> Iterator[Article]:
        for item in self._items:
            if isinstance(item, Article):
                yield item
            elif item.expected:
                say(f"{place(item.where, item.line)}: passed over, {item.reason}")
            else:
                self._fail(f"{place(item.where, item.line)}: {item.reason}")

    def _wanted(self, articles: Iterator[Article], coder: Coder) -> Iterator[Article]:
        if self._wants is None:
            return articles
        pieces = ahead(articles, lambda article: len(article.text), self._ahead)
        return chain.from_iterable(self._wants(piece, coder) for piece in pieces)

    @contextmanager
    def _closing(self) -> Iterator[None]:
        """Ends what was begun with a language model."""
        try:
            yield
        finally:
            if self._coder is not None and self._llm is not None:
                self._coder.close()

    def _fail(self, line: str) -> None:
        self.failed += 1
        say(line)


def check_own(actors: Path | None, ontology: Path | None) -> None:
    """Reads a user's own files before anything else is done. Raises ValueError for one that is not as it should be."""
    if actors is not None:
        from dragoman.actors.build import read_own

        read_own(actors)
    if ontology is not None:
        from dragoman.events.ontology_file import read_ontology

        read_ontology(ontology)


def find_model(model: str) -> None:
    """Looks for a pipeline before anything is read or written. Raises NoModelError."""
    try:
        found = Path(model).is_dir() or find_spec(model) is not None
    except (ImportError, ValueError):
        found = False
    if not found:
        raise NoModelError(f"no spaCy pipeline {model!r} is installed, and no folder has that name")


def find_encoder() -> None:
    """Looks whether the files of the encoder are as they should be. Raises NoModelError."""
    from dragoman.language.encoder import shipped, verified

    try:
        verified(shipped())
    except OSError as error:
        raise NoModelError(f"--attributions: {error}") from None


def _load(
    model: str | None, actors: Path | None, ontology: Path | None, attributions: bool, llm: Settings | None
) -> Coder:
    from dragoman.coder import Coder
    from dragoman.language import DEFAULT_MODEL

    try:
        return Coder(model or DEFAULT_MODEL, actors, ontology=ontology, attributions=attributions, llm=llm)
    except (OSError, ImportError, AttributeError, ValueError) as error:
        raise NoModelError(f"the spaCy pipeline {model or 'of Dragoman'!r} cannot be loaded: {error}") from error


def _source(article: Article) -> str:
    """The place of an article, from its `source`: "news.jsonl:3", "page.html", "-:2"."""
    where, _, line = (article.source or article.id).rpartition(":")
    if where and line.isdecimal():
        return place(where, int(line))
    return place(article.source or article.id, None)


def _frame(error: BaseException) -> str:
    """Where in Dragoman an exception came from: "events/dates.py:41"."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "dragoman" in Path(frame.filename).parts]
    if not frames:
        return "no place known"
    path = Path(frames[-1].filename)
    parts = path.parts
    inside = parts[len(parts) - parts[::-1].index("dragoman") :]
    return f"{'/'.join(inside)}:{frames[-1].lineno}"
