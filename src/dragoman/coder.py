"""The order of the steps. The only place that knows it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from operator import itemgetter
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, NoReturn, Self

from dragoman.actors import ActorFinder, ActorLayer
from dragoman.claims import find_agreements, find_allegations
from dragoman.cleaning import Cleaned, clean
from dragoman.events import EventCoder, read_ontology
from dragoman.language import DEFAULT_MODEL, Parsed, Reader, loading
from dragoman.pieces import AHEAD, ahead, batches
from dragoman.plover.contexts import find_contexts
from dragoman.quotations import find_quotations
from dragoman.records import Article, CodedArticle, text_id
from dragoman.version import __version__

if TYPE_CHECKING:
    from dragoman.llm import Settings


Finish = Callable[[], CodedArticle]
"""Gives the records of an article that was begun, or raises what went wrong with it."""

Read = tuple[Parsed, Cleaned]


class Clock:
    """Adds up the seconds of the processor spent in each step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start = process_time()
        yield
        self.seconds[step] = self.seconds.get(step, 0.0) + process_time() - start


class Coder:
    """Codes articles: text in, records out.

    >>> coded = Coder().code("Iran rejected talks with the United States.", published="2024-06-20")
    >>> coded.events[0].type
    'REJECT'

    Loading takes a second or two and is done once; a `Coder` can be used for any number of articles, by one thread.
    `model` is an installed spaCy pipeline for English, `actors` a user's own dictionary (YAML, docs/actors.md), laid
    over ours; `ontology` a user's own types, modes and words for them (YAML, docs/ontology.md). Raises OSError if the
    pipeline is not installed, DictionaryError or OntologyError (ValueErrors) for a bad file.

    `llm` asks a language model for a second opinion (docs/llm.md): the texts go to the server that it names. Without
    it nothing is sent anywhere. Raises MissingLibraryError (an ImportError) if the extra `llm` is not installed. Such
    a coder is to be closed, with `close` or by `with`.
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        actors: Path | None = None,
        *,
        ontology: Path | None = None,
        llm: Settings | None = None,
    ) -> None:
        with loading():
            self._reader = Reader(model)
            self._actors = ActorFinder(actors)
            self._events = EventCoder(read_ontology(ontology) if ontology is not None else None)
        self.made_by = {"version": __version__, "language": self._reader.version}
        for name, own in (("actors", actors), ("ontology", ontology)):
            if own is not None:
                self.made_by[name] = f"{own.name} {text_id(own.read_text('utf-8'))}"
        self._second = None
        self.ahead = 0
        """Articles that are worth beginning before the first is needed: a server answers several at a time."""
        if llm is not None:
            from dragoman.llm.second import SecondCoder  # its libraries are an extra

            self._second = SecondCoder(llm, self._actors.dictionary)
            self.ahead = llm.workers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends what was begun with a language model; without one there is nothing to end."""
        if self._second is not None:
            self._second.close()

    def code(self, article: Article | str, **metadata: str | None) -> CodedArticle:
        """The records of one article: an `Article`, or a text with metadata (`published`, `outlet`, `title` …)."""
        return next(self.code_all([article if isinstance(article, Article) else Article.of(article, **metadata)]))

    def code_all(self, articles: Iterable[Article]) -> Iterator[CodedArticle]:
        """The records of a stream of articles, in its order.

        Takes at most 32 articles before they are asked for, so that articles of like length are read together. What
        goes wrong with an article is raised in its place, and ends the stream; `begin_all` leaves that to the caller.
        """
        for _, finish in self.begin_all(articles):
            yield finish()

    def begin_all(self, articles: Iterable[Article], most: int = AHEAD) -> Iterator[tuple[Article, Finish]]:
        """Each article of a stream, in its order, with what gives its records or raises what went wrong with it.

        At most `most` are taken before they are asked for: 1 where the next may be long in coming.
        With `llm` the next articles are asked about before the first is given, so that a server has work.
        """
        begun: deque[tuple[Article, Finish]] = deque()
        for piece in ahead(articles, _length, most):
            for article, read in zip(piece, self._read(piece), strict=True):
                begun.append((article, self._begin(read)))
                while len(begun) > self.ahead:
                    yield begun.popleft()
        yield from begun

    def _begin(self, read: Read | Exception) -> Finish:
        """Codes what was read, and asks for the second opinion, if there is to be one; what is given waits for it."""
        if isinstance(read, Exception):
            return partial(_raise, read)
        parsed, cleaned = read
        try:
            actors, own = self._code(parsed, cleaned)
            return self._second.begin(parsed, actors, own) if self._second is not None else lambda: own
        except Exception as error:
            return partial(_raise, error)

    def _read(self, articles: Sequence[Article]) -> list[Read | Exception]:
        """Cleans and parses a few articles, those of like length together; an exception in place of what fails."""
        found: list[tuple[int, Read | Exception]] = []
        for batch in batches([len(article.text) for article in articles]):
            found += zip(batch, self._read_together([articles[place] for place in batch]), strict=True)
        return [read for _, read in sorted(found, key=itemgetter(0))]

    def _read_together(self, articles: Sequence[Article]) -> list[Read | Exception]:
        try:
            cleaned = [clean(article.text, article.title) for article in articles]
            parsed = self._reader.parse_together(list(zip(articles, cleaned, strict=True)))
        except Exception as error:
            if len(articles) == 1:
                return [error]
            return [read for article in articles for read in self._read_together([article])]
        return list(zip(parsed, cleaned, strict=True))

    def profile(self, articles: Iterable[Article]) -> dict[str, float]:
        """Seconds of the processor that each step takes over some articles, by the step's name; a second opinion is not asked for."""
        clock = Clock()
        for piece in ahead(articles, _length):
            for places in batches([len(article.text) for article in piece]):
                batch = [piece[place] for place in places]
                with clock("cleaning"):
                    cleaned = [clean(article.text, article.title) for article in batch]
                with clock("language"):
                    parsed = self._reader.parse_together(list(zip(batch, cleaned, strict=True)))
                for read in zip(parsed, cleaned, strict=True):
                    self._code(*read, clock)
        return clock.seconds

    def _code(self, parsed: Parsed, cleaned: Cleaned, clock: Clock | None = None) -> tuple[ActorLayer, CodedArticle]:
        clock = clock or Clock()
        article = parsed.article
        with clock("actors"):
            actors = self._actors.find(parsed)
        with clock("quotations"):
            quotations = find_quotations(parsed, actors)
        with clock("events"):
            events = self._events.find(parsed, actors, quotations)
        with clock("claims"):
            allegations = find_allegations(parsed, actors, quotations, events)
            agreements = find_agreements(parsed, actors, quotations, events)
        with clock("contexts"):
            contexts = find_contexts(parsed)
        return actors, CodedArticle(
            **article.to_dict(),
            coder=self.made_by,
            dateline=cleaned.dateline,
            agency=cleaned.agency,
            noise=cleaned.noise,
            contexts=contexts,
            quotations=quotations,
            events=events,
            allegations=allegations,
            agreements=agreements,
        )


def _length(article: Article) -> int:
    return len(article.text)


def _raise(error: Exception) -> NoReturn:
    raise error
