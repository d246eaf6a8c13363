"""Fixtures that several test files share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from actors_told import Read, Told
from hypothesis import settings

from dragoman import Agreement, Allegation, CodedArticle, Coder, Event, Party, Quotation, Span
from dragoman.actors import ActorFinder
from dragoman.cleaning import Cleaned
from dragoman.language import Reader
from dragoman.records import Article, Dateline, EventDate, Place

# The first example of a run loads dictionaries and models: a deadline would judge that, not the code.
settings.register_profile("dragoman", deadline=None, max_examples=60)
settings.load_profile("dragoman")

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@pytest.fixture(scope="session")
def coder() -> Coder:
    """One coder for the whole session: loading it takes longer than most tests."""
    return Coder()


@pytest.fixture(scope="session")
def read() -> Read:
    """Reads a text and finds its actors, without the rest of the coder."""
    reader, finder = Reader(), ActorFinder()

    def told(text: str, published: str = "2024-06-20", **metadata: str) -> Told:
        parsed = reader.parse(Article.of(text, published=published, **metadata), Cleaned())
        return Told(parsed, finder.find(parsed))

    return told


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of our own example articles."""
    return EXAMPLES


TEXT = (
    "By Clara Whitmore\n"
    "OSLO (NTB) - Norway criticized Iran on Monday for a raid that broke the Vienna Convention.\n"
    "“We will not accept this,” the minister told NRK in an interview. “It must stop,” she said.\n"
    "Iran signed a grain deal with Chad in Paris. 🕊 Peace!\n"
)


@pytest.fixture
def coded() -> CodedArticle:
    """An article with a record of every kind, made by hand: spans overlap, one lies in two pieces."""

    def span(words: str, nth: int = 0) -> Span:
        start = -1
        for _ in range(nth + 1):
            start = TEXT.index(words, start + 1)
        return Span.of(TEXT, start, start + len(words))

    sentence = span("Norway criticized Iran on Monday for a raid that broke the Vienna Convention.")
    return CodedArticle(
        id="a/b: c?",
        title="Norway criticizes Iran",
        published="2025-03-04",
        outlet="The Harbor Dispatch",
        url="https://dispatch.example/1",
        source="news.jsonl:1",
        text=TEXT,
        dateline=Dateline(span=span("OSLO (NTB) -"), place="Oslo", agency="NTB"),
        agency="NTB",
        noise=(span("By Clara Whitmore"),),
        contexts=("diplomatic", "legal"),
        quotations=(
            Quotation(
                id="q1",
                kind="direct",
                content=(span("We will not accept this,"), span("It must stop,")),
                cue=span("told"),
                speaker=span("the minister"),
                speaker_entity="the minister",
                speaker_code="NOR GOV",
                speaker_why="Norway is the only country of the paragraph",
                addressee="NRK",
                channel="interview",
                confidence=0.9,
            ),
        ),
        events=(
            Event(
                id="e1",
                type="ACCUSE",
                mode="disapprove",
                quad=3,
                score=-2.0,
                cameo="111",
                status="actual",
                actors=(Party.of("NOR GOV", name="Norway", mention=span("Norway")),),
                recipients=(Party.of("IRN GOV", name="Iran", mention=span("Iran")),),
                trigger=span("criticized"),
                sentence=sentence,
                mentions=(span("It must stop"),),
                date=EventDate(value="2025-03-03", span=span("Monday")),
                place=None,
                reported_by=None,
                why="criticize: ACCUSE disapprove",
                confidence=0.8,
            ),
            Event(
                id="e2",
                type="SUPPORT",
                quad=1,
                score=5.0,
                status="actual",
                actors=(
                    Party.of("IRN GOV", name="Iran", mention=span("Iran", 1)),
                    Party.of("TCD GOV", name="Chad", mention=span("Chad")),
                ),
                recipients=(),
                trigger=span("signed"),
                sentence=span("Iran signed a grain deal with Chad in Paris."),
                place=Place(name="Paris", country="FRA", geonameid=2988507, lat=48.85, lon=2.35, span=span("Paris")),
                why="sign: SUPPORT",
                confidence=0.4,
            ),
        ),
        allegations=(
            Allegation(
                id="l1",
                accuser="NOR GOV",
                accused="IRN GOV",
                instrument=span("the Vienna Convention"),
                span=sentence,
                confidence=0.7,
            ),
        ),
        agreements=(
            Agreement(
                id="g1",
                name=span("a grain deal"),
                kind="deal",
                parties=("IRN GOV", "TCD GOV"),
                stage="signed",
                provisions=(span("grain"),),
                confidence=0.6,
            ),
        ),
    )


@pytest.fixture
def ask(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> Callable[..., CodedArticle]:
    """Codes a text with the session's coder and a language model: `ask(address, text, published=…, mode=…)`."""
    from dragoman.llm import Settings
    from dragoman.llm.second import SecondCoder

    for name in ("DRAGOMAN_LLM_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)

    def coded(url: str, text: str, published: str | None = "2025-03-04", **settings: Any) -> CodedArticle:
        given = {"mode": "replace", "cache": "", "backoff": 0.01} | settings
        second = SecondCoder(Settings(url=url, model="m", **given), coder._actors.dictionary)
        with monkeypatch.context() as patch:
            patch.setattr(coder, "_second", second)
            try:
                return coder.code(text, published=published)
            finally:
                second.close()

    return coded
