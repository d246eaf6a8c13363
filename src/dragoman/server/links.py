"""What a row is called, and where on the desk it stands: for feeds and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from dragoman.exports.words import one_line, shortened

_LONGEST = 120

_KEYS = {"stories": "story", "clusters": "cluster"}
_PLACES = ("articles", "clusters", "alerts")


def key_of(question: str, row: Mapping[str, Any]) -> str:
    """What names a row."""
    return str(row[_KEYS.get(question, "id")])


def path_of(question: str, row: Mapping[str, Any]) -> str:
    """The address of a row on the desk."""
    key = quote(key_of(question, row), safe="")
    if question == "stories":
        return f"/articles/{key}"  # a story is named by its first article
    return f"/{question if question in _PLACES else 'records'}/{key}"


def title_of(question: str, row: Mapping[str, Any]) -> str:
    """What a row says, in a line."""
    if question in ("events", "clusters"):
        sides = [", ".join(row[side] or ()) for side in ("actors", "recipients")]
        return one_line(f"{row['type']} {' → '.join(side for side in sides if side)}")
    if question == "quotes":
        speaker = row["speaker_entity"] or row["speaker"] or "a source that is not named"
        return shortened(f"{speaker}: {row['content'] or ''}", _LONGEST)
    if question == "allegations":
        return shortened(f"{row['accuser']} says that {row['accused']} broke {row['instrument']}", _LONGEST)
    if question == "agreements":
        return shortened(f"{row['name']}: {row['stage'].replace('_', ' ')}", _LONGEST)
    return shortened(row["title"] or key_of(question, row), _LONGEST)


def words_of(question: str, row: Mapping[str, Any]) -> str:
    """The words that a row rests on, as far as it holds them; of an alert why it was given, and who says so."""
    if question == "alerts":
        said = [f"{one['outlet'] or one['article']}: “{one['sentence']}”" for one in row["evidence"]]
        return one_line(" ".join([f"{row['why']}.", *said]))
    name = {"events": "sentence", "quotes": "content", "allegations": "span", "agreements": "provisions"}.get(question)
    return one_line(str(row[name] or "")) if name else ""
