"""From the fields that an input gives to an `Article`: checks them, says what is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dragoman.reading.english import why_not_english
from dragoman.reading.problems import MAX_CHARACTERS, UnreadableError
from dragoman.records import Article

_STRINGS = ("title", "published", "outlet", "url", "byline", "language")
_OTHER_NAMES = ("body", "content", "maintext", "article", "raw_text", "fulltext", "full_text", "plain_text")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the user says of inputs that do not say it themselves."""

    published: str | None = None
    outlet: str | None = None
    url: str | None = None


def from_json(line: str | bytes) -> dict[str, Any]:
    """The fields of an article from JSON in the input form of docs/records.md. Raises UnreadableError."""
    return checked(parsed(line))


def parsed(source: str | bytes) -> Any:
    """A JSON value. Raises UnreadableError where it is broken."""
    try:
        return json.loads(source)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not UTF-8: byte 0x{error.object[error.start]:02x} at offset {error.start}") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        raise UnreadableError(f"broken JSON at {place}: {error.msg}") from None
    except RecursionError:
        raise UnreadableError("broken JSON: nested too deeply") from None
    except ValueError as error:  # a number of thousands of digits
        raise UnreadableError(f"broken JSON: {error}") from None


def checked(value: Any) -> dict[str, Any]:
    """The fields of `Article` in a JSON value; others are passed over. Raises UnreadableError, naming the bad field."""
    if not isinstance(value, dict):
        raise UnreadableError(f'{_called(value)} where an object should be, such as {{"text": "..."}}')
    if "event_text" in value and "text" not in value:
        value = _from_ngec(value)
    if "text" not in value:
        other = next((name for name in _OTHER_NAMES if isinstance(value.get(name), str)), None)
        hint = f" (it has '{other}': rename that)" if other else ""
        raise UnreadableError(f"no field 'text'{hint}")
    if not isinstance(value["text"], str):
        raise UnreadableError(f"'text' is {_called(value['text'])}, it should be a string")
    found: dict[str, Any] = {"text": value["text"]}
    for name in _STRINGS:
        given = value.get(name)
        if given is not None and not isinstance(given, str):
            raise UnreadableError(f"'{name}' is {_called(given)}, it should be a string or null")
        found[name] = given or None
    given = value.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int | None):
        raise UnreadableError(f"'id' is {_called(given)}, it should be a string or a number")
    found["id"] = None if given is None or given == "" else str(given)
    return found


def _from_ngec(value: dict[str, Any]) -> dict[str, Any]:
    """The input of NGEC, the coder behind POLECAT, by our names."""
    known = {"text": value["event_text"], "id": value.get("story_id") or value.get("id")}
    published = value.get("pub_date") or value.get("date")
    return known | {"published": published, "title": value.get("headline"), "outlet": value.get("publisher")}


def article(fields: Mapping[str, Any], defaults: Defaults, source: str) -> Article:
    """The article of these fields, `defaults` where they are silent.

    Raises UnreadableError if it is empty, too long, not English, or has a publication date that is none.
    """
    known = {name: _whole(value) for name, value in fields.items()}
    text = known.pop("text") or ""
    if not text.strip():
        raise UnreadableError("empty")
    if len(text) > MAX_CHARACTERS:
        raise UnreadableError(f"an article of {len(text):,} characters; at most {MAX_CHARACTERS:,} are coded as one")
    published = known.pop("published", None) or defaults.published
    if published is not None:
        try:
            published = iso_date(published)
        except ValueError as error:
            raise UnreadableError(f"'published' is {error}") from None
    if why := why_not_english(text):
        raise UnreadableError(f"not English ({why})")
    known["outlet"] = known.get("outlet") or defaults.outlet
    known["url"] = known.get("url") or defaults.url
    return Article.of(text, published=published, source=source, **known)


def iso_date(value: str) -> str:
    """An ISO 8601 date or datetime as YYYY-MM-DD (the date as written, in its own time zone).

    Raises ValueError, which names the value and a good one.
    """
    try:
        return _date(value.strip()).isoformat()
    except ValueError:
        shown = value if len(value) <= 40 else value[:40] + "…"
        raise ValueError(f"{shown!r}, it should be a date such as 2024-06-20") from None


def _date(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return datetime.fromisoformat(value).date()


def _whole(value: Any) -> Any:
    """A string without halves of surrogate pairs, which JSON escapes can smuggle in and no file can be written with."""
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value


def _called(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
