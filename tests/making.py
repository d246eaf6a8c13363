"""Articles with records of every kind, made to measure for tests of the store and of stories."""

from __future__ import annotations

from dragoman import Agreement, Allegation, CodedArticle, Event, Party, Quotation, Span
from dragoman.records import EventDate, Place, record_id

QUADS = {"ACCUSE": 3, "ASSAULT": 4, "CONSULT": 1, "AID": 2, "SUPPORT": 1, "SANCTION": 4}
SCORES = {"ACCUSE": -2.0, "ASSAULT": -9.0, "CONSULT": 1.0, "AID": 5.0, "SUPPORT": 3.0, "SANCTION": -6.0}


def made(
    id: str,
    *,
    type: str = "ACCUSE",
    actor: str = "NOR GOV",
    recipient: str = "IRN GOV",
    published: str | None = "2025-03-04",
    date: str | None = "2025-03-03",
    place: str | None = "Oslo",
    status: str = "actual",
    body: str = "",
    outlet: str | None = "The Harbor Dispatch",
    agency: str | None = None,
    coder: str = "1",
    confidence: float = 0.8,
) -> CodedArticle:
    """One event told in two sentences, a quotation about it, an allegation and an agreement."""
    told = f"Nordland officials condemned the raid near {place or 'the coast'} on Monday, report {id}."
    said = f"“We will not accept this {id},” the minister said."
    pact = "The raid broke the Harbor Treaty, which the two signed in 1999."
    text = "\n".join(part for part in (told, said, pact, body) if part)

    def span(words: str) -> Span:
        start = text.index(words)
        return Span.of(text, start, start + len(words))

    event = Event(
        id=record_id(id, "event", type, 0),
        type=type,
        mode="disapprove" if type == "ACCUSE" else None,
        quad=QUADS[type],
        score=SCORES[type],
        status=status,  # type: ignore[arg-type]
        actors=(Party.of(actor, name="Nordland", mention=span("Nordland officials")),),
        recipients=(Party.of(recipient),) if recipient else (),
        trigger=span("condemned"),
        sentence=span(told),
        mentions=(span("raid broke"),),
        date=EventDate(value=date, span=span("Monday")) if date else None,
        place=Place(name=place, country="NOR", geonameid=3143244, lat=59.9, lon=10.7, span=span(place))
        if place
        else None,
        why="condemn: ACCUSE",
        confidence=confidence,
    )
    quotation = Quotation(
        id=record_id(id, "quotation", 0),
        kind="direct",
        content=(span(f"We will not accept this {id},"),),
        cue=span("said"),
        speaker=span("the minister"),
        speaker_entity="the minister",
        speaker_code=actor,
        confidence=confidence,
    )
    allegation = Allegation(
        id=record_id(id, "legal", 0),
        accuser=actor,
        accused=recipient or "IRN GOV",
        instrument=span("the Harbor Treaty"),
        span=span(pact),
        confidence=confidence,
    )
    agreement = Agreement(
        id=record_id(id, "pact", 0),
        name=span("the Harbor Treaty"),
        kind="treaty",
        parties=(actor, recipient or "IRN GOV"),
        stage="in_force",
        provisions=(span("signed"),),
        date="1999",
        confidence=confidence,
    )
    return CodedArticle(
        id=id,
        title=f"Nordland condemns raid {id}",
        published=published,
        outlet=outlet,
        url=f"https://dispatch.example/{id}",
        text=text,
        coder={"version": coder},
        agency=agency,
        contexts=("diplomatic", "legal"),
        quotations=(quotation,),
        events=(event,),
        allegations=(allegation,),
        agreements=(agreement,),
    )
