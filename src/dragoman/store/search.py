"""Text search over articles and quotations, by DuckDB's full text index (BM25 over stemmed words).

The index is a file of its own beside the catalog, made when somebody searches. What was stored since is indexed in
memory at each search, and when that gets much the file is made anew; losing it costs nothing but the time to make it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.store.connection import literal, load, offline
from dragoman.store.filters import FilterError

if TYPE_CHECKING:
    import duckdb

    from dragoman.store.questions import Questions

TABLES = ("articles", "quotations")

_FRESH_ENOUGH = 0.1
"""The share of articles that may be missing from the file; more, and it is made anew."""
_FEW = 500  # articles that are indexed in memory at each search without asking for the share

_TEXTS = {
    "articles": 'SELECT "id", concat_ws(\' \', title, "text") AS body FROM articles WHERE added > ?',
    "quotations": (
        "SELECT q.\"id\", concat_ws(' ', list_aggregate([x.\"text\" FOR x IN q.content], 'string_agg', ' '),"
        ' q.speaker_entity) AS body FROM quotations q JOIN articles a ON a."id" = q.article WHERE a.added > ?'
    ),
}


def found(store: Questions, table: str, queries: list[str]) -> str:
    """The name of a table of matches (id, score) on the store's connection, for the words of the queries.

    Raises FilterError where there are no words to look for.
    """
    query = " ".join(queries).strip()
    if not any(letter.isalnum() for letter in query):
        raise FilterError(f"text is {query!r}, there is no word in it to look for")
    own = store._connection
    row = own.execute("SELECT now FROM clock").fetchone()
    asked = (query, row[0] if row else 0)
    if store._found.get(table) != asked:  # who asks for facets too asks the same several times
        own.register(f"_found_{table}", _Index(own, index_path(store)).search(table, query))
        store._found[table] = asked
    return f"_found_{table}"


def prepare(store: Questions) -> None:
    """Makes the index where there is none, or where it is too old: the first who searches need not wait for it."""
    _Index(store._connection, index_path(store)).until()


def index_path(store: Any) -> Path:
    """Where the index of a store is: in its folder, or where that cannot be written in the user's cache."""
    folder: Path | None = store._where.folder
    if folder is not None and os.access(folder, os.W_OK):
        return folder / "search.duckdb"
    root = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    base = Path(root) if root else Path(tempfile.gettempdir()) / f"dragoman-{os.environ.get('USER', 'user')}"
    digest = hashlib.sha256(store._where.catalog.encode()).hexdigest()[:16]
    return base / "dragoman" / f"search-{digest}.duckdb"


class _Index:
    def __init__(self, store: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._store = store
        self._path = path

    def search(self, table: str, query: str) -> Any:
        """All matches as an Arrow table (id, score)."""
        import pyarrow as pa

        until, newer = self.until()
        with _reading(self._path) as file:
            parts = [_match(file, table, query)]
        if newer:
            # What was edited or coded anew since is searched as it is now.
            since = self._store.execute(_TEXTS[table], [until]).to_arrow_table()
            stale = self._store.execute('SELECT "id" FROM articles WHERE added > ?', [until]).fetchall()
            parts = [self._without(table, parts[0], [id for (id,) in stale]), self._fresh(table, since, query)]
        return pa.concat_tables(parts)

    def until(self) -> tuple[int, int]:
        """The store's clock when the file was made, which it is now if it has to be, and the number of articles that
        were written since."""
        until = self._made_until()
        newer, total = self._counts(until)
        if until < 0 or newer > max(_FEW, _FRESH_ENOUGH * total):
            with _making:
                if self._made_until() == until:  # no other thread was quicker
                    self._make()
            until = self._made_until()
            newer, _ = self._counts(until)
        return until, newer

    def _made_until(self) -> int:
        """The store's clock when the file was made, -1 where there is none."""
        import duckdb

        if not self._path.is_file():
            return -1
        try:
            with _reading(self._path) as file:
                row = file.execute("SELECT now FROM made").fetchone()
        except duckdb.Error:
            return -1  # of another version, or broken: it is made anew
        return int(row[0]) if row else -1

    def _counts(self, until: int) -> tuple[int, int]:
        row = self._store.execute("SELECT count(*) FILTER (added > ?), count(*) FROM articles", [until]).fetchone()
        assert row  # noqa: S101 - an aggregate is always one row
        return int(row[0]), int(row[1])

    def _make(self) -> None:
        """Makes the file under another name and puts it in place: who reads the old one goes on reading that."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="search-", suffix=".part", dir=self._path.parent)
        os.close(handle)
        part = Path(name)
        part.unlink()
        try:
            file = _open(part, read_only=False)
            try:
                self._store.execute("BEGIN")
                try:
                    row = self._store.execute("SELECT coalesce(max(added), 0) FROM articles").fetchone()
                    file.execute("CREATE TABLE made AS SELECT ?::BIGINT AS now", [row[0] if row else 0])
                    for table in TABLES:
                        reader = self._store.execute(_TEXTS[table], [-1]).to_arrow_reader(10_000)
                        _index(file, table, reader)
                finally:
                    self._store.execute("ROLLBACK")
                file.execute("CHECKPOINT")
            finally:
                file.close()
            part.replace(self._path)
        finally:
            part.unlink(missing_ok=True)
            Path(f"{part}.wal").unlink(missing_ok=True)

    def _fresh(self, table: str, texts: Any, query: str) -> Any:
        memory = _open(Path(":memory:"), read_only=False)
        try:
            _index(memory, table, texts)
            return _match(memory, table, query)
        finally:
            memory.close()

    def _without(self, table: str, matches: Any, articles: list[str]) -> Any:
        self._store.register("_matches", matches)
        try:
            if table == "articles":
                sql = 'SELECT * FROM _matches WHERE "id" NOT IN (SELECT unnest(?))'
            else:
                sql = (
                    'SELECT m.* FROM _matches m JOIN quotations q ON q."id" = m."id"'
                    " WHERE q.article NOT IN (SELECT unnest(?))"
                )
            return self._store.execute(sql, [articles]).to_arrow_table()
        finally:
            self._store.unregister("_matches")


_making = threading.Lock()
_opened: dict[Path, tuple[tuple[int, int, int], duckdb.DuckDBPyConnection]] = {}


@contextmanager
def _reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The index file, to be read. It stays open for the next time, until another is put in its place."""
    if os.name != "posix":  # where a file that is open cannot be replaced
        file = _open(path, read_only=True)
        try:
            yield file
        finally:
            file.close()
        return
    stat = path.stat()
    which = (stat.st_dev, stat.st_ino, stat.st_mtime_ns)
    known = _opened.get(path)
    if known is None or known[0] != which:
        known = (which, _open(path, read_only=True))
        _opened[path] = known  # who still reads the old one has a hold on it
    cursor = known[1].cursor()
    try:
        yield cursor
    finally:
        cursor.close()


def _open(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    memory = str(path) == ":memory:"
    connection = offline(str(path), read_only=read_only and not memory)
    load(connection, "fts")
    return connection


def _index(connection: duckdb.DuckDBPyConnection, table: str, texts: Any) -> None:
    connection.register("_texts", texts)
    connection.execute(f'CREATE TABLE {table} AS SELECT "id", body FROM _texts')
    connection.unregister("_texts")
    # Without stop words in the index, a search for all of several words finds nothing where one is a stop word.
    connection.execute(f"PRAGMA create_fts_index({literal(table)}, 'id', 'body', stopwords = 'none', overwrite = 1)")
    connection.execute(f"ALTER TABLE {table} DROP COLUMN body")  # the index has all that it needs


def _match(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> Any:
    sql = (
        f'SELECT "id", fts_main_{table}.match_bm25("id", ?, conjunctive := 1) AS score FROM {table}'
        " WHERE score IS NOT NULL"
    )
    return connection.execute(sql, [query]).to_arrow_table()
