"""The pages of the desk, made on the server: they need no script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from dragoman.monitor.heat import heat
from dragoman.monitor.watches import Watches
from dragoman.plover.ontology import event_types
from dragoman.server.asking import Page, ask, asked, filters_of
from dragoman.server.deciding import decider, name_of
from dragoman.server.editing import FIELDS
from dragoman.server.errors import DeskError
from dragoman.server.forms import Form
from dragoman.server.guard import COOKIE, feed_key, local, login_cookie, same
from dragoman.server.rendering import STATIC, anchor, article_values, page, static
from dragoman.server.settings import Settings
from dragoman.server.stores import Stores
from dragoman.store import Store

SEARCHES = {"events": ("type", "status", "outlet"), "quotes": ("kind", "channel", "outlet")}
"""What can be searched, and the columns by which what was found is counted."""

_SHOWN = 20
_PAIRS = 12
_FACETS = 8
_PLACES = 8
_WEEK = 7  # days of the map
_ALERTS = 5
_DAYS = 30  # of which the overview counts pairs


def router(stores: Stores, settings: Settings) -> APIRouter:
    """The routes of the pages."""
    pages = APIRouter()

    @pages.get("/")
    def overview() -> Response:
        with stores.reading() as store:
            newest = store.articles(limit=1, columns=["day"]).rows()
            day = newest[0]["day"] if newest else None
            clusters = _newest_clusters(store, day)
            pairs, since = _pairs(store, day)
            week = str(day - timedelta(days=_WEEK - 1)) if day else None
            places = store.places(since=week).rows(_PLACES) if week else []
            alerts = Watches(store).given(limit=_ALERTS)
            turning = heat(store, day)[:_PAIRS] if day else []
        values: dict[str, Any] = {"clusters": clusters, "pairs": pairs, "since": since, "places": places, "week": week}
        return page("overview.html.j2", settings, alerts=alerts, heat=turning, **values)

    @pages.get("/articles/{id:path}")
    def article(request: Request, id: str) -> Response:
        name = name_of(request)
        with stores.reading() as store:
            for found in store.coded([id]):
                values = article_values(found) | {"decide": decider(found, store.decided(id), name)}
                return page("article_page.html.j2", settings, kinds=FIELDS, name=name, **values)
        raise DeskError(404, "article", f"There is no article {id[:100]!r}.", "path")

    @pages.get("/records/{id:path}")
    def record(id: str) -> Response:
        with stores.reading() as store:
            try:
                _, article_id = store.record(id)
            except KeyError:
                raise DeskError(404, "record", f"There is no record {id[:100]!r}.", "path") from None
            (whole,) = store.coded([article_id])
        return RedirectResponse(f"/articles/{quote(article_id, safe='')}#{anchor(whole, id)}", 303)

    @pages.get("/clusters/{id}")
    def cluster(id: str) -> Response:
        with stores.reading() as store:
            found = store.clusters(cluster=id).rows()
            if not found:
                raise DeskError(404, "cluster", f"There is no event cluster {id[:100]!r}.", "path")
            events = store.events(cluster=id, sort="day").rows()
            sources = _sources(store, [event["article"] for event in events])
        return page("cluster.html.j2", settings, cluster=found[0], events=events, sources=sources)

    @pages.get("/search")
    def search(request: Request) -> Response:
        params = request.query_params
        what = params.get("what", "events")
        if what not in SEARCHES:
            raise DeskError(400, "search", f"{what[:50]!r} cannot be searched; {' and '.join(SEARCHES)} can", "query")
        with stores.reading() as store:
            found = ask(store, what, params, limit=_SHOWN, known=["what"])
            filters = asked(what, params, known=["what"])
            facets = {name: store.counts(what, name, **filters).rows(_FACETS) for name in SEARCHES[what]}
        given = {name: params.get(name, "") for name in (*filters_of(what), "sort")}
        return page(
            *("search.html.j2", settings),
            what=what,
            found=found,
            given=given,
            types=sorted(event_types()),
            facets=facets,
            narrow=_narrower(params.multi_items()),
            turn=turns("/search", found, params.multi_items()),
            feed=feed_address(settings, what, params.multi_items()),
        )

    @pages.get("/login")
    def login(next: str = "/") -> Response:
        return page("login.html.j2", settings, next=local(next), wrong=False)

    @pages.post("/login")
    def logged_in(request: Request, form: Form) -> Response:
        given, target = form.get("token", ""), local(form.get("next", "/"))
        if settings.token is None:
            return RedirectResponse(target, 303)
        if not same(given.strip(), settings.token):
            return page("login.html.j2", settings, status=401, next=target, wrong=True)
        value, seconds = login_cookie(settings.token)
        answer = RedirectResponse(target, 303)
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, value, max_age=seconds, httponly=True, samesite="strict", secure=secure)
        return answer

    @pages.get("/static/{name}")
    def file(name: str) -> Response:
        if name not in STATIC:
            raise DeskError(404, "file", "There is no such file.", "path")
        kept = {"Cache-Control": "private, max-age=3600"}
        return Response(static(name), media_type=STATIC[name], headers=kept)

    return pages


def _newest_clusters(store: Store, day: date | None) -> list[dict[str, Any]]:
    """The newest event clusters, without what is still to come. Those of the last days are looked through first: there
    are enough of them, mostly."""
    if day is None:
        return store.clusters(limit=_SHOWN).rows()
    for days in (_WEEK, _DAYS):
        found = store.clusters(limit=_SHOWN, since=str(day - timedelta(days=days)), until=str(day)).rows()
        if len(found) == _SHOWN:
            return found
    return store.clusters(limit=_SHOWN, until=str(day)).rows()


def _pairs(store: Store, newest: date | None) -> tuple[list[dict[str, Any]], str | None]:
    """The countries that had most to do with each other in the last days of the store, each pair once."""
    if newest is None:
        return [], None
    since = (newest - timedelta(days=_DAYS)).isoformat()
    both: dict[tuple[str, str], dict[str, Any]] = {}
    for row in store.network(since=since):
        one, other = sorted((row["actor"], row["recipient"]))
        sums = both.setdefault((one, other), {"one": one, "other": other, "events": 0, "weighed": 0.0})
        sums["events"] += row["events"]
        sums["weighed"] += row["events"] * (row["score"] or 0)
    most = sorted(both.values(), key=lambda pair: (-pair["events"], pair["one"], pair["other"]))[:_PAIRS]
    return [pair | {"score": pair["weighed"] / pair["events"]} for pair in most], since


def _sources(store: Store, articles: list[str]) -> dict[str, str]:
    """The report of each article: articles of one report are one source."""
    rows = store.articles(id=sorted(set(articles)), columns=["id", "report"]).rows()
    return {row["id"]: row["report"] for row in rows}


def turns(path: str, found: Page, asked: list[tuple[str, str]]) -> Callable[[int], str]:
    """Makes the address of another page of the same answer."""
    kept = [(name, value) for name, value in asked if name != "offset" and value]
    return lambda step: f"{path}?" + urlencode([*kept, ("offset", str(max(0, found.offset + step * found.limit)))])


def _narrower(asked: list[tuple[str, str]]) -> Callable[[str, str], str]:
    """Makes the address of the same search with one filter set."""
    kept = [(name, value) for name, value in asked if value]

    def narrow(name: str, value: str) -> str:
        return "/search?" + urlencode([*((one, v) for one, v in kept if one not in (name, "offset")), (name, value)])

    return narrow


def feed_address(settings: Settings, question: str, asked: list[tuple[str, str]]) -> str:
    """The address of the Atom feed of a search; with a token, it carries the key that opens feeds only."""
    kept = [(name, value) for name, value in asked if name not in ("what", "limit", "offset", "sort", "key") and value]
    key = [("key", feed_key(settings.token))] if settings.token else []
    return f"/atom/{question}?{urlencode([*kept, *key])}"
