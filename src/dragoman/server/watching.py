"""The pages of alerts, watches and feeds: what was told and why, what is looked for, what is read and what fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from dragoman.exports.annotated import is_web
from dragoman.monitor.feeds import NOT_WELL, Feeds
from dragoman.monitor.watches import Watches
from dragoman.plover.ontology import event_types
from dragoman.server.alerts import add_watch, alert_of, ask_alerts, receivers, rounds_of
from dragoman.server.asking import LONGEST_VALUE
from dragoman.server.errors import DeskError
from dragoman.server.forms import Form
from dragoman.server.pages import feed_address, turns
from dragoman.server.rendering import page
from dragoman.server.settings import Settings
from dragoman.server.stores import Stores
from dragoman.store import Store

if TYPE_CHECKING:
    from dragoman.monitor.scheduler import Scheduler

_SHOWN = 20
_FAILED = 30
_LONGEST_URL = 2000
_MOST_FEEDS = 5000
_FILTERS = ("text", "actor", "recipient", "pair", "country", "type", "quad", "place", "outlet", "min_sources")
"""Filters that the form for a watch has; the command line has all."""


def router(stores: Stores, settings: Settings, scheduler: Scheduler | None) -> APIRouter:
    """The routes of these pages."""
    pages = APIRouter()

    @pages.get("/alerts")
    def alerts(request: Request) -> Response:
        params = request.query_params
        with stores.reading() as store:
            found = ask_alerts(store, params, limit=_SHOWN)
            names = [row["name"] for row in Watches(store).table.rows()]
        return page(
            *("alerts.html.j2", settings),
            found=found,
            names=names,
            watch=params.get("watch", ""),
            turn=turns("/alerts", found, params.multi_items()),
            feed=feed_address(settings, "alerts", params.multi_items()),
        )

    @pages.get("/alerts/{id}")
    def alert(id: str) -> Response:
        with stores.reading() as store:
            found = alert_of(store, id)
            clusters = _clusters(store, [one["event"] for one in found["evidence"]])
        return page("alert.html.j2", settings, alert=found, clusters=clusters, is_web=is_web)

    @pages.get("/watches")
    def watches() -> Response:
        return watches_page({}, None)

    @pages.post("/watches")
    def add(form: Form) -> Response:
        filters = {name: [form[name]] for name in _FILTERS if form.get(name, "").strip()}
        try:
            with stores.writing() as store:
                add_watch(store, form.get("name", ""), form.get("when", "new"), filters)
        except DeskError as error:
            return watches_page(form, error.message, error.status)
        return RedirectResponse("/watches", 303)

    @pages.post("/watches/remove")
    def remove(form: Form) -> Response:
        with stores.writing() as store:
            _remove(Watches(store).remove, form, "name", "watch")
        return RedirectResponse("/watches", 303)

    @pages.get("/feeds")
    def feeds() -> Response:
        return feeds_page({}, None)

    @pages.post("/feeds")
    def add_feed(form: Form) -> Response:
        url, outlet = form.get("url", ""), form.get("outlet", "")
        if len(url) > _LONGEST_URL or len(outlet) > LONGEST_VALUE:
            said = f"An address may have {_LONGEST_URL:,} characters, the name of an outlet {LONGEST_VALUE}."
            raise DeskError(413, "size", said, "form")
        try:
            with stores.writing() as store:
                if len(Feeds(store).table.rows()) >= _MOST_FEEDS:
                    raise DeskError(409, "feeds", f"There are {_MOST_FEEDS:,} feeds; remove one.", "form")
                Feeds(store).add(url, outlet=outlet or None)
        except ValueError as error:
            return feeds_page(form, str(error), 422)
        return RedirectResponse("/feeds", 303)

    @pages.post("/feeds/remove")
    def remove_feed(form: Form) -> Response:
        with stores.writing() as store:
            _remove(Feeds(store).remove, form, "url", "feed")
        return RedirectResponse("/feeds", 303)

    @pages.post("/feeds/read")
    def read_now() -> Response:
        if scheduler is None:
            raise DeskError(409, "rounds", "This desk reads no feeds: it was started with --no-rounds.", "server")
        scheduler.wake()
        return RedirectResponse("/feeds", 303)

    def watches_page(given: Mapping[str, str], wrong: str | None, status: int = 200) -> Response:
        with stores.reading() as store:
            rows = Watches(store).all()
            told = receivers(store)
        for row in rows:
            row["question"] = _question(row["filters"])
            row["feed"] = feed_address(settings, "alerts", [("watch", row["name"])])
        values = {name: given.get(name, "") for name in ("name", "when", *_FILTERS)}
        return page(
            *("watches.html.j2", settings),
            status=status,
            watches=rows,
            receivers=told,
            given=values,
            wrong=wrong,
            types=sorted(event_types()),
        )

    def feeds_page(given: Mapping[str, str], wrong: str | None, status: int = 200) -> Response:
        with stores.reading() as store:
            rows = Feeds(store).all()
            failed = Feeds(store).articles.rows("state = 'failed'", tail=f"ORDER BY found_at DESC, url LIMIT {_FAILED}")
        return page(
            *("feeds.html.j2", settings),
            status=status,
            feeds=sorted(rows, key=lambda row: (row["state"] not in NOT_WELL, row["url"])),
            not_well=NOT_WELL,
            failed=failed,
            rounds=rounds_of(scheduler.status) if scheduler else None,
            given={name: given.get(name, "") for name in ("url", "outlet")},
            wrong=wrong,
        )

    return pages


def _remove(remove: Callable[[str], object], form: Mapping[str, str], field: str, what: str) -> None:
    """Removes what the form's field names. Raises DeskError where there is none."""
    name = form.get(field, "")
    try:
        remove(name)
    except KeyError:
        raise DeskError(404, what, f"There is no {what} {name[:200]!r}.", f"form {field}") from None


def _clusters(store: Store, events: list[str]) -> dict[str, str]:
    """The cluster of each event that is still there, as it is named now."""
    rows = store.events(id=events, columns=["id", "cluster"]).rows() if events else []
    return {row["id"]: row["cluster"] for row in rows}


def _question(filters: Mapping[str, Any]) -> str:
    """The address of the search that a watch does."""
    pairs = []
    for name, values in filters.items():
        for value in values if isinstance(values, list) else [values]:
            pairs.append((name, str(value)))
    return f"/search?{urlencode([('what', 'events'), *pairs], quote_via=quote)}"
