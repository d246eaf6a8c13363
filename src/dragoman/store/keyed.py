"""Tables whose rows are told apart by one column, and are replaced as a whole: feeds, watches, alerts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dragoman.store.columns import Row
from dragoman.store.rows import fetch
from dragoman.store.schema import tables
from dragoman.store.writing import insert, tick

if TYPE_CHECKING:
    from dragoman.store.store import Store


class Keyed:
    """The rows of one such table. `key` is the column that tells them apart."""

    def __init__(self, store: Store, table: str, key: str) -> None:
        self._store = store
        self._table = table
        self._key = key
        names = {column.name for column in tables()[table].columns}
        if key not in names:
            raise ValueError(f"the table {table} has no column {key!r}; it has {', '.join(sorted(names))}")

    def rows(self, where: str = "TRUE", values: Sequence[Any] = (), *, tail: str = "") -> list[Row]:
        """The rows for which the condition `where` holds, sorted by the key, or as `tail` says (SQL of our own)."""
        if not self.has(self._key):
            return []
        order = tail or f'ORDER BY "{self._key}"'
        sql = f'SELECT * FROM "{self._table}" WHERE {where} {order}'
        return fetch(self._store._connection, sql, list(values))

    def counts(self, *columns: str) -> dict[tuple[Any, ...], int]:
        """How many rows hold each combination of values of some columns."""
        if not self.has(*columns):
            return {}
        names = ", ".join(f'"{column}"' for column in columns)
        sql = f'SELECT {names}, count(*) FROM "{self._table}" GROUP BY ALL'
        return {tuple(row[:-1]): row[-1] for row in self._store._connection.execute(sql).fetchall()}

    def get(self, key: str) -> Row | None:
        """The row of this key, None where there is none."""
        return next(iter(self.rows(f'"{self._key}" = ?', [key])), None)

    def put(self, rows: Iterable[Row]) -> None:
        """Writes rows, in place of those of the same keys. In one transaction."""
        given = list(rows)
        if given:
            self._store.transaction(lambda: self.replace(given))

    def replace(self, rows: list[Row]) -> None:
        """As `put`, within the caller's transaction."""
        self.drop([row[self._key] for row in rows])
        insert(self._store._connection, self._table, rows)

    def add_missing(self, rows: list[Row]) -> int:
        """Adds rows whose keys are not there yet, within the caller's transaction. Gives their number.

        Of two processes that add the same at the same time, one does it all anew (see `tick`), and finds it there.
        """
        tick(self._store._connection)
        wanted = {row[self._key]: row for row in rows}
        sql = f'SELECT "{self._key}" FROM "{self._table}" WHERE "{self._key}" IN (SELECT unnest(?))'
        known = {key for (key,) in self._store._connection.execute(sql, [list(wanted)]).fetchall()} if wanted else set()
        new = [row for key, row in wanted.items() if key not in known]
        insert(self._store._connection, self._table, new)
        return len(new)

    def drop(self, keys: list[str]) -> None:
        """Takes the rows of these keys out, within the caller's transaction."""
        if keys:
            sql = f'DELETE FROM "{self._table}" WHERE "{self._key}" IN (SELECT unnest(?))'
            self._store._connection.execute(sql, [keys])

    def has(self, *columns: str) -> bool:
        """Whether the table has these columns: a store of an earlier version that is opened to be read may not."""
        known = self._store._columns.setdefault(self._table, set())
        if self._store.read_only and not set(columns) <= known:
            sql = "SELECT column_name FROM duckdb_columns() WHERE database_name = current_database() AND table_name = ?"
            found = self._store._connection.execute(sql, [self._table]).fetchall()
            known |= {column for (column,) in found}
            return set(columns) <= known
        return True
