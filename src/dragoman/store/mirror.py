"""A copy of a store's tables in memory, kept up to date: questions to it take a tenth of the time."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from dragoman.store.connection import STORE, failure
from dragoman.store.schema import tables
from dragoman.store.store import Store

HERE = "memory.main"
"""Where the copy lies, in SQL."""

LEFT_OUT = ("signatures", "links", "versions")
"""Tables that only linking reads, and texts of the past."""

_GROUPS = ("story_articles", "event_clusters")
"""What an article is told together with: that is nothing of its own."""

_BY_ARTICLE = {
    "articles": "id",
    **dict.fromkeys(("quotations", "events", "parties", "allegations", "agreements"), "article"),
    **dict.fromkeys(_GROUPS, "article"),
}
"""Tables of which only the rows of articles that changed are copied anew, and the column that says whose they are."""

_LATE = 1000  # rows of an answer that are looked up when it is known which they are

_INDEXED = {
    "articles": ("id",),
    "quotations": ("id", "article"),
    "events": ("id", "article"),
    "parties": ("event", "article"),
    "story_articles": ("article",),
    "event_clusters": ("event", "cluster"),
}

_REMEMBERED = 100_000  # articles of which it is known when they changed

_LITTLE = 10_000  # rows that are taken out and lie about, before all is copied anew

_CHANGES = ("tables_inserted_into", "tables_deleted_from", "inlined_insert", "inlined_delete")
_MOVES = ("flushed_inlined", "merge_adjacent", "rewrite_delete", "compacted_table")


class Mirror:
    """A copy of the store at `address`, which is only read. `refresh` makes it what the store is now; `reader` gives
    a store that reads it. `refresh` is for one thread at a time; each reader serves one thread.

    Raises NoStoreError, StoreError.
    """

    def __init__(self, address: str | os.PathLike[str]) -> None:
        self._store = Store(address, read_only=True, threads=1)
        self._connection = self._store._connection
        self._connection.execute(f"SET late_materialization_max_rows = {_LATE}")
        self._snapshot: int | None = None
        self.clock: int | None = None
        """The store's clock when the copy was made; None before."""
        self._whole = 0
        self._changes: dict[str, int] = {}
        self._live = 0
        self._dead = 0

    def reader(self) -> Store:
        """A store that reads the copy, as it was made last."""
        return self._store._beside(HERE)

    def events(self) -> int:
        """How many events the store has: what tells how large a copy is."""
        row = self._connection.execute(f"SELECT count(*) FROM {STORE}.events").fetchone()
        return int(row[0]) if row else 0

    def refresh(self) -> bool:
        """Brings the copy up to date, in one transaction; readers see it whole, before or after. Gives whether anything
        changed. Raises StoreError."""
        import duckdb

        try:
            self._connection.execute("BEGIN")
            try:
                now = self._now()
                if now == self._snapshot:
                    return False
                if not self._follow(now):
                    self._copy(self._there())
                    self._index()
                    self._changes, self._whole = {}, self._clock()
                    self._live, self._dead = self._size(), 0
                clock = self._clock()
                self._connection.execute("COMMIT")
                self._snapshot, self.clock = now, clock
                return True
            finally:
                self._rollback()
        except duckdb.Error as error:
            raise failure(error, self._store._where) from error

    def unchanged(self, article: str, since: int) -> bool:
        """Whether an article, with its records and decisions, is as it was at a moment of the store's clock, whatever
        it is told together with."""
        return self._whole <= since and self._changes.get(article, -1) <= since

    def close(self) -> None:
        """Ends it; readers are closed by themselves."""
        self._store.close()

    def _follow(self, now: int) -> bool:
        """Copies what changed since the last time. False where that cannot be told, or is as much as all."""
        if self._snapshot is None or self._dead > self._live + _LITTLE:
            return False
        changed = self._changed(self._snapshot, now)
        if changed is None:
            return False
        articles: set[str] = set()
        told: set[str] = set()
        for name in changed & _BY_ARTICLE.keys():
            for what in ("insertions", "deletions"):
                rows = f"ducklake_table_{what}('{STORE}', 'main', '{name}', {self._snapshot + 1}, {now})"
                sql = f'SELECT DISTINCT "{_BY_ARTICLE[name]}" FROM {rows}'
                found = {id for (id,) in self._connection.execute(sql).fetchall()}
                articles |= found
                told |= found if name not in _GROUPS else set()
        clock = self._clock()
        if len(self._changes) > _REMEMBERED:
            self._changes, self._whole = {}, clock
        self._changes |= dict.fromkeys(told, clock)
        for name in changed & _BY_ARTICLE.keys():
            which = f'"{_BY_ARTICLE[name]}" IN (SELECT unnest(?))'
            row = self._connection.execute(f'DELETE FROM {HERE}."{name}" WHERE {which}', [list(articles)]).fetchone()
            self._dead += int(row[0]) if row else 0
            self._connection.execute(
                f'INSERT INTO {HERE}."{name}" SELECT * FROM {STORE}."{name}" WHERE {which}', [list(articles)]
            )
        self._copy(changed - _BY_ARTICLE.keys())
        return True

    def _changed(self, since: int, now: int) -> set[str] | None:
        """The tables whose rows changed; None where they are not what they were, or nobody can say any more."""
        sql = f"SELECT snapshot_id, changes FROM ducklake_snapshots('{STORE}') WHERE snapshot_id BETWEEN ? AND ?"
        rows: list[tuple[int, dict[str, list[str]]]] = self._connection.execute(sql, [since, now]).fetchall()
        if {id for id, _ in rows} != set(range(since, now + 1)):
            return None  # some were forgotten meanwhile
        numbers: set[str] = set()
        for id, changes in rows:
            if id == since:
                continue
            if not changes.keys() <= {*_CHANGES, *_MOVES}:
                return None
            numbers |= {number for key in _CHANGES for number in changes.get(key, ())}
        names = self._connection.execute(f"SELECT table_id, table_name FROM ducklake_table_info('{STORE}')").fetchall()
        return {name for id, name in names if str(id) in numbers and name in tables() and name not in LEFT_OUT}

    def _copy(self, names: Iterable[str]) -> None:
        for name in names:
            self._connection.execute(f'CREATE OR REPLACE TABLE {HERE}."{name}" AS SELECT * FROM {STORE}."{name}"')

    def _index(self) -> None:
        for name, columns in _INDEXED.items():
            for column in columns:
                self._connection.execute(f'CREATE INDEX "{name} {column}" ON {HERE}."{name}" ("{column}")')

    def _there(self) -> list[str]:
        """The tables that the store has; one of an earlier version may lack some."""
        sql = "SELECT table_name FROM duckdb_tables() WHERE database_name = ?"
        there = {name for (name,) in self._connection.execute(sql, [STORE]).fetchall()}
        return [name for name in tables() if name in there and name not in LEFT_OUT]

    def _size(self) -> int:
        rows = [self._connection.execute(f'SELECT count(*) FROM {HERE}."{name}"').fetchone() for name in _BY_ARTICLE]
        return sum(int(row[0]) for row in rows if row)

    def _clock(self) -> int:
        row: Any = self._connection.execute(f"SELECT now FROM {STORE}.clock").fetchone()
        return int(row[0])

    def _now(self) -> int:
        row: Any = self._connection.execute(f"FROM {STORE}.current_snapshot()").fetchone()
        return int(row[0])

    def _rollback(self) -> None:
        import duckdb

        try:
            self._connection.execute("ROLLBACK")
        except duckdb.Error:
            return  # it was committed
