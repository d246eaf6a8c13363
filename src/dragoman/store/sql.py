"""Queries in SQL that can do nothing but read the store: no other file, no network, no setting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.store.address import Address
from dragoman.store.answers import Answer
from dragoman.store.connection import STORE, connect, literal
from dragoman.store.errors import StoreError

if TYPE_CHECKING:
    import duckdb


class QueryError(StoreError):
    """A query that is none, or that would do more than read."""


def reading(where: Address) -> duckdb.DuckDBPyConnection:
    """A connection that can read the store's tables and nothing else, until it is closed."""
    connection = connect(where, read_only=True)
    row = connection.execute(
        f"SELECT value FROM ducklake_options('{STORE}') WHERE option_name = 'data_path'"
    ).fetchone()
    folder = where.data or (row[0] if row else None)
    if folder:
        connection.execute(f"SET allowed_directories = [{literal(folder)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def query(connection: duckdb.DuckDBPyConnection, sql: str, values: list[Any] | None = None) -> Answer:
    """The answer to one SELECT on a connection made by `reading`. Raises QueryError."""
    import duckdb

    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(str(error).strip()) from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QueryError("a query is one SELECT (or WITH … SELECT)")
    answer = Answer(connection, statements[0].query.strip().rstrip(";"), values or [])
    try:
        answer.columns()
    except duckdb.Error as error:
        raise QueryError(str(error).strip()) from None
    return answer
