"""Filters of questions, as conditions in SQL with their values beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dragoman.plover.ontology import SECTORS
from dragoman.reading.fields import iso_date

Condition = tuple[str, list[Any]]
"""SQL, and the values of its question marks."""

Values = Sequence[str]

_COUNTRY = re.compile(r"[A-Z]{3}")
_CODE = re.compile(r"[A-Z]{3} [A-Z0-9_-]+")
_PAIR = re.compile(r"\s*[-–,:/]\s*")
_TWO_COUNTRIES = re.compile(r"([A-Z]{3}) ([A-Z]{3})")
_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?")


class FilterError(ValueError):
    """A filter that does not exist, does not go with the question, or whose value is none; it says what would be."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Expressions of a table that hold who acts and who is acted upon, as lists of codes and of countries."""

    actors: str
    recipients: str
    actor_countries: str
    recipient_countries: str
    names: str | None = None
    """Condition for a name, with `{side}` and one question mark; None where names are not kept."""

    def one(self, value: str, side: str) -> Condition:
        """Whether an actor or recipient is this code ("USA GOV"), country ("USA") or name ("Navalny")."""
        if _CODE.fullmatch(value):
            return f"list_contains({getattr(self, side)}, ?)", [value]
        if _COUNTRY.fullmatch(value):
            return f"list_contains({getattr(self, side[:-1] + '_countries')}, ?)", [value]
        if self.names is None:
            raise FilterError(f"{value!r} is no code of an actor: a country such as USA, or a code such as 'USA GOV'")
        return self.names.format(side=side[:-1]), [f"%{_like(value)}%"]

    def either(self, value: str) -> Condition:
        """Whether it is on one side or the other."""
        return any_of([self.one(value, "actors"), self.one(value, "recipients")])

    def pair(self, value: str) -> Condition:
        """Whether the two stand on both sides, either way round, or act together on nobody else (they met)."""
        parts = parts_of_pair(value)
        if len(parts) != 2:
            raise FilterError(f"{value!r} is no pair; it should be two codes or countries such as USA-RUS")
        one, other = parts
        return any_of(
            [
                all_of([self.one(one, "actors"), self.one(other, "recipients")]),
                all_of([self.one(other, "actors"), self.one(one, "recipients")]),
                all_of(
                    [(f"len({self.recipients}) = 0", []), self.one(one, "actors"), self.one(other, "actors")],
                ),
            ]
        )

    def sector(self, value: str) -> Condition:
        """Whether either side has this sector."""
        name = one_of("sector", value.upper(), sorted(SECTORS | {"IGO"}))
        if name == "IGO":
            return f"list_bool_or([starts_with(x, 'IGO ') FOR x IN list_concat({self.actors}, {self.recipients})])", []
        return (
            f"list_bool_or([ends_with(x, ?) FOR x IN list_concat({self.actors}, {self.recipients})])",
            [f" {name}"],
        )


Maker = Callable[[str], Condition]


def parts_of_pair(value: str) -> list[str]:
    """The two that a pair names, such as USA-RUS, or however many there are."""
    two = _TWO_COUNTRIES.fullmatch(value.strip())
    return list(two.groups()) if two else [part for part in _PAIR.split(value.strip()) if part]


def any_of(conditions: Sequence[Condition]) -> Condition:
    """One of them."""
    return _joined(conditions, " OR ")


def all_of(conditions: Sequence[Condition]) -> Condition:
    """All of them."""
    return _joined(conditions, " AND ")


def _joined(conditions: Sequence[Condition], word: str) -> Condition:
    return f"({word.join(sql for sql, _ in conditions)})", [value for _, values in conditions for value in values]


def equals(column: str, name: str, good: Sequence[str] = (), *, upper: bool = False) -> Maker:
    """A column that is the value, which must be one of `good` where these are given."""

    def make(value: str) -> Condition:
        value = value.upper() if upper else value
        return f"{column} = ?", [one_of(name, value, good) if good else value]

    return make


def after(expression: str, name: str) -> Maker:
    """A whole number that is larger than the value."""

    def make(value: str) -> Condition:
        if not (value.isascii() and value.isdigit() and len(value) < 18):
            raise FilterError(f"{name} is {value!r}, it should be a whole number: a moment of the store's clock")
        return f"{expression} > ?", [int(value)]

    return make


def like(*expressions: str) -> Maker:
    """One of several texts that holds the value, in whatever case."""

    def make(value: str) -> Condition:
        pattern = f"%{_like(value)}%"
        return any_of([(rf"{text} ILIKE ? ESCAPE '\'", [pattern]) for text in expressions])

    return make


def words(*expressions: str) -> Maker:
    """Texts that hold every word of the value."""

    def make(value: str) -> Condition:
        found = value.split()
        if not found:
            raise FilterError("an empty text is nothing to look for")
        return all_of([like(*expressions)(word) for word in found])

    return make


def contains(column: str, name: str, good: Sequence[str] = ()) -> Maker:
    """A list that holds the value."""

    def make(value: str) -> Condition:
        return f"list_contains({column}, ?)", [one_of(name, value, good) if good else value]

    return make


def quad(value: str) -> Condition:
    """The quad class of an event, 1 to 4."""
    return "e.quad = ?", [int(one_of("quad", value, ("1", "2", "3", "4")))]


def since(column: str) -> Maker:
    """From this day on; a month or a year begins with its first day."""
    return lambda value: (f"{column} >= ?", [_first(value)])


def until(column: str) -> Maker:
    """Up to this day, included; a month or a year ends with its last day."""
    return lambda value: (f"{column} < ?", [_after(value)])


def days(alias: str, given: Mapping[str, Any]) -> str:
    """The conditions that `since` and `until` put on the column `day` of another table with the same days."""
    found = ""
    for name, maker in (("since", since), ("until", until)):
        values = [] if given.get(name) is None else list(texts(given[name]))
        if len(values) == 1:
            sql, (day,) = maker(f"{alias}.day")(values[0])
            literal = f"DATE '{day.isoformat()}'"
            found += f" AND {sql.replace('?', literal)}"
    return found


def at_least(column: str, name: str, most: float | None = None) -> Maker:
    """A number that is at least the value."""

    def make(value: str) -> Condition:
        try:
            number = float(value)
        except ValueError:
            raise FilterError(f"{name} is {value!r}, it should be a number") from None
        if number < 0 or (most is not None and number > most):
            raise FilterError(
                f"{name} is {value}, it should be between 0 and {most:g}" if most else f"{name} is {value}"
            )
        return f"{column} >= ?", [number]

    return make


def one_of(name: str, value: str, good: Sequence[str]) -> str:
    """The value, if it is a good one. Raises FilterError, which names the good ones."""
    if value not in good:
        raise FilterError(f"{name} is {value!r}, it should be one of {', '.join(good)}")
    return value


def texts(value: Any) -> Iterator[str]:
    """A filter's values: one or several, each a text."""
    if isinstance(value, str | int | float | date):
        yield str(value)
    else:
        for item in value:
            yield str(item)


def _first(value: str) -> date:
    found = _MONTH.fullmatch(value)
    try:
        if found:
            return date(int(found[1]), int(found[2] or 1), 1)
        return date.fromisoformat(iso_date(value))
    except ValueError:
        raise FilterError(f"{value!r} is no date; it should be such as 2024, 2024-06 or 2024-06-19") from None


def _after(value: str) -> date:
    first = _first(value)
    found = _MONTH.fullmatch(value)
    if not found:
        return date.fromordinal(first.toordinal() + 1)
    if not found[2]:
        return date(first.year + 1, 1, 1)
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _like(value: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", value)
