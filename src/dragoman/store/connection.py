"""Connections: DuckDB with the extensions that came with the packages, never with any from the network."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from dragoman.store.address import CATALOG, Address
from dragoman.store.errors import NoStoreError, StoreBusyError, StoreError, StoreFullError, is_busy, is_full

if TYPE_CHECKING:
    import duckdb

Result = TypeVar("Result")

STORE = "store"
"""The name of the store in SQL."""

PATIENCE = 120.0
"""Seconds for which one waits for other writers."""

_NOT_THERE = ("does not exist - and creating", "Failed to initialize DuckLake: Schema with name")
_BUSY_MS = 2000  # what SQLite itself waits for a lock, before the work is tried anew


def connect(where: Address, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection whose current database is the store. Raises NoStoreError, StoreError."""
    import duckdb

    if where.folder is not None:
        if read_only and not (where.folder / CATALOG).is_file():
            raise NoStoreError(f"no store at {where.shown}: `dragoman add --store {where.shown} INPUT` makes one")
        if not read_only:
            try:
                where.folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"{where.shown} cannot be made: {error.strerror or error}") from None
    connection = offline(":memory:")
    try:
        load(connection, "ducklake", "sqlite_scanner" if where.folder is not None else "postgres_scanner")
        if where.folder is None:
            _prepare_s3(connection)
        if where.schema and not read_only:
            _make_schema(connection, where)
        try:
            retry(lambda: connection.execute(_attach(where, read_only)), where)
        except StoreError as error:
            if read_only and any(said in str(error) for said in _NOT_THERE):
                raise NoStoreError(f"no store at {where.shown}") from None
            raise
        connection.execute(f"USE {STORE}")
        if where.folder is not None and not read_only:
            # What a writer reads again, the system has in its own cache; here it would only grow.
            connection.execute("SET enable_external_file_cache = false")
    except duckdb.Error as error:
        connection.close()
        raise failure(error, where) from None
    except BaseException:
        connection.close()
        raise
    return connection


def offline(path: str, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A database that fetches no extension from anywhere.

    Signatures of extensions are not checked: that reads 70 MB at each start, and the package installer has compared
    the very same files with the hashes of the lock file.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_unsigned_extensions": True,
    }
    return duckdb.connect(path, read_only=read_only, config=config)


def load(connection: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Loads extensions from their packages. Raises StoreError where one is not installed for this DuckDB."""
    import duckdb

    for name in names:
        try:
            folder = files(f"duckdb_extension_{name}") / "extensions" / f"v{duckdb.__version__}"
        except ModuleNotFoundError:
            raise StoreError(f"the package duckdb-extension-{name.replace('_', '-')} is not installed") from None
        path = str(folder / f"{name}.duckdb_extension")
        try:
            connection.execute(f"LOAD {literal(path)}")
        except duckdb.Error as error:
            version = duckdb.__version__
            raise StoreError(f"the DuckDB extension {name} does not go with DuckDB {version}: {error}") from None


def literal(value: str) -> str:
    """A string for the few statements of SQL that take no parameters."""
    return "'" + value.replace("'", "''") + "'"


def retry(work: Callable[[], Result], where: Address, *, undo: Callable[[], object] | None = None) -> Result:
    """What `work` gives, tried anew while other writers are in the way. Raises StoreBusyError, StoreError.

    A signal that ends a query (KeyboardInterrupt) comes through as it is.
    """
    import duckdb

    ends = time.monotonic() + PATIENCE
    pause = 0.02
    while True:
        try:
            return work()
        except duckdb.Error as error:
            if undo is not None:
                undo()
            if is_full(error) or not is_busy(error):
                raise failure(error, where) from error
            if time.monotonic() > ends:
                raise StoreBusyError(f"{where.shown}: other writers kept it busy for {PATIENCE:.0f} s") from error
            time.sleep(pause * (0.5 + random.random()))  # noqa: S311 - so that two writers do not keep step
            pause = min(pause * 1.6, 1.0)
        except RuntimeError as error:  # what DuckDB makes of a signal that comes while it is at work
            if isinstance(error.__cause__, KeyboardInterrupt):
                raise KeyboardInterrupt from error
            raise


def failure(error: Exception, where: Address) -> StoreError:
    """The error of the database as one of ours."""
    said = where.clean(str(error)).strip()
    if is_full(error):
        return StoreFullError(
            f"{where.shown}: no room is left to write ({said.splitlines()[-1]}); what was stored before is whole."
            " Make room, then run the same command again"
        )
    return StoreError(f"{where.shown}: {said}")


def _make_schema(connection: duckdb.DuckDBPyConnection, where: Address) -> None:
    """The schema of PostgreSQL that the catalog is to lie in; DuckLake makes tables only."""
    line = where.catalog.removeprefix("postgres:")
    connection.execute(f"ATTACH {literal(line)} AS catalog (TYPE postgres)")
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS catalog.{where.schema}")
    connection.execute("DETACH catalog")


def _attach(where: Address, read_only: bool) -> str:
    options = {"META_SCHEMA": where.schema, "DATA_PATH": where.data}
    parts = [f"{name} {literal(value)}" for name, value in options.items() if value]
    if where.folder is not None:
        parts += ["META_JOURNAL_MODE 'WAL'", f"META_BUSY_TIMEOUT {_BUSY_MS}"]
        # The folder may have been moved or mounted elsewhere since: files are where the catalog is.
        parts.append("OVERRIDE_DATA_PATH true")
    if read_only:
        parts.append("READ_ONLY")
    if read_only and where.folder is None:
        parts.append("CREATE_IF_NOT_EXISTS false")
    return f"ATTACH {literal('ducklake:' + where.catalog)} AS {STORE} ({', '.join(parts)})"


def _prepare_s3(connection: duckdb.DuckDBPyConnection) -> None:
    """S3 with what the usual variables of the environment say (AWS_ACCESS_KEY_ID …, AWS_ENDPOINT_URL)."""
    key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if not key or not secret:
        return
    load(connection, "httpfs")
    known = {
        "KEY_ID": key,
        "SECRET": secret,
        "SESSION_TOKEN": os.environ.get("AWS_SESSION_TOKEN"),
        "REGION": os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"),
    }
    parts = [f"{name} {literal(value)}" for name, value in known.items() if value]
    if endpoint := os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"):
        url = urlsplit(endpoint)
        parts += [
            f"ENDPOINT {literal(url.netloc)}",
            f"USE_SSL {str(url.scheme == 'https').lower()}",
            "URL_STYLE 'path'",
        ]
    connection.execute(f"CREATE SECRET (TYPE s3, {', '.join(parts)})")
