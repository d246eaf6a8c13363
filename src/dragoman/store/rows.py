"""Coded articles as rows, and rows as coded articles."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from dragoman.records import Article, CodedArticle, Event, Party, Record
from dragoman.store import columns as c
from dragoman.store.columns import Row
from dragoman.store.schema import LAYOUTS, RECORDS, tables

if TYPE_CHECKING:
    import duckdb
    import pyarrow

Tables = dict[str, list[Row]]

SIDES = ("actors", "recipients")

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def hash_of(article: Article | CodedArticle) -> str:
    """What tells whether an article is the one that is stored: the hash of what was read."""
    raw = "\x1f".join((article.text, article.title or "", article.published or ""))
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def day_of(value: str | None) -> date | None:
    """The first day of a date as precise as it is: 2024, 2024-06, 2024-06-19. None where it is no date."""
    found = _DATE.match(value or "")
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


def rows_of(article: CodedArticle, decisions: Mapping[str, str] | None = None) -> Tables:
    """All rows of an article by table. `decisions` has those that people took, by the record's id."""
    decided = decisions or {}
    published = day_of(article.published)
    tables_: Tables = {
        "articles": [
            LAYOUTS["articles"].encode(article)
            | {"day": published, "hash": hash_of(article), "version": 1, "words": len(article.text.split())}
        ],
        "parties": [],
    }
    for name in RECORDS:
        tables_[name] = []
        for position, record in enumerate(getattr(article, name)):
            day = _day(record) or published
            row = LAYOUTS[name].encode(record)
            row |= {"article": article.id, "position": position, "day": day, "decision": decided.get(record.id)}
            if isinstance(record, Event):
                for side in SIDES:
                    parties: tuple[Party, ...] = getattr(record, side)
                    row[side] = [party.code for party in parties]
                    row[f"{side[:-1]}_countries"] = _countries(parties)
                    tables_["parties"] += _parties(article.id, record.id, side, parties, day)
            tables_[name].append(row)
    return tables_


def arrow(name: str, rows: list[Row]) -> pyarrow.Table:
    """Rows as an Arrow table with the columns of the store's table."""
    import pyarrow as pa

    span = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("text", pa.string())])
    types = {
        c.TEXT: pa.string(),
        c.WHOLE: pa.int64(),
        c.REAL: pa.float64(),
        c.TRUTH: pa.bool_(),
        c.DAY: pa.date32(),
        c.MOMENT: pa.timestamp("us"),
        c.BYTES: pa.binary(),
        c.SPANS: pa.list_(span),
        c.TEXTS: pa.list_(pa.string()),
        c.WHOLES: pa.list_(pa.int64()),
        c.REALS: pa.list_(pa.float32()),
    }
    schema = pa.schema([(column.name, types[column.type]) for column in tables()[name].columns])
    return pa.Table.from_pylist(rows, schema=schema)


def coded_articles(
    connection: duckdb.DuckDBPyConnection, ids: Iterable[str], *, rejected: bool = True
) -> Iterator[CodedArticle]:
    """Articles with their records, as they are stored, in the order of `ids`; ids that are not there are left out."""
    wanted = list(dict.fromkeys(ids))
    found = {name: _grouped(connection, name, wanted) for name in LAYOUTS}
    if not rejected:
        for name in RECORDS:
            for id, rows in found[name].items():
                found[name][id] = [row for row in rows if row["decision"] != "rejected"]
    for id in wanted:
        for row in found["articles"].get(id, [])[:1]:
            yield article_of(row, {name: found[name].get(id, []) for name in LAYOUTS})


def coded_events(connection: duckdb.DuckDBPyConnection, articles: Iterable[str]) -> dict[str, list[Event]]:
    """The events of some articles, by article."""
    wanted = list(articles)
    if not wanted:
        return {}
    rows, parties = (_grouped(connection, name, wanted) for name in ("events", "parties"))
    layout = LAYOUTS["events"]
    found: dict[str, list[Event]] = {}
    for id, events in rows.items():
        sides = _parties_of(parties.get(id, []))
        found[id] = [Event(**layout.decode(row, **_sides("events", row, sides))) for row in events]
    return found


def article_of(row: Row, records: Mapping[str, list[Row]]) -> CodedArticle:
    """One article from its row and the rows of its records, by table."""
    sides = _parties_of(records["parties"])
    made: dict[str, tuple[Record, ...]] = {}
    for name in RECORDS:
        layout = LAYOUTS[name]
        made[name] = tuple(layout.model(**layout.decode(one, **_sides(name, one, sides))) for one in records[name])
    return CodedArticle(**LAYOUTS["articles"].decode(row, **made))


def record_of(name: str, row: Row, parties: list[Row]) -> Record:
    """One record of the table `name` from its row, and the rows of its parties where it is an event."""
    sides = _parties_of(parties)
    return LAYOUTS[name].model(**LAYOUTS[name].decode(row, **_sides(name, row, sides)))


def fetch(connection: duckdb.DuckDBPyConnection, sql: str, values: list[Any] | None = None) -> list[Row]:
    """The rows of a query as dictionaries."""
    cursor = connection.execute(sql, values or [])
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _parties_of(rows: list[Row]) -> dict[tuple[str, str], list[Party]]:
    sides: dict[tuple[str, str], list[Party]] = {}
    for row in rows:
        sides.setdefault((row["event"], row["side"]), []).append(Party(**LAYOUTS["parties"].decode(row)))
    return sides


def _grouped(connection: duckdb.DuckDBPyConnection, name: str, ids: list[str]) -> dict[str, list[Row]]:
    key = "id" if name == "articles" else "article"
    order = "" if name == "articles" else "ORDER BY position"
    one = len(ids) == 1  # which an index finds
    which = f'"{key}" = ?' if one else f'"{key}" IN (SELECT unnest(?))'
    sql = f'SELECT * FROM "{name}" WHERE {which} {order}'
    groups: dict[str, list[Row]] = {}
    for row in fetch(connection, sql, ids if one else [ids]):
        groups.setdefault(row[key], []).append(row)
    return groups


def _sides(name: str, row: Row, sides: Mapping[tuple[str, str], list[Party]]) -> dict[str, tuple[Party, ...]]:
    if name != "events":
        return {}
    return {side: tuple(sides.get((row["id"], side[:-1]), ())) for side in SIDES}


def _parties(article: str, event: str, side: str, parties: tuple[Party, ...], day: date | None) -> Iterator[Row]:
    for position, party in enumerate(parties):
        known = {"article": article, "event": event, "side": side[:-1], "position": position, "day": day}
        yield LAYOUTS["parties"].encode(party) | known


def _countries(parties: tuple[Party, ...]) -> list[str]:
    """Countries of the parties; an organisation of states stands for itself ("IGO UN")."""
    return list(dict.fromkeys(party.country or party.code for party in parties))


def _day(record: Record) -> date | None:
    told = getattr(record, "date", None)
    return day_of(told if isinstance(told, str) else told.value) if told else None
