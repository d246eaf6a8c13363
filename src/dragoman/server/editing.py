"""What a person may change in a record, or add: fields as they are typed, and the records that come of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from dragoman.plover.ontology import SECTORS, event_types
from dragoman.records import (
    Agreement,
    AgreementKind,
    Allegation,
    Channel,
    CodedArticle,
    Event,
    EventDate,
    Party,
    Quotation,
    QuotationKind,
    Record,
    Span,
    Stage,
    Status,
    record_id,
)

Fields = Mapping[str, str]
"""What was typed, by the field's name; what is empty is not there."""

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_IGO = re.compile(r"IGO [A-Z][A-Za-z0-9]*")
_COUNTRY = re.compile(r"[A-Z]{3}")
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s+|\n")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: its name, what it is called, and the values that it may have, if they are few."""

    name: str
    label: str
    options: tuple[str, ...] = ()
    optional: bool = False


FIELDS: Mapping[str, tuple[Field, ...]] = {
    "events": (
        Field("type", "Type", tuple(sorted(event_types()))),
        Field("mode", "Mode", optional=True),
        Field("status", "Status", get_args(Status)),
        Field("actors", "Who acts (codes)", optional=True),
        Field("recipients", "On whom (codes)", optional=True),
        Field("date", "Date", optional=True),
    ),
    "quotations": (
        Field("kind", "Kind", get_args(QuotationKind)),
        Field("speaker_entity", "Speaker", optional=True),
        Field("speaker_code", "Code", optional=True),
        Field("channel", "Channel", get_args(Channel), optional=True),
    ),
    "allegations": (Field("accuser", "Accuser (code)"), Field("accused", "Accused (code)")),
    "agreements": (
        Field("kind", "Kind", get_args(AgreementKind)),
        Field("stage", "Stage", get_args(Stage)),
        Field("parties", "Parties (codes)"),
        Field("date", "Date", optional=True),
    ),
}
"""Fields by the kind of record."""


def typed(record: Record, kind: str) -> dict[str, str]:
    """The fields of a record as one would type them."""
    return {field.name: _typed(getattr(record, field.name)) for field in FIELDS[kind]}


def changes(record: Record, kind: str, given: Fields) -> dict[str, Any]:
    """The fields that were changed, as `Store.decide` takes them. Raises ValueError for a value that is none."""
    before = typed(record, kind)
    changed = {name: given.get(name, "").strip() for name in before if given.get(name, "").strip() != before[name]}
    if not changed:
        raise ValueError("nothing was changed")
    parties = (*record.actors, *record.recipients) if isinstance(record, Event) else ()
    found = {
        field.name: _parsed(field, kind, changed[field.name], parties)
        for field in FIELDS[kind]
        if field.name in changed
    }
    if isinstance(record, Event) and {"type", "mode"} & set(found):
        type_, mode = found.get("type", record.type), found.get("mode", record.mode)
        known = event_types().get(type_)
        if known is not None and "mode" not in found and mode not in known.modes:
            mode = None  # it was one of the other type
        found |= _kind_of_event(type_, mode)
    return found


def added(article: CodedArticle, kind: str, words: str, start: int | None, given: Fields, by: str) -> Record:
    """A record about some words of an article. Raises ValueError where the words or a value are none."""
    if kind not in FIELDS:
        raise ValueError(f"{kind[:50]!r} is no kind of record; it should be one of {', '.join(FIELDS)}")
    span = _found(article.text, words, start)
    sentence = _sentence(article.text, span)
    values = {field.name: _parsed(field, kind, given.get(field.name, "").strip(), ()) for field in FIELDS[kind]}
    common = {"id": record_id(article.id, kind, span.start, span.end, "added"), "confidence": 1.0}
    if kind == "events":
        values |= _kind_of_event(values["type"], values["mode"])
        return Event(**common, **values, trigger=span, sentence=sentence, why=f"added by {by}")
    if kind == "quotations":
        return Quotation(**common, **values, content=(span,), speaker_why=f"added by {by}")
    if kind == "allegations":
        return Allegation(**common, **values, instrument=span, span=sentence)
    return Agreement(**common, **values, name=span)


def _typed(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(one.code if isinstance(one, Party) else str(one) for one in value)
    return value.value if isinstance(value, EventDate) else str(value)


def _parsed(field: Field, kind: str, value: str, parties: tuple[Party, ...]) -> Any:
    if not value:
        if not field.optional:
            raise ValueError(f"{field.label} is missing")
        return () if field.name in ("actors", "recipients") else None
    if field.options and value not in field.options:
        raise ValueError(f"{field.label}: {value[:50]!r} is none of {', '.join(field.options)}")
    if field.name in ("actors", "recipients"):
        known = {party.code: party for party in parties}
        return tuple(known.get(code) or Party.of(code) for code in _codes(value))
    if field.name == "parties":
        return tuple(_codes(value))
    if field.name in ("accuser", "accused", "speaker_code"):
        return _code(value)
    if field.name == "date":
        if not _DATE.fullmatch(value):
            raise ValueError(f"Date: {value[:50]!r} is none; it should be such as 2024, 2024-06 or 2024-06-19")
        return EventDate(value=value) if kind == "events" else value
    return value


def _codes(value: str) -> list[str]:
    return list(dict.fromkeys(_code(part.strip()) for part in value.split(",") if part.strip()))


def _code(value: str) -> str:
    country, _, sector = value.partition(" ")
    if _IGO.fullmatch(value) or (_COUNTRY.fullmatch(country) and sector in SECTORS):
        return value
    raise ValueError(f"{value[:50]!r} is no code; it should be a country and a sector such as 'USA GOV', or 'IGO UN'")


def _kind_of_event(type_: str, mode: str | None) -> dict[str, Any]:
    known = event_types().get(type_)
    if known is None:
        raise ValueError(f"{type_!r} is no type of event")
    if mode and mode not in known.modes:
        raise ValueError(f"{mode[:50]!r} is no mode of {type_}; it has {', '.join(known.modes) or 'none'}")
    return {
        "type": type_,
        "mode": mode,
        "quad": known.quad,
        "score": known.score_of(mode),
        "cameo": known.cameo_of(mode),
    }


def _found(text: str, words: str, start: int | None) -> Span:
    if start is None or text[start : start + len(words)] != words:
        start = text.find(words)
    if not words.strip() or start < 0:
        raise ValueError("the words are not in the text; they should be copied from it as they are")
    return Span.of(text, start, start + len(words))


def _sentence(text: str, span: Span) -> Span:
    """The sentence around some words, as its punctuation tells it."""
    start, end = 0, len(text)
    for found in _SENTENCE_END.finditer(text):
        if found.end() <= span.start:
            start = found.end()
        elif found.start() >= span.end - 1:
            end = max(len(text[: found.end()].rstrip()), span.end)
            break
    return Span.of(text, start, end)
