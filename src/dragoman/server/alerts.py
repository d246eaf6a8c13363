"""Alerts, watches and feeds as answers: what a request may ask of them, and the rows that programs get."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from dragoman.monitor.delivery import Deliveries
from dragoman.monitor.feeds import Feeds
from dragoman.monitor.watches import Watches, pair_of
from dragoman.reading.fields import iso_date
from dragoman.server.api import ERRORS
from dragoman.server.asking import LARGEST_PAGE, LAST_ROW, LONGEST_VALUE, MOST_VALUES, Page, number
from dragoman.server.errors import DeskError, json_response
from dragoman.server.meanings import MEANINGS
from dragoman.server.stores import Stores
from dragoman.store import Store

if TYPE_CHECKING:
    from dragoman.monitor.scheduler import Scheduler, Status

FILTERS = ("watch", "since", "pair", "country", "added_after")
"""What can be asked of alerts."""

FEED = ("url", "state", "reason", "kind", "title", "outlet", "entries", "stored", "waiting", "failed")
_FEED_TIMES = ("failures", "added_at", "checked_at", "next_at")
_WATCH = ("name", "condition", "filters", "state", "reason", "alerts", "added_at", "checked_at")

MOST_WATCHES = 500
"""Watches that can be added over HTTP."""

Value = Annotated[str, StringConstraints(max_length=LONGEST_VALUE)]


class ToWatch(BaseModel):
    """A watch that is to be added: a question about events, and when there is to be an alert."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    when: Annotated[str, StringConstraints(max_length=40)] = Field(
        "new", description="new, sources:N, unusual, unusual:N, score or score:N"
    )
    filters: dict[str, Annotated[list[Value], Field(max_length=MOST_VALUES)]] = {}


def api_router(stores: Stores, scheduler: Scheduler | None) -> APIRouter:
    """The routes of the API."""
    api = APIRouter(prefix="/api", responses=ERRORS)

    @api.get("/alerts", summary="Alerts, the newest first: why, and the evidence", openapi_extra=_parameters())
    def alerts(request: Request) -> Response:
        with stores.reading() as store:
            page = ask_alerts(store, request.query_params)
        return json_response({"items": page.items, "limit": page.limit, "offset": page.offset, "more": page.more})

    @api.get("/alerts/{id}", summary="An alert")
    def alert(id: str) -> Response:
        with stores.reading() as store:
            return json_response(alert_of(store, id))

    @api.get("/watches", summary="The watches, and how each is")
    def watches() -> Response:
        with stores.reading() as store:
            return json_response({"items": [watch_row(row) for row in Watches(store).all()]})

    @api.post("/watches", summary="Add a watch")
    def add(said: ToWatch) -> Response:
        with stores.writing() as store:
            add_watch(store, said.name, said.when, said.filters)
            (row,) = (one for one in Watches(store).all() if one["name"] == said.name)
        return json_response(watch_row(row))

    @api.get("/feeds", summary="The feeds, and how each is")
    def feeds() -> Response:
        with stores.reading() as store:
            rows = [{name: row[name] for name in (*FEED, *_FEED_TIMES)} for row in Feeds(store).all()]
        return json_response({"items": rows, "rounds": rounds_of(scheduler.status) if scheduler else None})

    @api.get("/status", summary="How the desk is: the store's clock, whether it is in memory, the rounds")
    def status() -> Response:
        told = {"clock": stores.clock(), "in_memory": stores.in_memory}
        return json_response(told | {"rounds": rounds_of(scheduler.status) if scheduler else None})

    return api


def ask_alerts(store: Store, params: QueryParams, *, limit: int = 50) -> Page:
    """A page of alerts, by the filters of an address. Raises DeskError."""
    for name in params:
        if name not in (*FILTERS, "limit", "offset", "key"):
            said = f"alerts have no filter {name[:50]!r}; they have {', '.join(FILTERS)}"
            raise DeskError(400, "filter", said, "query")
        if any(len(value) > LONGEST_VALUE or "\0" in value for value in params.getlist(name)):
            raise DeskError(400, "filter", f"at most {LONGEST_VALUE} characters, none of them NUL", f"query {name}")
    since, after = params.get("since"), params.get("added_after")
    limit = number(params, "limit", 0, LARGEST_PAGE) if params.get("limit") else limit
    offset = number(params, "offset", 0, LAST_ROW)
    rows = Watches(store).given(
        watch=params.get("watch") or None,
        since=_moment(since) if since else None,
        about=about(params.get("pair") or params.get("country") or ""),
        after=number(params, "added_after", 0, 10**9) if after else None,
        limit=limit + 1,
        offset=offset,
    )
    return Page([alert_row(row) for row in rows[:limit]], limit, offset, len(rows) > limit)


def about(said: str) -> str | None:
    """A country or a pair of countries, as alerts name them, of what was asked: of codes, their countries."""
    from dragoman.store.filters import parts_of_pair

    parts = [part if part.startswith("IGO ") else part.partition(" ")[0] for part in parts_of_pair(said)]
    return pair_of(*parts) if len(parts) == 2 else said.strip() or None


def alert_of(store: Store, id: str) -> dict[str, Any]:
    """An alert by its id. Raises DeskError where there is none."""
    try:
        return alert_row(Watches(store).alert(id))
    except KeyError:
        raise DeskError(404, "alert", f"there is no alert {id[:100]!r}", "path") from None


def alert_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """An alert as programs get it."""
    return {name: row[name] for name in ("id", "watch", "condition", "day", "title", "why", "evidence", "made_at")}


def watch_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A watch as programs get it."""
    return {name: row[name] for name in _WATCH}


def receivers(store: Store) -> list[dict[str, Any]]:
    """Receivers of alerts, as pages show them: of webhooks the host alone, for many carry a secret in the rest."""
    found = []
    for row in Deliveries(store, {}).all():
        address = str(row["address"])
        shown = address if row["kind"] == "email" else urlsplit(address).hostname or ""
        reason = (row["reason"] or "").replace(address, shown)
        found.append(row | {"address": shown, "reason": reason})
    return found


def add_watch(store: Store, name: str, when: str, filters: Mapping[str, Any]) -> None:
    """Adds a watch. Raises DeskError that says what is wrong with it."""
    watches = Watches(store)
    if len(watches.table.rows()) >= MOST_WATCHES:
        raise DeskError(409, "watches", f"there are {MOST_WATCHES} watches; remove one", "body")
    if any(len(value) > LONGEST_VALUE or "\0" in value for values in filters.values() for value in values):
        said = f"a value may have at most {LONGEST_VALUE} characters, none of them NUL"
        raise DeskError(422, "filter", said, "body filters")
    try:
        watches.add(name, when, filters)
    except (ValueError, TypeError) as error:
        raise DeskError(422, "watch", str(error), "body") from None


def rounds_of(status: Status) -> dict[str, Any]:
    """How the rounds are, for programs."""
    last = status.last
    done: dict[str, Any] | None = None
    if last is not None:
        of_feeds, sent = last.round, last.delivered
        done = {
            "began": last.began,
            "ended": last.ended,
            "feeds": of_feeds.feeds if of_feeds else None,
            "added": of_feeds.added.new if of_feeds else None,
            "edited": of_feeds.added.edited if of_feeds else None,
            "failed": of_feeds.failed if of_feeds else None,
            "waiting": of_feeds.waiting if of_feeds else None,
            "alerts": last.alerts,
            "sent": sent.sent if sent else None,
            "errors": [*last.errors, *(f"{name}: {why}" for name, why in last.watches_failed.items())],
        }
    return {"running": status.running, "working": status.working, "next_at": status.next_at, "last": done}


def _moment(said: str) -> datetime:
    try:
        return datetime.fromisoformat(iso_date(said) or "")
    except ValueError:
        raise DeskError(400, "filter", f"{said[:50]!r} is no day such as 2024-06-19", "query since") from None


def _parameters() -> dict[str, Any]:
    text = {"type": "string"}
    said = {**MEANINGS, "watch": "of the watch with this name", "since": "given on this day (UTC) or later"}
    own = [{"name": name, "in": "query", "schema": text, "description": said[name]} for name in FILTERS]
    most = {"limit": LARGEST_PAGE, "offset": LAST_ROW}
    bounds = [
        {"name": name, "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": top}}
        for name, top in most.items()
    ]
    return {"parameters": [*own, *bounds]}
