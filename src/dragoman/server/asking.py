"""Questions as they come in an address: filters, and pages of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from dragoman.server.errors import DeskError
from dragoman.store import Store
from dragoman.store.kinds import questions

LONGEST_VALUE = 300
MOST_VALUES = 40
LARGEST_PAGE = 500
LAST_ROW = 20_000
"""Beyond it one asks a narrower question."""


_TRUTHS = {"true": True, "1": True, "on": True, "false": False, "0": False, "off": False}


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of an answer, and whether there are more."""

    items: list[dict[str, Any]]
    limit: int
    offset: int
    more: bool


def filters_of(question: str) -> list[str]:
    """The names of a question's filters."""
    kind = questions()[question]
    return sorted({*kind.filters, *kind.have, "text"} if kind.searched else {*kind.filters, *kind.have})


def asked(question: str, params: QueryParams, *, known: Sequence[str] = ()) -> dict[str, Any]:
    """The filters of a question that came in an address; parameters of `known` are none. Raises DeskError."""
    found: dict[str, Any] = {}
    for name in params:
        if name in ("limit", "offset", "sort", *known):
            continue
        if name == "rejected":
            found[name] = _truth(name, params.getlist(name))
            continue
        values = [value for value in params.getlist(name) if value.strip()]
        if len(values) > MOST_VALUES or any(len(value) > LONGEST_VALUE for value in values):
            said = f"at most {MOST_VALUES} values of at most {LONGEST_VALUE} characters"
            raise DeskError(400, "filter", said, f"query {name[:50]}")
        if any("\0" in value for value in values):
            raise DeskError(400, "filter", "a value may not hold the character NUL", f"query {name[:50]}")
        if values and name not in filters_of(question):
            good = ", ".join(filters_of(question))
            raise DeskError(400, "filter", f"{question} have no filter {name[:50]!r}; they have {good}", "query")
        found[name] = values
    return found


def ask(
    store: Store,
    question: str,
    params: QueryParams,
    *,
    limit: int = 50,
    known: Sequence[str] = (),
    sort: str | None = None,
) -> Page:
    """A page of the answer to a question that came in an address, sorted by `sort` where that does not say how.

    Raises DeskError, FilterError (a ValueError) for a filter that is none.
    """
    filters = asked(question, params, known=known)
    limit = number(params, "limit", limit, LARGEST_PAGE)
    offset = number(params, "offset", 0, LAST_ROW)
    answer = store.ask(question, sort=params.get("sort") or sort, limit=offset + limit + 1, **filters)
    rows = answer.rows()[offset:]
    return Page(rows[:limit], limit, offset, len(rows) > limit)


def number(params: QueryParams, name: str, otherwise: int, most: int) -> int:
    """A parameter that is a whole number from 0 to `most`. Raises DeskError."""
    given = params.get(name) or str(otherwise)
    if not (given.isascii() and given.isdigit() and len(given) < 10 and int(given) <= most):
        raise DeskError(400, "number", f"{given[:50]!r} is no whole number from 0 to {most:,}", f"query {name}")
    return int(given)


def _truth(name: str, values: list[str]) -> bool:
    for value in values:
        if value.lower() not in _TRUTHS:
            raise DeskError(400, "truth", f"{value[:50]!r} should be true or false", f"query {name}")
    return any(_TRUTHS[value.lower()] for value in values)
