"""From records to columns and back: the tables follow the data model by themselves.

| field of the record | columns |
|---|---|
| text, number, truth value | one, of that type |
| `Span` | `NAME` (its words), `NAME_start`, `NAME_end` |
| `EventDate`, `Place`, `Dateline` | `NAME` (its first field), `NAME_FIELD` for the others |
| several strings | one list |
| several spans | one list of (start, end, text) |
| anything else | one, as JSON |
"""

from __future__ import annotations

import builtins
import json
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from dragoman.records import Dateline, EventDate, Place, Record, Span

Row = dict[str, Any]
Kind = Literal["plain", "span", "strings", "spans", "flat", "json"]

TEXT, WHOLE, REAL, TRUTH, DAY, MOMENT = "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"
TEXTS, WHOLES, REALS, BYTES = "VARCHAR[]", "BIGINT[]", "FLOAT[]", "BLOB"
SPANS = 'STRUCT("start" BIGINT, "end" BIGINT, "text" VARCHAR)[]'

_PLAIN = {str: TEXT, int: WHOLE, float: REAL, bool: TRUTH}
_FLAT = (EventDate, Place, Dateline)
_ANY: TypeAdapter[Any] = TypeAdapter(Any)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name and its SQL type."""

    name: str
    type: str = TEXT


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record, and the kind of columns that it becomes."""

    name: str
    kind: Kind
    type: str = TEXT
    model: builtins.type[Record] | None = None

    def columns(self, prefix: str) -> Iterator[Column]:
        """Its columns, called `prefix` or beginning with it."""
        if self.kind == "span":
            yield from (Column(prefix), Column(f"{prefix}_start", WHOLE), Column(f"{prefix}_end", WHOLE))
        elif self.kind == "flat":
            for name, field in _parts(self, prefix):
                yield from field.columns(name)
        else:
            yield Column(prefix, self.type)

    def encode(self, prefix: str, value: Any, row: Row) -> None:
        """Writes the value's columns into `row`."""
        if self.kind == "span":
            found = (value.text, value.start, value.end) if value else (None, None, None)
            row[prefix], row[f"{prefix}_start"], row[f"{prefix}_end"] = found
        elif self.kind == "flat":
            for name, field in _parts(self, prefix):
                field.encode(name, getattr(value, field.name) if value else None, row)
        elif self.kind == "spans":
            row[prefix] = [{"start": span.start, "end": span.end, "text": span.text} for span in value]
        elif self.kind == "strings":
            row[prefix] = list(value)
        elif self.kind == "json":
            row[prefix] = None if value is None else _ANY.dump_json(value).decode()
        else:
            row[prefix] = value

    def decode(self, prefix: str, row: Mapping[str, Any]) -> Any:
        """The value from the columns of `row`."""
        value = row.get(prefix)
        if value is None:
            return () if self.kind in ("spans", "strings") else None
        if self.kind == "span":
            return Span.model_construct(start=row[f"{prefix}_start"], end=row[f"{prefix}_end"], text=value)
        if self.kind == "flat":
            assert self.model  # noqa: S101 - for the type checker
            found = {field.name: field.decode(name, row) for name, field in _parts(self, prefix)}
            return self.model.model_construct(**found)
        if self.kind == "spans":
            return tuple(Span.model_construct(**span) for span in value)
        if self.kind == "strings":
            return tuple(value)
        return json.loads(value) if self.kind == "json" else value


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a kind of record, without the fields that have tables of their own (`apart`)."""

    model: type[Record]
    apart: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that become columns."""
        return tuple(field for field in fields_of(self.model) if field.name not in self.apart)

    def columns(self) -> tuple[Column, ...]:
        """All columns, in the order of the model's fields."""
        return tuple(column for field in self.fields for column in field.columns(field.name))

    def encode(self, record: Record) -> Row:
        """The record's columns."""
        row: Row = {}
        for field in self.fields:
            field.encode(field.name, getattr(record, field.name), row)
        return row

    def decode(self, row: Mapping[str, Any], **apart: Any) -> dict[str, Any]:
        """The record's fields from a row, with those that were kept apart; absent columns take their defaults."""
        found = {field.name: field.decode(field.name, row) for field in self.fields if field.name in row}
        return {
            name: value for name, value in found.items() if value is not None or _nullable(self.model, name)
        } | apart

    def spans(self) -> Iterator[tuple[str, bool]]:
        """Names of all columns that hold spans, and whether it is a list of them."""
        for field in self.fields:
            yield from _spans(field, field.name)


@cache
def fields_of(model: type[Record]) -> tuple[Field, ...]:
    """How each field of a model is kept."""
    return tuple(_field(name, info.annotation) for name, info in model.model_fields.items())


def _field(name: str, annotation: Any) -> Field:
    inner = _without_none(annotation)
    if inner is Span:
        return Field(name, "span")
    if inner in _FLAT:
        return Field(name, "flat", model=inner)
    if typing.get_origin(inner) is Literal:
        return Field(name, "plain")
    if inner in _PLAIN:
        return Field(name, "plain", _PLAIN[inner])
    if inner == tuple[Span, ...]:
        return Field(name, "spans", SPANS)
    if inner == tuple[str, ...]:
        return Field(name, "strings", TEXTS)
    return Field(name, "json")


def _without_none(annotation: Any) -> Any:
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        others = [part for part in typing.get_args(annotation) if part is not type(None)]
        return others[0] if len(others) == 1 else annotation
    return annotation


def _nullable(model: type[Record], name: str) -> bool:
    info = model.model_fields[name]
    return info.is_required() or info.default is None


def _parts(field: Field, prefix: str) -> Iterator[tuple[str, Field]]:
    assert field.model  # noqa: S101 - for the type checker
    for place, part in enumerate(fields_of(field.model)):
        yield (prefix if place == 0 else f"{prefix}_{part.name}"), part


def _spans(field: Field, prefix: str) -> Iterator[tuple[str, bool]]:
    if field.kind in ("span", "spans"):
        yield prefix, field.kind == "spans"
    elif field.kind == "flat":
        for name, part in _parts(field, prefix):
            yield from _spans(part, name)


def quoted(names: Iterable[str]) -> str:
    """Names of columns for SQL, each in quotation marks."""
    return ", ".join(f'"{name}"' for name in names)
