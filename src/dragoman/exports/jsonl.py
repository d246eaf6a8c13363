"""JSON lines, the form of docs/records.md, and the same as one JSON array."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO

from dragoman.records import CodedArticle

# Legal inside JSON strings, but U+0085, U+2028 and U+2029 end a line for many readers, and terminals take some of the
# other characters for commands.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def json_line(article: CodedArticle) -> str:
    """One line of JSON, without its line break: UTF-8 can hold it, and no reader or terminal will break it."""
    return escaped(article.to_json())


def escaped(line: str) -> str:
    """JSON with those characters as escapes that end a line or drive a terminal."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def write_jsonl(articles: Iterable[CodedArticle], out: TextIO) -> int:
    """Writes an object a line, each at once. Gives the number of articles. Raises OSError as `out` does."""
    count = 0
    for article in articles:
        out.write(json_line(article) + "\n")
        out.flush()
        count += 1
    return count


def write_json(articles: Iterable[CodedArticle], out: TextIO) -> int:
    """Writes one array, streamed. It is closed also when the work is interrupted. Gives the number of articles."""
    count = 0
    out.write("[")
    try:
        for article in articles:
            out.write((",\n" if count else "\n") + json_line(article))
            out.flush()
            count += 1
    finally:
        out.write("\n]\n" if count else "]\n")
        out.flush()
    return count
