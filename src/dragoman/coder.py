"""The order of the steps. The only place that knows it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, NoReturn, Self

from dragoman.actors import ActorFinder, ActorLayer
from dragoman.claims import find_agreements, find_allegations
from dragoman.cleaning import clean
from dragoman.events import EventCoder, read_ontology
from dragoman.language import DEFAULT_MODEL, Parsed, Reader, loading
from dragoman.language.heads import WIDE
from dragoman.plover.contexts import find_contexts
from dragoman.quotations import find_attributions, find_quotations, reread
from dragoman.records import Article, CodedArticle, text_id
from dragoman.version import __version__

if TYPE_CHECKING:
    from dragoman.llm import Settings


Finish = Callable[[], CodedArticle]
"""Gives the records of an article that was begun, or raises what went wrong with it."""


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

    With `attributions` the encoder reads each article too: it finds attributions in the wide sense, and how sure
    quotations are. Raises ModelFileError (an OSError) where its files are missing or altered.

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
        attributions: bool = False,
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
        if attributions:
            self.made_by["encoder"] = self._reader.encoder.version
        self._attributions = attributions
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

        What goes wrong with an article is raised in its place, and ends the stream; `begin_all` leaves that to the
        caller.
        """
        for _, finish in self.begin_all(articles):
            yield finish()

    def begin_all(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Finish]]:
        """Each article of a stream, in its order, with what gives its records or raises what went wrong with it.

        With `llm` the next articles are asked about before the first is given, so that a server has work.
        """
        begun: deque[tuple[Article, Finish]] = deque()
        for article in articles:
            begun.append((article, self._begin(article)))
            while len(begun) > self.ahead:
                yield begun.popleft()
        yield from begun

    def _begin(self, article: Article) -> Finish:
        """Codes an article, and asks for the second opinion, if there is to be one; what is given waits for it."""
        try:
            actors, own, parsed = self._code(article)
            return self._second.begin(parsed, actors, own) if self._second is not None else lambda: own
        except Exception as error:
            return partial(_raise, error)

    def profile(self, articles: Iterable[Article]) -> dict[str, float]:
        """Seconds of the processor that each step takes over some articles, by the step's name.

        A second opinion is not asked for.
        """
        clock = Clock()
        for article in articles:
            self._code(article, clock)
        return clock.seconds

    def _code(self, article: Article, clock: Clock | None = None) -> tuple[ActorLayer, CodedArticle, Parsed]:
        clock = clock or Clock()
        with clock("cleaning"):
            cleaned = clean(article.text, article.title)
        with clock("language"):
            parsed = self._reader.parse(article, cleaned)
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
        attributions = None
        if self._attributions and (reading := parsed.reading) is not None:
            with clock("encoder"):
                said = reading.attributions(WIDE)
                quotations = reread(parsed.doc, reading, said, quotations)
                attributions = find_attributions(parsed, said, quotations)
        coded = CodedArticle(
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
            attributions=attributions,
        )
        return actors, coded, parsed


def _raise(error: Exception) -> NoReturn:
    raise error
