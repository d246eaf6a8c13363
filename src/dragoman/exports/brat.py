"""brat standoff: ID.txt and ID.ann for each article, and the two .conf files that brat needs to open the folder.

The form is that of brat's documentation ("brat standoff format"); a span in several pieces, or over a line break,
has its fragments joined by ";". Types and attributes are described in docs/formats.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import get_args

from dragoman.exports.files import FileNames, whole_file
from dragoman.exports.words import said_of
from dragoman.plover.ontology import event_types
from dragoman.records import (
    Agreement,
    AgreementKind,
    Allegation,
    CodedArticle,
    Event,
    Quotation,
    QuotationKind,
    Span,
    Stage,
    Status,
)

ENTITIES = ("Party", "Speaker", "Cue", "Date", "Place", "Mention", "Instrument", "Provision", "Noise")
_QUAD_COLOURS = {1: "#b7e0c1", 2: "#7fc79a", 3: "#f7cfa0", 4: "#f0a3a0"}
_COLOURS = {
    "Quotation": "#bcd6f5",
    "Allegation": "#e3b5e8",
    "Agreement": "#f3e39a",
    "Speaker": "#dce9fa",
    "Cue": "#e8f0fb",
    "Party": "#e9e4d8",
    "Noise": "#d5d5d5",
}


def write_brat(articles: Iterable[CodedArticle], folder: Path) -> int:
    """Writes the files of each article into `folder`. Gives the number of articles. Raises OSError."""
    names, count = FileNames(), 0
    quads = {name: event_type.quad for name, event_type in event_types().items()}
    for article in articles:
        name = names.name(article.id)
        with whole_file(folder / f"{name}.txt") as file:
            file.write(article.text)
        with whole_file(folder / f"{name}.ann") as file:
            file.write(standoff(article))
        quads |= {event.type: event.quad for event in article.events}  # a user's own types, too
        count += 1
    for name, text in (("annotation.conf", annotation_conf(quads)), ("visual.conf", visual_conf(quads))):
        with whole_file(folder / name) as file:
            file.write(text)
    return count


def standoff(article: CodedArticle) -> str:
    """The .ann file of an article."""
    lines = _Standoff()
    for span in article.noise:
        lines.textbound("Noise", (span,))
    for quotation in article.quotations:
        _quotation(lines, quotation)
    for event in article.events:
        _event(lines, event)
    for allegation in article.allegations:
        _allegation(lines, allegation)
    for agreement in article.agreements:
        _agreement(lines, agreement)
    return "".join(f"{line}\n" for line in lines.lines)


class _Standoff:
    """The lines of an .ann file, with the running numbers of its annotations."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._last = {"T": 0, "E": 0, "A": 0, "#": 0}
        self._known: dict[tuple[str, tuple[Span, ...]], str] = {}

    def textbound(self, type_: str, spans: tuple[Span, ...]) -> str:
        """The id of a text-bound annotation; the same one for the same type and place."""
        key = (type_, spans)
        if key not in self._known:
            parts = [part for span in spans for part in _lines_of(span)]
            offsets = ";".join(f"{start} {end}" for start, end, _ in parts)
            text = " ".join(text for _, _, text in parts)
            self._known[key] = self._add("T", f"{type_} {offsets}\t{text}")
        return self._known[key]

    def event(self, type_: str, trigger: tuple[Span, ...], arguments: list[tuple[str, str]]) -> str:
        """The id of an event; brat numbers roles that come again: Actor, Actor2 …"""
        seen: dict[str, int] = {}
        roles = []
        for role, target in arguments:
            seen[role] = count = seen.get(role, 0) + 1
            roles.append(f" {role}{count if count > 1 else ''}:{target}")
        return self._add("E", f"{type_}:{self.textbound(type_, trigger)}{''.join(roles)}")

    def attribute(self, name: str, target: str, value: str) -> None:
        self._add("A", f"{name} {target} {value}")

    def note(self, target: str, **facts: object) -> None:
        said = "; ".join(f"{name}: {value}" for name, value in facts.items() if value not in (None, "", ()))
        self._add("#", f"AnnotatorNotes {target}\t{' '.join(said.split())}")

    def _add(self, kind: str, rest: str) -> str:
        self._last[kind] += 1
        name = f"{kind}{self._last[kind]}"
        self.lines.append(f"{name}\t{rest}")
        return name


def _lines_of(span: Span) -> list[tuple[int, int, str]]:
    """The pieces of a span between line breaks, which brat does not allow inside one."""
    pieces, at = [], span.start
    for line in span.text.splitlines(keepends=True):
        text = line.rstrip("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        if text.strip():
            pieces.append((at, at + len(text), text.replace("\t", " ")))
        at += len(line)
    return pieces or [(span.start, span.end, " " * (span.end - span.start))]


def _quotation(standoff: _Standoff, quotation: Quotation) -> None:
    arguments = []
    if quotation.cue:
        arguments.append(("Cue", standoff.textbound("Cue", (quotation.cue,))))
    if quotation.speaker:
        arguments.append(("Speaker", standoff.textbound("Speaker", (quotation.speaker,))))
    event = standoff.event("Quotation", quotation.content, arguments)
    standoff.attribute("Kind", event, quotation.kind)
    standoff.note(
        event,
        speaker=quotation.speaker_entity,
        code=quotation.speaker_code,
        why=quotation.speaker_why,
        addressee=quotation.addressee,
        channel=quotation.channel,
        via=quotation.via,
        confidence=quotation.confidence,
        second_opinion=said_of(quotation.second_opinion),
    )


def _event(standoff: _Standoff, event: Event) -> None:
    arguments = [
        (role, standoff.textbound("Party", (party.mention,)))
        for role, parties in (("Actor", event.actors), ("Recipient", event.recipients))
        for party in parties
        if party.mention
    ]
    if event.date and event.date.span:
        arguments.append(("Date", standoff.textbound("Date", (event.date.span,))))
    if event.place and event.place.span:
        arguments.append(("Place", standoff.textbound("Place", (event.place.span,))))
    arguments += [("Mention", standoff.textbound("Mention", (mention,))) for mention in event.mentions]
    name = standoff.event(event.type, (event.trigger,), arguments)
    standoff.attribute("Status", name, event.status)
    standoff.note(
        name,
        mode=event.mode,
        actors=", ".join(party.code for party in event.actors),
        recipients=", ".join(party.code for party in event.recipients),
        date=event.date.value if event.date else None,
        place=f"{event.place.name}, {event.place.country}" if event.place else None,
        reported_by=event.reported_by,
        why=event.why,
        confidence=event.confidence,
        second_opinion=said_of(event.second_opinion),
    )


def _allegation(standoff: _Standoff, allegation: Allegation) -> None:
    instrument = standoff.textbound("Instrument", (allegation.instrument,))
    name = standoff.event("Allegation", (allegation.span,), [("Instrument", instrument)])
    standoff.note(
        name,
        accuser=allegation.accuser,
        accused=allegation.accused,
        confidence=allegation.confidence,
        second_opinion=said_of(allegation.second_opinion),
    )


def _agreement(standoff: _Standoff, agreement: Agreement) -> None:
    provisions = [("Provision", standoff.textbound("Provision", (span,))) for span in agreement.provisions]
    name = standoff.event("Agreement", (agreement.name,), provisions)
    standoff.attribute("AgreementKind", name, agreement.kind)
    standoff.attribute("Stage", name, agreement.stage)
    standoff.note(
        name,
        parties=", ".join(agreement.parties),
        date=agreement.date,
        confidence=agreement.confidence,
        second_opinion=said_of(agreement.second_opinion),
    )


def annotation_conf(types: Iterable[str]) -> str:
    """brat's annotation.conf: all types that `standoff` may write, with these types of events."""
    types = list(types)
    events = "\n".join(
        f"{name}\tActor*:Party, Recipient*:Party, Date?:Date, Place?:Place, Mention*:Mention" for name in types
    )
    return f"""[entities]
{chr(10).join(ENTITIES)}

[relations]

[events]
Quotation\tCue?:Cue, Speaker?:Speaker
Allegation\tInstrument:Instrument
Agreement\tProvision*:Provision
{events}

[attributes]
Kind\tArg:Quotation, Value:{_values(QuotationKind)}
Status\tArg:{"|".join(types)}, Value:{_values(Status)}
AgreementKind\tArg:Agreement, Value:{_values(AgreementKind)}
Stage\tArg:Agreement, Value:{_values(Stage)}
"""


def _values(literal: object) -> str:
    return "|".join(get_args(literal))


def visual_conf(quads: Mapping[str, int]) -> str:
    """brat's visual.conf: a colour a quad class (`quads`, by type of event), and one for each other type."""
    colours = dict(_COLOURS)
    colours |= {name: _QUAD_COLOURS[quad] for name, quad in quads.items()}
    drawing = "\n".join(f"{name}\tbgColor:{colour}" for name, colour in colours.items())
    return f"""[labels]

[drawing]
SPAN_DEFAULT\tfgColor:black, bgColor:#eeeeee, borderColor:darken
ARC_DEFAULT\tcolor:black, arrowHead:triangle-5
{drawing}
"""
