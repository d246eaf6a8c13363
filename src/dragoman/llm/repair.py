"""From what a model wrote to the records in it, whole or not."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import ValidationError

from dragoman.llm.forms import SAID, Form

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)

_BRACKET = re.compile(r"[\[\]{}]")

DEEPEST = 40
"""Brackets within brackets of an answer that is worth a repair: ours has six, and each costs the repairer time."""

MOST_RECORDS = 500
"""Records of an answer that are looked at."""


def json_of(text: str) -> dict[str, Any] | None:
    """The JSON object of an answer; one that is broken, wrapped or cut off is repaired. None if there is none.

    Raises ImportError if json-repair is not installed and the answer needs it.
    """
    text = _THOUGHT.sub("", text)
    at = text.find("{")
    if at < 0:
        return None
    try:
        found, _ = json.JSONDecoder().raw_decode(text, at)
    except (ValueError, RecursionError):
        found = _repaired(text[at:])
    return found if isinstance(found, dict) else None


def _repaired(text: str) -> Any:
    from json_repair import repair_json

    if _depth(text) > DEEPEST:
        return None
    try:
        return repair_json(text, return_objects=True, skip_json_loads=True)
    except (ValueError, RecursionError):
        return None


def _depth(text: str) -> int:
    """How many brackets are open at once at most, those inside of strings too."""
    depth = deepest = 0
    for mark in _BRACKET.findall(text):
        depth = max(0, depth + (1 if mark in "[{" else -1))
        deepest = max(deepest, depth)
    return deepest


def without_last(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer that was cut off, without the record that was being written: what is left of it may look whole."""
    for name in reversed(answer):
        listed = answer[name]
        if isinstance(listed, list) and listed:
            return answer | {name: listed[:-1]}
    return answer


def records_in(answer: dict[str, Any], wanted: type[Form]) -> tuple[list[tuple[str, Form]], int]:
    """The records in the lists of an answer, each with the name of its list, and how many were not in their form."""
    found: list[tuple[str, Form]] = []
    wrong = 0
    for name in wanted.model_fields:
        listed = answer.get(name)
        if listed is None:
            continue
        if not isinstance(listed, list):
            wrong += 1
            continue
        wrong += max(0, len(listed) - MOST_RECORDS)
        for item in listed[:MOST_RECORDS]:
            try:
                found.append((name, SAID[name].model_validate(item)))
            except ValidationError:
                wrong += 1
    return found, wrong
