"""Atom feeds of any question (RFC 4287)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from dragoman.exports.words import one_line
from dragoman.server.alerts import ask_alerts
from dragoman.server.asking import ask
from dragoman.server.errors import DeskError
from dragoman.server.links import key_of, path_of, title_of, words_of
from dragoman.server.stores import Stores
from dragoman.store import Store
from dragoman.store.kinds import questions

_ATOM = "http://www.w3.org/2005/Atom"
_SHOWN = 50
_NEVER = datetime(1970, 1, 1)
_FORBIDDEN = {ord(char): "\N{REPLACEMENT CHARACTER}" for char in "\ufffe\uffff"}  # XML has no way to write them


def router(stores: Stores) -> APIRouter:
    """The route of the feeds."""
    feeds = APIRouter()

    @feeds.get("/atom/{question}")
    def atom(request: Request, question: str) -> Response:
        if question not in (*questions(), "alerts"):
            raise DeskError(404, "feed", f"There is no feed of {question[:50]!r}.", "path")
        params = request.query_params
        with stores.reading() as store:
            rows = _rows(store, question, params)
        base = f"{request.url.scheme}://{request.headers['host']}"
        asked = "&".join(f"{name}={value}" for name, value in params.multi_items() if name not in ("key", "what"))
        return Response(feed(question, asked, rows, base), media_type="application/atom+xml")

    return feeds


def _rows(store: Store, question: str, params: QueryParams) -> list[dict[str, Any]]:
    if question == "alerts":
        return ask_alerts(store, params, limit=_SHOWN).items
    newest = "-added_at" if question not in ("stories", "clusters") else "-to"
    return ask(store, question, params, limit=_SHOWN, known=["what", "key"], sort=newest).items


def feed(question: str, asked: str, rows: list[dict[str, Any]], base: str) -> str:
    """The feed of some rows, the newest first. `asked` are the filters, as the feed's title has them."""
    root = ET.Element("feed", {"xmlns": _ATOM})
    _add(root, "title", f"Dragoman: {question}{' ' if asked else ''}{asked}")
    _add(root, "id", f"{base}/atom/{question}?{asked}")
    _add(root, "updated", _moment(max((_when(row) for row in rows), default=_NEVER)))
    ET.SubElement(_add(root, "author"), "name").text = "Dragoman"
    for row in rows:
        entry = _add(root, "entry")
        _add(entry, "title", title_of(question, row))
        _add(entry, "id", f"urn:dragoman:{question}:{_name(key_of(question, row))}")
        _add(entry, "updated", _moment(_when(row)))
        ET.SubElement(entry, "link", {"href": base + path_of(question, row)})
        _add(entry, "summary", words_of(question, row))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, "unicode")


def _add(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = one_line(text).translate(_FORBIDDEN) if text is not None else None
    return element


def _when(row: Mapping[str, Any]) -> datetime:
    if moment := row.get("added_at") or row.get("made_at"):
        return moment if isinstance(moment, datetime) else _NEVER
    day = row.get("to")
    return datetime(day.year, day.month, day.day) if day else _NEVER


def _moment(value: datetime) -> str:
    return value.replace(tzinfo=UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _name(key: str) -> str:
    from urllib.parse import quote

    return quote(key, safe="")
