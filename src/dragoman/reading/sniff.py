"""What kind of input a stream of bytes is."""

from __future__ import annotations

import codecs
import json
import re
from typing import Literal

from dragoman.reading.decode import has_mark
from dragoman.reading.problems import UnreadableError

Kind = Literal["text", "page", "json", "jsonl", "warc"]

KINDS: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".warc": "warc",
}
"""Kinds by the ending of a file's name; each may be followed by .gz or .zst."""

PACKED = (".gz", ".zst")

_FORMATS = (
    (b"%PDF", "a PDF file: save its text, or the page it was made from"),
    (b"PK\x03\x04", "a ZIP archive or an office document: unpack it, or save its text"),
    (b"\xd0\xcf\x11\xe0", "an office document: save its text"),
    (b"{\\rtf", "an RTF document: save it as plain text"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BZh", "a bzip2 file: unpack it"),
    (b"\xfd7zXZ", "an xz file: unpack it"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "an SQLite database"),
)
_PAGE = re.compile(
    rb"^(\s|<!--.{0,4000}?-->|<\?xml[^>]{0,200}\?>)*"
    rb"<(!doctype\s+html|html|head|body|title|meta|link|script|style|article|main|section|div|header|h1|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"^\s*<(\?xml|rss|feed|urlset|sitemapindex|nitf|newsItem)\b", re.IGNORECASE)


def kind_by_name(name: str) -> Kind | None:
    """The kind that a file's name tells, None for another ending."""
    plain = name.lower()
    for packing in PACKED:
        plain = plain.removesuffix(packing)
    stem, dot, ending = plain.rpartition(".")
    return KINDS.get(dot + ending) if stem else None


def kind_of(head: bytes, name: str = "") -> Kind:
    """The kind of a stream from its first bytes, and from its name where it has one.

    Raises UnreadableError where the bytes are no text at all, or a known format that is no article.
    """
    if head.startswith(b"WARC/"):
        return "warc"
    for mark, what in _FORMATS:
        if head.startswith(mark):
            raise UnreadableError(f"no article but {what}")
    if b"\x00" in head and not has_mark(head):
        raise UnreadableError("binary, not text (a NUL byte in its beginning)")
    named = kind_by_name(name)
    plain = head.removeprefix(codecs.BOM_UTF8)
    if named == "warc":
        raise UnreadableError("no WARC archive, though it is named so")
    if named in ("json", "jsonl"):
        return _json_kind(plain, named)
    if named == "page" or _PAGE.match(plain):
        return "page"
    if _XML.match(plain):
        raise UnreadableError("no article but an XML file (a feed or a sitemap?)")
    if named is None and re.match(rb'\s*(\[\s*)?\{\s*"', plain):
        return _json_kind(plain, "jsonl")
    return "text"


def _json_kind(head: bytes, named: Kind) -> Kind:
    """One JSON value over many lines, or one a line? The name may be wrong, the first line tells."""
    start = head.lstrip()
    if start.startswith(b"["):
        return "json"
    line, newline, rest = start.partition(b"\n")
    if not newline:
        return named
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return "json" if line.rstrip().endswith((b"{", b",")) else named
    return "jsonl" if rest.strip() else named
