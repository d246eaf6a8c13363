"""Invented articles with records, any number, for measuring the store: twenty events and eight
quotations each, in some 500 words.

They come in the order of their days. One in ten is a copy of the one before it at another outlet, two in ten tell of
the same as one before. Nothing in them is true; the words are made up of syllables.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from dragoman import CodedArticle, Event, Party, Quotation, Span
from dragoman.exports.columns import country_name
from dragoman.plover.ontology import event_types
from dragoman.records import EventDate, Place, record_id

EVENTS = 20
QUOTATIONS = 8
A_DAY = 14
"""Articles of a day: 50,000 are ten years."""

FIRST = date(2015, 1, 1)

_COUNTRIES = (
    "USA RUS CHN UKR ISR PSE IRN FRA GBR DEU TUR SYR IND PAK JPN KOR PRK SAU YEM EGY LBY SDN ETH NGA KEN ZAF BRA ARG"
    " MEX VEN COL CUB CAN AUS IDN PHL VNM THA MMR AFG IRQ JOR LBN POL HUN ROU GRC ITA ESP SWE NOR FIN BLR GEO ARM KAZ"
).split()
_SECTORS = ("GOV", "GOV", "GOV", "MIL", "LEG", "REB", "CVL", "PTY")
_SYLLABLES = "ba be bo da de do ka ke ko la le lo ma me mo na ne no ra re ro sa se so ta te to va ve vo".split()
_OUTLETS = [f"Outlet {n}" for n in range(60)]


class Generator:
    """Gives the same articles for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)  # noqa: S311
        self._words = ["".join(self._chance.choices(_SYLLABLES, k=4)) for _ in range(6000)]
        self._types = list(event_types().values())
        self._weights = [1 / (n + 1) for n in range(len(_COUNTRIES))]
        self._theme: list[str] = []
        self._body = ""

    def articles(self, number: int, start: int = 0) -> Iterator[CodedArticle]:
        """Articles `start` to `start + number`, by their days."""
        for n in range(start, start + number):
            yield self._article(n)

    def _article(self, n: int) -> CodedArticle:
        chance = self._chance
        published = FIRST + timedelta(days=n // A_DAY)
        kind = chance.random()
        if kind > 0.2 or not self._theme:
            self._theme = chance.choices(self._words, k=40)
        if kind > 0.1 or not self._body:
            self._body = " ".join(chance.choices(self._theme, k=30) + chance.choices(self._words, k=90)) + "."
        id, parts, length = f"g{n:07}", [self._body], len(self._body)
        events, quotations = [], []
        for m in range(EVENTS):
            sentence, event = self._event(id, m, length + 1, published)
            parts.append(sentence)
            length += 1 + len(sentence)
            events.append(event)
        for m in range(QUOTATIONS):
            sentence, quotation = self._quotation(id, m, length + 1)
            parts.append(sentence)
            length += 1 + len(sentence)
            quotations.append(quotation)
        return CodedArticle(
            id=id,
            title=" ".join(chance.choices(self._theme, k=6)),
            published=published.isoformat(),
            outlet=chance.choice(_OUTLETS),
            url=f"https://outlet.example/{id}",
            text="\n".join(parts),
            contexts=("diplomatic", "military"),
            events=tuple(events),
            quotations=tuple(quotations),
        )

    def _event(self, id: str, m: int, at: int, published: date) -> tuple[str, Event]:
        chance = self._chance
        one, other = chance.choices(_COUNTRIES, self._weights, k=2)
        verb, place, cause = chance.choices(self._words, k=3)
        names = [country_name(code) or code for code in (one, other)]
        sentence = f"{names[0]} {verb} {names[1]} near {place} over {cause} and {chance.choice(self._words)}."
        kind = chance.choice(self._types)
        when = published - timedelta(days=chance.choice((0, 0, 1, 1, 2)))
        party = [
            Party.of(f"{code} {chance.choice(_SECTORS)}", name=name)
            for code, name in zip((one, other), names, strict=True)
        ]
        start = at + len(names[0]) + 1
        return sentence, Event.model_construct(
            id=record_id(id, "event", kind.name, m),
            type=kind.name,
            mode=None,
            quad=kind.quad,
            score=kind.score,
            cameo=kind.cameo,
            status="actual",
            actors=(_mentioned(party[0], names[0], at),),
            recipients=(_mentioned(party[1], names[1], start + len(verb) + 1),),
            trigger=_span(verb, start),
            sentence=_span(sentence, at),
            mentions=(),
            date=EventDate.model_construct(value=when.isoformat(), span=None),
            place=Place.model_construct(
                name=place,
                country=other,
                geonameid=m,
                lat=1.0 * m,
                lon=2.0 * m,
                span=_span(place, at + sentence.index(f" near {place}") + 6),
            ),
            reported_by=None,
            why=f"verb '{verb}' of {kind.name}",
            confidence=round(chance.uniform(0.2, 1.0), 3),
        )

    def _quotation(self, id: str, m: int, at: int) -> tuple[str, Quotation]:
        chance = self._chance
        said, code = " ".join(chance.choices(self._words, k=12)), chance.choices(_COUNTRIES, self._weights)[0]
        name = country_name(code) or code
        sentence = f"“{said},” {name} said."
        return sentence, Quotation.model_construct(
            id=record_id(id, "quotation", m),
            kind="direct",
            content=(_span(said + ",", at + 1),),
            cue=_span("said", at + len(sentence) - 5),
            speaker=_span(name, at + len(said) + 4),
            speaker_entity=name,
            speaker_code=f"{code} GOV",
            confidence=0.9,
        )


def _span(words: str, start: int) -> Span:
    return Span.model_construct(start=start, end=start + len(words), text=words)


def _mentioned(party: Party, words: str, start: int) -> Party:
    return party.model_copy(update={"mention": _span(words, start)})
