"""The view for a terminal: an article's records, aligned, with the words of the text that bear them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from dragoman.exports.words import IN_DOUBT, headline, one_line, said_of, shortened, used, within
from dragoman.records import (
    Agreement,
    Allegation,
    Attribution,
    CodedArticle,
    Event,
    Party,
    Quotation,
    SecondOpinion,
    Span,
)

EVIDENCE = 180
"""Characters of a sentence that are shown around the words that bear a record."""

CONTENT = 220
"""Characters of a quotation that are shown."""

WIDE = 110
"""Columns of a terminal from which on time and place have a column of their own."""

_QUADS = {1: "green", 2: "bold green", 3: "yellow", 4: "bold red"}
_BEARS = "bold reverse"
_CODE = "bold cyan"
_SOFT = "dim"
_GUESS = 0.5  # records below it are marked as doubtful


def write_table(articles: Iterable[CodedArticle], console: Console) -> int:
    """Prints each article's view. Gives the number of articles."""
    count = 0
    for article in articles:
        console.print(view(article, console.width), highlight=False)
        count += 1
    return count


def view(article: CodedArticle, width: int = 80) -> RenderableType:
    """What is printed for an article on a terminal of `width` columns."""
    parts: list[RenderableType] = [Rule(style=_SOFT), *_head(article)]
    parts += _section("Events", [_event(event, width) for event in article.events])
    parts += _section("Quotations", [_quotation(quotation) for quotation in article.quotations])
    parts += _section("Allegations", [_allegation(allegation) for allegation in article.allegations])
    parts += _section("Agreements", [_agreement(agreement) for agreement in article.agreements])
    if article.attributions is not None:
        wide = [attribution for attribution in article.attributions if attribution.quotation is None]
        parts += _section("Attributions that are no quotations", [_attribution(attribution) for attribution in wide])
    if article.rejected:
        parts += _section("Rejected", [_rejected(record) for record in article.rejected])
    if article.llm:
        parts.append(Text(f"Second opinion: {used(article.llm)}", _SOFT))
    if article.noise:
        lines = "1 line" if len(article.noise) == 1 else f"{len(article.noise)} lines"
        parts.append(Text(f"Noise: {lines} of the page, no part of the report, not coded", _SOFT))
    return Group(*parts, Text())


def _head(article: CodedArticle) -> Iterator[RenderableType]:
    yield Text(headline(article), "bold")
    agency = f"agency {article.agency}" if article.agency else None
    facts = [article.outlet, article.published, article.byline and f"by {article.byline}", agency]
    if known := [one_line(fact) for fact in facts if fact]:
        yield Text(" · ".join(known))
    yield Text(" · ".join(one_line(fact) for fact in (article.url or article.source, article.id) if fact), _SOFT)
    if article.contexts:
        yield Text.assemble("About: ", (", ".join(article.contexts), "italic"))
    yield Text()


def _section(name: str, rows: list[tuple[RenderableType, ...]]) -> Iterator[RenderableType]:
    if not rows:
        yield Text.assemble((name, "bold"), (" none", _SOFT))
        yield Text()
        return
    yield Text.assemble((name, "bold"), f" {len(rows)}")
    table = Table(box=box.SIMPLE, show_header=False, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), expand=True)
    table.add_column(width=20, overflow="fold")
    table.add_column(ratio=3, overflow="fold")
    if len(rows[0]) == 3:
        table.add_column(width=26, overflow="fold")
    for row in rows:
        table.add_row(*row)
        table.add_row()
    yield Padding(table, (0, 0, 0, 1))


def _event(event: Event, width: int) -> tuple[RenderableType, ...]:
    colour = _QUADS[event.quad]
    act = Text.assemble((event.type, colour), f" {event.mode}" if event.mode else "")
    status = _doubt(Text(event.status, _SOFT if event.status == "actual" else "bold magenta"), event.confidence)
    who = _parties(event.actors)
    if event.recipients:
        who = Text.assemble(who, " → ", _parties(event.recipients))
    facts = []
    if event.date:
        facts.append(event.date.value)
    if event.place:
        facts.append(f"{one_line(event.place.name)}, {event.place.country}")
    if event.reported_by:
        facts.append(f"reported by {one_line(event.reported_by)}")
    if event.mentions:
        facts.append(f"told {len(event.mentions) + 1} times")
    words = _words(within(event.sentence, event.trigger, EVIDENCE))
    opinion = _opinion(event.second_opinion)
    if width >= WIDE:
        return Group(act, status), Group(who, words, *opinion), Text("\n".join(facts))
    told = [Text(" · ".join(facts))] if facts else []
    return Group(act, status), Group(who, *told, words, *opinion)


def _quotation(quotation: Quotation) -> tuple[RenderableType, ...]:
    kind = Text(quotation.kind.replace("_", " "), "blue")
    named = quotation.speaker_entity or _text(quotation.speaker) or "nobody named"
    speaker = Text.assemble((one_line(named), "bold"))
    if quotation.speaker_code:
        speaker.append(f" [{quotation.speaker_code}]", _CODE)
    if quotation.cue:
        speaker.append(f" {one_line(quotation.cue.text)}")
    facts = [
        quotation.addressee and f"to {one_line(quotation.addressee)}",
        quotation.channel,
        quotation.via and f"via {one_line(quotation.via)}",
    ]
    speaker.append("".join(f" · {fact}" for fact in facts if fact))
    said = shortened(" […] ".join(span.text for span in quotation.content), CONTENT)
    if quotation.kind == "direct":
        said = f"“{said}”"
    return _doubt(kind, quotation.confidence), Group(speaker, Text(said), *_opinion(quotation.second_opinion))


def _attribution(attribution: Attribution) -> tuple[RenderableType, ...]:
    source, cue, said = (
        shortened(" […] ".join(span.text for span in spans), CONTENT)
        for spans in (attribution.source, attribution.cue, attribution.content)
    )
    who = Text(source, "bold") if source else Text("nobody named", _SOFT)
    return _doubt(Text(cue or "no cue", "green"), attribution.confidence), Group(who, Text(said))


def _allegation(allegation: Allegation) -> tuple[RenderableType, ...]:
    who = Text.assemble((allegation.accuser, _CODE), " says that ", (allegation.accused, _CODE), " broke ")
    who.append(one_line(allegation.instrument.text), "bold")
    words = _words(within(allegation.span, allegation.instrument, EVIDENCE))
    told = Group(who, words, *_opinion(allegation.second_opinion))
    return _doubt(Text("breach", "red"), allegation.confidence), told


def _agreement(agreement: Agreement) -> tuple[RenderableType, ...]:
    name = Text.assemble((one_line(agreement.name.text), "bold"))
    if agreement.parties:
        name.append(": ")
        name.append(", ".join(agreement.parties), _CODE)
    if agreement.date:
        name.append(f" · {agreement.date}")
    provisions = [Text(f"– {shortened(span.text, CONTENT)}") for span in agreement.provisions]
    kind = Text.assemble((agreement.kind, "green"), f" {agreement.stage.replace('_', ' ')}")
    return _doubt(kind, agreement.confidence), Group(name, *provisions, *_opinion(agreement.second_opinion))


def _rejected(record: Quotation | Event | Allegation | Agreement) -> tuple[RenderableType, ...]:
    if isinstance(record, Event):
        shown = _event(record, 0)
    elif isinstance(record, Quotation):
        shown = _quotation(record)
    else:
        shown = _allegation(record) if isinstance(record, Allegation) else _agreement(record)
    return shown


def _opinion(opinion: SecondOpinion | None) -> list[Text]:
    """What a language model says of a record, on a line of its own; nothing where none was asked."""
    if opinion is None:
        return []
    return [Text(said_of(opinion), "magenta" if opinion.verdict in IN_DOUBT else _SOFT)]


def _parties(parties: tuple[Party, ...]) -> Text:
    if not parties:
        return Text("nobody named", _SOFT)
    return Text(", ").join(_party(party) for party in parties)


def _party(party: Party) -> Text:
    called = party.name or _text(party.mention)
    return Text.assemble((party.code, _CODE), f" {one_line(called)}" if called else "")


def _text(span: Span | None) -> str | None:
    return span.text if span else None


def _words(pieces: list[tuple[str, bool]]) -> Text:
    return Text.assemble(*((words, _BEARS if bears else _SOFT) for words, bears in pieces))


def _doubt(text: Text, confidence: float) -> Text:
    """Says how sure the record is, where that is not very."""
    return Text.assemble(text, (f" {confidence:.0%}?" if confidence < _GUESS else f" {confidence:.0%}", _SOFT))
