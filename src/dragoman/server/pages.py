"""The pages of the desk, made on the server: they need no script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from fastapi import APIRouter, Request
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.responses import RedirectResponse, Response

from dragoman.exports.annotated import FILTERS, Shown, facts_of, is_web, style
from dragoman.exports.marks import marks_of, segments
from dragoman.exports.words import headline
from dragoman.plover.ontology import event_types
from dragoman.records import CodedArticle
from dragoman.server.asking import Page, ask, filters_of
from dragoman.server.errors import DeskError
from dragoman.server.guard import COOKIE, local, login_cookie, same
from dragoman.server.settings import Settings
from dragoman.server.stores import Stores
from dragoman.store import Store
from dragoman.store.schema import RECORDS

SEARCHES = ("events", "quotes")
_SHOWN = 20
_PAIRS = 12
_DAYS = 30  # of which the overview counts pairs


def router(stores: Stores, settings: Settings) -> APIRouter:
    """The routes of the pages."""
    pages = APIRouter()

    @pages.get("/")
    def overview() -> Response:
        with stores.reading() as store:
            clusters = store.clusters(limit=_SHOWN).rows()
            pairs, since = _pairs(store)
        return page("overview.html.j2", settings, clusters=clusters, pairs=pairs, since=since)

    @pages.get("/articles/{id:path}")
    def article(id: str) -> Response:
        with stores.reading() as store:
            for found in store.coded([id]):
                return page("article_page.html.j2", settings, **article_values(found))
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
        given = {name: params.get(name, "") for name in (*filters_of(what), "sort")}
        return page(
            *("search.html.j2", settings),
            what=what,
            found=found,
            given=given,
            types=sorted(event_types()),
            turn=_turns(found, params.multi_items()),
        )

    @pages.get("/login")
    def login(next: str = "/") -> Response:
        return page("login.html.j2", settings, next=local(next), wrong=False)

    @pages.post("/login")
    async def logged_in(request: Request) -> Response:
        form = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=10)
        given, target = form.get("token", [""])[0], local(form.get("next", ["/"])[0])
        if settings.token is None:
            return RedirectResponse(target, 303)
        if not same(given.strip(), settings.token):
            return page("login.html.j2", settings, status=401, next=target, wrong=True)
        value, seconds = login_cookie(settings.token)
        answer = RedirectResponse(target, 303)
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, value, max_age=seconds, httponly=True, samesite="strict", secure=secure)
        return answer

    @pages.get("/static/desk.css")
    def sheet() -> Response:
        kept = {"Cache-Control": "private, max-age=3600"}
        return Response(_sheet(), media_type="text/css", headers=kept)

    return pages


def page(template: str, settings: Settings, *, status: int = 200, **values: object) -> Response:
    """A page of the desk."""
    made = _environment().get_template(template).render(guarded=settings.token is not None, **values)
    return Response(made, status, media_type="text/html")


def error_page(settings: Settings, status: int, message: str) -> Response:
    """A page that says what went wrong."""
    return page("error.html.j2", settings, status=status, code=status, message=message)


def article_values(article: CodedArticle) -> dict[str, Any]:
    """What the page of an article needs."""
    return {
        "article": article,
        "title": headline(article),
        "facts": facts_of(article),
        "address": article.url if is_web(article.url) else None,
        "segments": [Shown.of(segment) for segment in segments(article.text, marks_of(article))],
    }


def anchor(article: CodedArticle, record: str) -> str:
    """The name that a record has on its article's page: e1, q1, l1, g1."""
    letters = {"quotations": "q", "events": "e", "allegations": "l", "agreements": "g"}
    for kind in RECORDS:
        for number, one in enumerate(getattr(article, kind), 1):
            if one.id == record:
                return f"{letters[kind]}{number}"
    return ""


def _pairs(store: Store) -> tuple[list[dict[str, Any]], str | None]:
    """The countries that had most to do with each other in the last days of the store, each pair once."""
    newest = store.articles(limit=1, columns=["day"]).rows()
    if not newest or newest[0]["day"] is None:
        return [], None
    since = (newest[0]["day"] - timedelta(days=_DAYS)).isoformat()
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


def _turns(found: Page, asked: list[tuple[str, str]]) -> Callable[[int], str]:
    """Makes the address of another page of the same search."""
    kept = [(name, value) for name, value in asked if name != "offset" and value]
    return lambda step: "/search?" + urlencode([*kept, ("offset", str(max(0, found.offset + step * found.limit)))])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("dragoman.server"), PackageLoader("dragoman.exports")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= FILTERS | {"part": lambda value: quote(str(value), safe="")}
    return environment


@cache
def _sheet() -> str:
    return style() + (files("dragoman.server") / "static" / "desk.css").read_text("utf-8")
