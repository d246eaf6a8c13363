"""`read`: a stream of articles from inputs of any kind."""

from __future__ import annotations

import codecs
import os
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.reading.archive import Page, from_archive, pages
from dragoman.reading.decode import decode_page, decode_text
from dragoman.reading.fetched import Fetched, FetchError
from dragoman.reading.fields import Defaults, article, checked, from_json, iso_date, parsed
from dragoman.reading.page import from_page
from dragoman.reading.problems import MAX_BYTES, BadInput, UnreadableError
from dragoman.reading.sniff import KINDS, Kind, kind_by_name, kind_of
from dragoman.reading.streams import Stream, megabytes
from dragoman.records import Article

Fetch = Callable[[str], Fetched]

_ADDRESS = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]{1,20}://")
_BROKEN = (OSError, EOFError, zlib.error)  # what reading a file or its packing may raise


def read(
    inputs: str | Path | Iterable[str | Path],
    *,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    stdin: BinaryIO | None = None,
    fetch: Fetch | None = None,
) -> Iterator[Article | BadInput]:
    """The articles of all inputs, in order, one at a time; a `BadInput` in place of each that cannot be read.

    An input is a text file, an HTML page, `articles.jsonl` (a JSON object a line), a JSON file (an article or a list
    of articles), a WARC archive (its pages in English), each also packed with gzip or Zstandard, a folder of these
    (with its subfolders, by name; hidden files and files of other kinds are passed over), "-" for standard input, or
    an http(s) address. What it is, is told by its name or by its beginning. `published`, `outlet` and `url` are for
    inputs that do not say it themselves. `stdin` and `fetch` take the place of standard input and of `Fetcher()`.

    Raises ValueError if `published` is no ISO 8601 date; nothing for a bad input.
    """
    if isinstance(inputs, str | Path):
        inputs = [inputs]
    defaults = Defaults(iso_date(published) if published else None, outlet, url)
    return Reading(defaults, stdin, fetch).articles(inputs)


class Reading:
    """One run of `read`, for those who take the pages of archives as they lie, to find their articles elsewhere."""

    def __init__(self, defaults: Defaults, stdin: BinaryIO | None = None, fetch: Fetch | None = None) -> None:
        self._defaults = defaults
        self._open: BinaryIO | None = None
        self._closed = 0
        self._stdin = stdin
        self._stdin_read = False
        self._fetch = fetch

    @property
    def taken(self) -> int:
        """Bytes of files that were read so far, as they lie on the disk."""
        return self._closed + (self._open.tell() if self._open is not None else 0)

    def articles(self, inputs: Iterable[str | Path]) -> Iterator[Article | BadInput]:
        """The articles of all inputs, those of archives too; a `BadInput` for what cannot be read."""
        for item in self.all(inputs):
            if not isinstance(item, Page):
                yield item
                continue
            try:
                yield self._article(from_archive(item), item.source)
            except UnreadableError as problem:
                yield BadInput(item.source, None, problem.reason, expected=True)

    def all(self, inputs: Iterable[str | Path]) -> Iterator[Article | Page | BadInput]:
        """What the inputs hold, in order: articles, pages of archives, a `BadInput` for what cannot be read."""
        for given in inputs:
            where = os.fspath(given)
            try:
                yield from self._input(where)
            except UnreadableError as problem:
                yield BadInput(where, problem.line, problem.reason)

    def _input(self, where: str) -> Iterator[Article | Page | BadInput]:
        if where == "-":
            return self._standard_input()
        if where.lower().startswith(("http://", "https://")):
            return self._address(where)
        if _ADDRESS.match(where):
            raise UnreadableError("only http and https addresses are read")
        if "\x00" in where:
            raise UnreadableError("no such file or folder")
        return self._folder(where) if Path(where).is_dir() else self._file(where)

    def _standard_input(self) -> Iterator[Article | Page | BadInput]:
        if self._stdin_read:
            raise UnreadableError("standard input can be read only once")
        self._stdin_read = True
        yield from self._stream(self._stdin or sys.stdin.buffer, "-")

    def _address(self, address: str) -> Iterator[Article | BadInput]:
        if self._fetch is None:
            from dragoman.reading.fetch import Fetcher  # brings httpx along, which files do not need

            self._fetch = Fetcher()
        try:
            page = self._fetch(address)
        except FetchError as error:
            raise UnreadableError(error.reason) from None
        if not page.body.strip():
            raise UnreadableError("empty")
        if kind_of(page.body) == "page":
            yield self._article(from_page(decode_page(page.body, page.charset), page.url), address)
        elif page.content_type == "text/plain":
            yield self._article({"text": decode_text(page.body), "url": page.url}, address)
        else:
            raise UnreadableError(f"it says that it is {page.content_type}, but it is no HTML page")

    def _folder(self, folder: str) -> Iterator[Article | Page | BadInput]:
        found = False
        errors: list[OSError] = []
        for path, folders, names in os.walk(folder, onerror=errors.append):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                file = os.path.join(path, name)  # noqa: PTH118 - a Path would change how the user wrote the folder
                if name.startswith(".") or not kind_by_name(name) or not Path(file).is_file():
                    continue
                found = True
                try:
                    yield from self._file(file)
                except UnreadableError as problem:
                    yield BadInput(file, problem.line, problem.reason)
            while errors:
                found = True
                yield self._os_error(errors.pop(), folder)
        if errors:
            yield self._os_error(errors.pop(), folder)
        elif not found:
            raise UnreadableError(
                f"no articles in this folder (looked for files named {', '.join(KINDS)}, also with .gz or .zst)"
            )

    def _file(self, where: str) -> Iterator[Article | Page | BadInput]:
        try:
            with Path(where).open("rb") as file:
                self._open = file
                try:
                    yield from self._stream(file, where)
                finally:
                    self._open = None
                    self._closed += file.tell()
        except FileNotFoundError:
            raise UnreadableError("no such file or folder") from None
        except OSError as error:
            raise UnreadableError(f"cannot be opened: {error.strerror or error}") from None

    def _stream(self, source: BinaryIO, where: str) -> Iterator[Article | Page | BadInput]:
        try:
            stream = Stream(source)
            if not stream.head.strip():
                # Blank for as far as one looks ahead: read it as a text, which tells whether it is blank to the end.
                kind: Kind = "text" if stream.head else kind_by_name(where) or "text"
            else:
                kind = kind_of(stream.head, where)
            if kind == "jsonl":
                yield from self._lines(stream, where)
            elif kind == "json":
                yield from self._document(stream.all(), where)
            elif kind == "warc":
                yield from pages(stream.rest, where)
            elif kind == "page":
                yield self._article(from_page(decode_page(stream.all())), where)
            else:
                yield self._article({"text": decode_text(stream.all())}, where)
        except _BROKEN as error:
            raise UnreadableError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from None

    def _lines(self, stream: Stream, where: str) -> Iterator[Article | BadInput]:
        if stream.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise UnreadableError("UTF-16; lines of JSON are read in UTF-8 only")
        empty = True
        for number, line in stream.lines():
            if line is not None and not line.strip():
                continue
            empty = False
            try:
                if line is None:
                    raise UnreadableError(
                        f"a line of more than {megabytes(MAX_BYTES)}, the most that is read as one article"
                    )
                if number == 1:
                    line = line.removeprefix(b"\xef\xbb\xbf")
                yield self._article(from_json(line), f"{where}:{number}")
            except UnreadableError as problem:
                yield BadInput(where, number, problem.reason)
        if empty:
            raise UnreadableError("empty")

    def _document(self, data: bytes, where: str) -> Iterator[Article | BadInput]:
        value = parsed(decode_text(data))
        if not isinstance(value, list):
            yield self._article(checked(value), where)
            return
        if not value:
            raise UnreadableError("empty: a list with nothing in it")
        for number, item in enumerate(value, start=1):
            try:
                yield self._article(checked(item), f"{where}[{number}]")
            except UnreadableError as problem:
                yield BadInput(where, None, f"article {number} of the list: {problem.reason}")

    def _article(self, fields: dict[str, Any], source: str) -> Article:
        return article(fields, self._defaults, source)

    @staticmethod
    def _os_error(error: OSError, folder: str) -> BadInput:
        return BadInput(os.fspath(error.filename or folder), None, f"cannot be opened: {error.strerror or error}")
