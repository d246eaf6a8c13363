"""Where a store lies: a folder, or a PostgreSQL catalog with its files in a shared folder or on S3."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from dragoman.store.errors import StoreError

CATALOG = "catalog.sqlite"
"""The name of the catalog in a store's folder."""

_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SCHEMES = ("postgresql", "postgres")


@dataclass(frozen=True, slots=True)
class Address:
    """A store's address, taken apart. `shown` is what messages name it by: never with a password."""

    catalog: str
    """What DuckLake attaches."""
    data: str | None
    """Folder or s3:// address of the Parquet files; None where the catalog knows it already."""
    folder: Path | None
    """The folder of an embedded store."""
    schema: str | None
    shown: str
    secret: str | None = None

    @property
    def on_s3(self) -> bool:
        """Whether the files are on S3, as far as the address tells."""
        return (self.data or "").startswith("s3://")

    def clean(self, said: str) -> str:
        """A message without the password that a database may have put into it."""
        return said.replace(self.secret, "***") if self.secret else said


def address(given: str | os.PathLike[str]) -> Address:
    """The parts of an address: a folder, or `postgresql://user@host/database?data=FOLDER-OR-s3://…[&schema=NAME]`.

    Raises StoreError where it is none.
    """
    said = os.fspath(given)
    scheme, mark, _ = said.partition("://")
    if mark and scheme in _SCHEMES:
        return _postgres(said)
    if mark:
        raise StoreError(f"{said!r} is no address of a store: a folder, or postgresql://user@host/database?data=FOLDER")
    folder = Path(said)
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{said} is a file; a store is a folder")
    data = os.path.join(folder, "data", "")  # noqa: PTH118 - DuckLake wants the closing slash
    return Address(f"sqlite:{folder / CATALOG}", data, folder, None, said)


def _postgres(said: str) -> Address:
    parts = urlsplit(said)
    options = dict(parse_qsl(parts.query))
    data, schema = options.pop("data", None), options.pop("schema", None)
    if data is not None and not data.startswith("s3://"):
        data = os.path.join(Path(data).absolute(), "")  # noqa: PTH118
    elif data is not None and not data.endswith("/"):
        data += "/"
    if schema is not None and not _SCHEMA.fullmatch(schema):
        raise StoreError(f"{_shown(said)}: {schema!r} is no name of a schema; it should be such as news_2024")
    host = options.pop("host", None) or parts.hostname
    try:
        port = parts.port
    except ValueError:
        raise StoreError(f"{_shown(said)}: the port is no number") from None
    known = {
        "dbname": unquote(parts.path.lstrip("/")),
        "host": host,
        "port": port,
        "user": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        **options,
    }
    if not known["dbname"]:
        raise StoreError(f"{_shown(said)} names no database: postgresql://user@host/database?data=FOLDER")
    line = " ".join(f"{name}={_quoted(str(value))}" for name, value in known.items() if value)
    secret = unquote(parts.password) if parts.password else None
    return Address(f"postgres:{line}", data, None, schema, _shown(said), secret)


def _quoted(value: str) -> str:
    r"""A value of a libpq connection string: in quotes, with \ before quotes and backslashes."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _shown(said: str) -> str:
    parts = urlsplit(said)
    user, at, rest = parts.netloc.rpartition("@")
    return f"{parts.scheme}://{user.partition(':')[0]}{at}{rest}{parts.path}"
