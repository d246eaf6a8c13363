"""From bytes to text: strict for texts, as browsers do for pages."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from dragoman.reading.problems import UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([a-zA-Z0-9_:.-]{2,40})""")
# What pages name and what they mean by it (WHATWG Encoding Standard, section 4.2).
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
    "utf-16": "utf-8",  # a page that names it in ASCII is not in it
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}


def decode_text(data: bytes) -> str:
    """A text file: UTF-8, or what its byte order mark says. Line ends become "\\n".

    Other encodings are refused, since which of them it is cannot be told from a text alone. Raises UnreadableError,
    which names the first bad byte, its line and the way out.
    """
    encoding = _marked(data) or "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding not in ("utf-8", "utf-8-sig"):
            raise UnreadableError(f"broken {encoding.upper()}: {error.reason} at byte {error.start}") from None
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}"
            " (save it as UTF-8, for example with: iconv -f WINDOWS-1252 -t UTF-8)",
            line,
        ) from None
    return unix_lines(text)


def decode_page(data: bytes, charset: str | None = None) -> str:
    """A page: by its byte order mark, the `charset` of the HTTP header, the one that the page names, UTF-8, or a guess.

    Where the charset is known, a byte that is not in it becomes U+FFFD, as in browsers. Raises UnreadableError where
    there is no charset in which the page can be read.
    """
    if marked := _marked(data):
        return unix_lines(data.decode(marked, "replace"))
    try:
        return unix_lines(data.decode("utf-8"))  # other charsets hardly ever read as UTF-8, whatever the page says
    except UnicodeDecodeError:
        pass
    for name in (charset, _named(data)):
        if known := _known(name):
            return unix_lines(data.decode(known, "replace"))
    guess = from_bytes(data).best()
    if guess is None:
        raise UnreadableError("its charset is not named and cannot be guessed (not UTF-8)")
    return unix_lines(str(guess))


def unix_lines(text: str) -> str:
    """The text with every line end as "\\n"."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def has_mark(data: bytes) -> bool:
    """Whether the bytes begin with a byte order mark."""
    return _marked(data) is not None


def _marked(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _named(data: bytes) -> str | None:
    found = _XML.search(data[:200]) or _META.search(data[:8192])
    return found[1].decode("ascii") if found else None


def _known(name: str | None) -> str | None:
    """Python's name for a charset as a page names it; None for one that Python does not have."""
    if not name:
        return None
    try:
        plain = codecs.lookup(name.strip().strip("\"'")).name
    except LookupError:
        return None
    return _MEANT.get(plain, plain)
