"""Pages of web archives (WARC), as Common Crawl's news come."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from dragoman.reading.decode import decode_page
from dragoman.reading.page import from_page, said_language
from dragoman.reading.problems import MAX_BYTES, BadInput, UnreadableError
from dragoman.reading.streams import megabytes

_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it lies in an archive; its article is still to be found in it."""

    id: str
    """The hash of its address and its bytes, which is known before any work is done."""
    body: bytes
    charset: str | None
    url: str
    crawled: str | None
    """The day on which it was fetched."""
    source: str


class _Forward:
    """A stream that tells where it is, which FastWARC asks for, though it reads on and on."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._at += len(data)
        return data

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        if (offset, whence) not in ((self._at, 0), (0, 1)):
            raise OSError("an archive is read from its beginning to its end")
        return self._at

    def close(self) -> None:
        """Whoever opened it closes it."""


def pages(stream: BinaryIO, where: str) -> Iterator[Page | BadInput]:
    """The pages of an archive that may be in English, a `BadInput` for each that is too large.

    Passed over are answers other than 200, what is no HTML, and pages that name another language. Raises
    UnreadableError for an archive of nothing; OSError, EOFError or zlib.error where it is broken.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType  # an extension module that other inputs do not need

    records = ArchiveIterator(
        _Forward(stream), record_types=WarcRecordType.response, parse_http=True, auto_decode="all"
    )
    number = 0
    for number, record in enumerate(records, start=1):
        answer = record.http_headers
        if answer is None or answer.status_code != 200 or record.http_content_type not in _PAGES:
            continue
        source = f"{where}#{number}"
        body = record.reader.read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES:
            yield BadInput(source, None, f"larger than {megabytes(MAX_BYTES)}, the most that is read as one article")
            continue
        language = said_language(body[:20_000].decode("latin-1"))
        if not body.strip() or language not in (None, "en"):
            continue
        url = record.headers.get("WARC-Target-URI") or ""
        id = hashlib.sha256(url.encode("utf-8", "surrogatepass") + b"\x1f" + body).hexdigest()[:16]
        day = record.record_date.date().isoformat() if record.record_date else None
        yield Page(id, body, record.http_charset, url, day, source)
    if not number:
        raise UnreadableError("no answer of a server in this archive")


def from_archive(page: Page, *, crawl_dates: bool = False) -> dict[str, Any]:
    """The fields of the article of a page; with `crawl_dates`, one that names no date takes the day of its fetching.

    Raises UnreadableError if no article is found in it.
    """
    fields = from_page(decode_page(page.body, page.charset), page.url or None) | {"id": page.id}
    if crawl_dates:
        fields["published"] = fields["published"] or page.crawled
    return fields
