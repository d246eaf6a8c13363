"""Parquet: a folder, a file a table, as the store has them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from dragoman.records import CodedArticle

TABLES = ("articles", "quotations", "events", "parties", "allegations", "agreements")

_BATCH = 200  # articles of a row group


def write_parquet(articles: Iterable[CodedArticle], folder: Path) -> int:
    """Writes all tables into `folder`. Gives the number of articles. Raises OSError where that cannot be done."""
    import pyarrow.parquet

    from dragoman.exports.files import PART
    from dragoman.store.rows import arrow, rows_of

    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with ExitStack() as files:
        parts = {name: folder / f"{name}.parquet{PART}" for name in TABLES}
        writers = {
            name: files.enter_context(pyarrow.parquet.ParquetWriter(part, arrow(name, []).schema, compression="zstd"))
            for name, part in parts.items()
        }
        pending: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        for article in articles:
            for name, rows in rows_of(article).items():
                pending[name] += rows
            count += 1
            if count % _BATCH == 0:
                _flush(writers, pending)
        _flush(writers, pending)
    for name, part in parts.items():
        part.replace(folder / f"{name}.parquet")
    return count


def _flush(writers: dict[str, Any], pending: dict[str, list[dict[str, Any]]]) -> None:
    from dragoman.store.rows import arrow

    for name, rows in pending.items():
        if rows:
            writers[name].write_table(arrow(name, rows))
        pending[name] = []
