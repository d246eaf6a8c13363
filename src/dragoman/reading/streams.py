"""Bytes of files and of standard input, with a look ahead and with bounded memory."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from dragoman.reading.problems import MAX_BYTES, UnreadableError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD = 8192  # as much as is looked at to tell what a stream holds; git looks at as much to tell text from binary
_GZIP = b"\x1f\x8b"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"


class _Rejoined(io.RawIOBase):
    """A stream whose first bytes were already taken."""

    def __init__(self, head: bytes, rest: BinaryIO | gzip.GzipFile | io.RawIOBase) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._head[: len(view)] or _some(self._rest, len(view))
        self._head = self._head[len(data) :]
        view[: len(data)] = data
        return len(data)


class _Unpacked(io.RawIOBase):
    """What Arrow unpacks, with the errors of a file."""

    def __init__(self, packed: Any) -> None:
        self._packed = packed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        try:
            data = self._packed.read(len(view))
        except ValueError as error:
            raise OSError(f"broken Zstandard: {error}") from None
        view[: len(data)] = data
        return len(data)


class Stream:
    """A stream of bytes, unpacked where it is gzip or Zstandard. `head` holds its beginning, which stays to be read.

    Looking ahead stops at the first whole line that is not blank, so that lines of a slow pipe are read as they come.
    Raises OSError, EOFError or zlib.error, also later on, where the source or its packing is broken.
    """

    def __init__(self, source: BinaryIO) -> None:
        self.head, stream = _look_ahead(source)
        if self.head.startswith(_GZIP):
            self.head, stream = _look_ahead(gzip.GzipFile(fileobj=stream))
        elif self.head.startswith(_ZSTANDARD):
            import pyarrow  # takes a fifth of a second to import

            self.head, stream = _look_ahead(_Unpacked(pyarrow.CompressedInputStream(stream, "zstd")))
        self.rest = stream
        """All of it, its beginning included."""

    def all(self, limit: int = MAX_BYTES) -> bytes:
        """Everything. Raises UnreadableError where that is more than `limit` bytes."""
        data = self.rest.read(limit + 1)
        if len(data) > limit:
            raise UnreadableError(f"larger than {megabytes(limit)}, the most that is read as one article")
        return data

    def lines(self, limit: int = MAX_BYTES) -> Iterator[tuple[int, bytes | None]]:
        """Lines with their numbers, from 1; None for a line of more than `limit` bytes, which is passed over."""
        number = 0
        while line := self.rest.readline(limit + 1):
            number += 1
            if len(line) <= limit or line.endswith(b"\n"):
                yield number, line
                continue
            while line and not line.endswith(b"\n"):
                line = self.rest.readline(HEAD)
            yield number, None


def megabytes(count: int) -> str:
    """A number of bytes in words."""
    return f"{count / 1024 / 1024:.0f} MB"


def _look_ahead(source: BinaryIO | gzip.GzipFile | io.RawIOBase) -> tuple[bytes, io.BufferedReader]:
    head = b""
    while len(head) < HEAD:
        data = _some(source, HEAD - len(head))
        head += data
        if not data or b"\n" in head.lstrip():
            break
    return head, io.BufferedReader(_Rejoined(head, source), 65536)


def _some(source: BinaryIO | gzip.GzipFile | io.RawIOBase, size: int) -> bytes:
    """What a source has at hand, at most `size` bytes; none at its end."""
    read = getattr(source, "read1", source.read)
    data: bytes = read(size)
    return data or b""
