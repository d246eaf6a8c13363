"""The tables of a store, and how a store of an earlier version becomes one of this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from dragoman.records import Agreement, Allegation, CodedArticle, Event, Party, Quotation
from dragoman.store.columns import BYTES, DAY, MOMENT, REAL, REALS, TEXTS, WHOLE, WHOLES, Column, Layout, quoted
from dragoman.store.connection import STORE
from dragoman.store.errors import StoreVersionError

if TYPE_CHECKING:
    import duckdb

VERSION = 1
"""Of the tables below. A new column of a record needs no new version: it is added when the store is opened."""

FILES = {"parquet_row_group_size": 16384, "parquet_compression": "zstd"}
"""How files are written: small row groups, since a question about a month then reads little of a year."""

RECORDS = ("quotations", "events", "allegations", "agreements")
"""Tables of an article's records, named as the fields of `CodedArticle`."""

LAYOUTS: Mapping[str, Layout] = {
    "articles": Layout(CodedArticle, RECORDS),
    "quotations": Layout(Quotation),
    "events": Layout(Event, ("actors", "recipients")),
    "parties": Layout(Party),
    "allegations": Layout(Allegation),
    "agreements": Layout(Agreement),
}

OF_ARTICLE = (*RECORDS, "parties")
"""Tables whose rows belong to an article, by their column `article`."""

_ROW = (Column("article"), Column("position", WHOLE))
_CODES = ("actors", "recipients", "actor_countries", "recipient_countries")


@dataclass(frozen=True, slots=True)
class Table:
    """A table, its columns, and what its rows are sorted by when files are put together."""

    name: str
    columns: tuple[Column, ...]
    sorted_by: tuple[str, ...] = ()


WATCHING = (
    Table(
        "feeds",
        (
            *(Column("url"), Column("outlet"), Column("title"), Column("kind"), Column("state"), Column("reason")),
            *(Column("entries", WHOLE), Column("failures", WHOLE), Column("etag"), Column("last_modified")),
            *(Column("added_at", MOMENT), Column("checked_at", MOMENT), Column("next_at", MOMENT)),
        ),
    ),
    Table(
        "feed_articles",
        (
            *(Column("url"), Column("feed"), Column("article"), Column("state"), Column("reason")),
            *(Column("published"), Column("outlet"), Column("tries", WHOLE), Column("checks", WHOLE)),
            *(Column("etag"), Column("last_modified"), Column("found_at", MOMENT), Column("next_at", MOMENT)),
        ),
    ),
    Table(
        "watches",
        (
            *(Column("name"), Column("condition"), Column("filters"), Column("state"), Column("reason")),
            *(Column("added_at", MOMENT), Column("checked_at", MOMENT)),
        ),
    ),
    Table(
        "alerts",
        (
            *(Column("id"), Column("watch"), Column("condition"), Column("day", DAY), Column("title"), Column("why")),
            *(Column("evidence"), Column("events", TEXTS), Column("made_at", MOMENT)),
            *(Column("about", TEXTS), Column("added", WHOLE)),
        ),
    ),
    Table(
        "receivers", (Column("name"), Column("kind"), Column("address"), Column("watch"), Column("added_at", MOMENT))
    ),
    Table(
        "deliveries",
        (
            *(Column("id"), Column("receiver"), Column("alert"), Column("state"), Column("reason")),
            *(Column("tries", WHOLE), Column("next_at", MOMENT), Column("sent_at", MOMENT)),
        ),
    ),
)
"""What is read by itself (dragoman.monitor): times are in UTC."""


@cache
def tables() -> Mapping[str, Table]:
    """All tables by name."""
    return {
        table.name: table
        for table in (
            Table("settings", (Column("name"), Column("value"))),
            Table("clock", (Column("now", WHOLE),)),
            Table(
                "articles",
                (
                    *LAYOUTS["articles"].columns(),
                    *(Column("day", DAY), Column("hash"), Column("version", WHOLE), Column("words", WHOLE)),
                    *(Column("added", WHOLE), Column("added_at", MOMENT)),
                ),
                ("day",),
            ),
            Table(
                "versions",
                (
                    *(Column("article"), Column("version", WHOLE), Column("title"), Column("published")),
                    *(Column("hash"), Column("text"), Column("difference"), Column("replaced_at", MOMENT)),
                ),
            ),
            Table("quotations", (*_ROW, *LAYOUTS["quotations"].columns(), Column("day", DAY), Column("decision"))),
            Table(
                "events",
                (
                    *(*_ROW, *LAYOUTS["events"].columns(), *(Column(name, TEXTS) for name in _CODES)),
                    *(Column("day", DAY), Column("decision")),
                ),
                ("day",),
            ),
            Table(
                "parties",
                (*_ROW, Column("event"), Column("side"), *LAYOUTS["parties"].columns(), Column("day", DAY)),
                ("day",),
            ),
            Table("allegations", (*_ROW, *LAYOUTS["allegations"].columns(), Column("day", DAY), Column("decision"))),
            Table("agreements", (*_ROW, *LAYOUTS["agreements"].columns(), Column("day", DAY), Column("decision"))),
            Table(
                "decisions",
                (
                    *(Column("record"), Column("kind"), Column("article"), Column("decision"), Column("before")),
                    *(
                        Column("after"),
                        Column("decided_by"),
                        Column("note"),
                        Column("decided_at", MOMENT),
                        Column("now", WHOLE),
                    ),
                ),
            ),
            Table(
                "signatures",
                (
                    *(Column("article"), Column("day", DAY), Column("shingles", WHOLE), Column("minhash", BYTES)),
                    *(Column("bands", WHOLES), Column("terms", WHOLES), Column("weights", REALS)),
                ),
                ("day",),
            ),
            Table(
                "links",
                (Column("kind"), Column("a"), Column("b"), Column("score", REAL), Column("day", DAY)),
                ("day",),
            ),
            Table(
                "story_articles",
                (
                    *(Column("article"), Column("report"), Column("story"), Column("source"), Column("agency")),
                    *(Column("outlet"), Column("day", DAY)),
                ),
                ("day",),
            ),
            Table(
                "event_clusters",
                (
                    *(Column("event"), Column("cluster"), Column("article"), Column("sources", WHOLE)),
                    Column("day", DAY),
                ),
                ("day",),
            ),
            *WATCHING,
        )
    }


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes all tables of a new store, within the caller's transaction."""
    for name, value in FILES.items():
        connection.execute(f"CALL {STORE}.set_option('{name}', '{value}')")
    for table in tables().values():
        columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
        connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
        if table.sorted_by:
            connection.execute(f'ALTER TABLE "{table.name}" SET SORTED BY ({quoted(table.sorted_by)})')
    connection.execute("INSERT INTO clock VALUES (0)")
    connection.execute("INSERT INTO settings VALUES ('schema', ?)", [str(VERSION)])


def version_of(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The version of the tables that are there, None where there are none."""
    found = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND table_name = 'settings'"
    ).fetchone()
    if not found or not found[0]:
        return None
    row = connection.execute("SELECT value FROM settings WHERE name = 'schema'").fetchone()
    return int(row[0]) if row else None


def migrate(connection: duckdb.DuckDBPyConnection, version: int) -> bool:
    """Brings tables of `version` to this one, within the caller's transaction. Gives whether anything changed."""
    steps = range(version, VERSION)
    for step in steps:
        MIGRATIONS[step](connection)
    if steps:
        connection.execute("UPDATE settings SET value = ? WHERE name = 'schema'", [str(VERSION)])
    return _add_missing(connection) or bool(steps)


def missing(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, Column]]:
    """Tables and columns of this version that the store lacks, such as those of a field that records got since."""
    there: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database()"
    ).fetchall():
        there.setdefault(table, set()).add(column)
    return [
        (table.name, column)
        for table in tables().values()
        for column in table.columns
        if column.name not in there.get(table.name, set())
    ]


def check_version(version: int, shown: str) -> None:
    """Raises StoreVersionError for tables of a later version."""
    if version > VERSION:
        raise StoreVersionError(
            f"{shown} has tables of version {version}, this program knows those up to {VERSION}: use a newer Dragoman"
        )


def _add_missing(connection: duckdb.DuckDBPyConnection) -> bool:
    lacking = missing(connection)
    whole = {name for name, _ in lacking} - _there(connection)
    for name in sorted(whole):
        columns = ", ".join(f'"{column.name}" {column.type}' for column in tables()[name].columns)
        connection.execute(f'CREATE TABLE "{name}" ({columns})')
    for name, column in lacking:
        if name not in whole:
            connection.execute(f'ALTER TABLE "{name}" ADD COLUMN "{column.name}" {column.type}')
    return bool(lacking)


def _there(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()")
    return {name for (name,) in rows.fetchall()}


MIGRATIONS: Mapping[int, Callable[[duckdb.DuckDBPyConnection], None]] = {}
"""From a version to the next: what is more than adding columns and tables, which happens by itself."""
