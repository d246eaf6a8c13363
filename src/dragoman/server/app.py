"""The desk as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from dragoman.exports.words import one_line
from dragoman.server import alerts, api, atom, claims, deciding, pages, paste, stream, watching, who
from dragoman.server.errors import DeskError, error_response
from dragoman.server.guard import Guard
from dragoman.server.kept import Kept
from dragoman.server.rendering import error_page
from dragoman.server.settings import Settings
from dragoman.server.stores import OneCoder, Stores
from dragoman.server.tools import http_app, make_tools
from dragoman.store import StoreError
from dragoman.store.filters import FilterError
from dragoman.version import __version__

if TYPE_CHECKING:
    from dragoman.monitor.scheduler import Scheduler

PATIENCE = 20.0
"""Seconds in which a round that is under way may end what it has begun when the desk ends."""


def make_app(settings: Settings, scheduler: Scheduler | None = None) -> Any:
    """The desk over a store, with a scheduler that is started and stopped with it. Raises StoreError where there is no
    store."""
    stores, coder = Stores(settings.store, settings.readers, settings.copied), OneCoder(settings)
    with stores.reading():
        pass  # what is wrong with the store is said now, not at the first request

    tools = make_tools(stores, coder, settings)
    asks = http_app(tools)

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        stores.follow()
        if scheduler is not None:
            scheduler.start()
        try:
            async with tools.session_manager.run():
                yield
        finally:
            if scheduler is not None:
                await run_in_threadpool(scheduler.stop, PATIENCE)
            await run_in_threadpool(stores.close)

    # The pages of the interactive documentation load scripts from elsewhere; the description itself is enough.
    app = FastAPI(title="Dragoman", version=__version__, docs_url=None, redoc_url=None, lifespan=living)
    app.include_router(api.router(stores, coder))
    app.include_router(deciding.api_router(stores))
    app.include_router(alerts.api_router(stores, scheduler))
    app.include_router(stream.router(stores))
    app.include_router(atom.router(stores), include_in_schema=False)
    app.include_router(deciding.router(stores), include_in_schema=False)
    for part in (pages, who, claims):
        app.include_router(part.router(stores, settings), include_in_schema=False)
    app.include_router(watching.router(stores, settings, scheduler), include_in_schema=False)
    app.include_router(paste.router(coder, settings), include_in_schema=False)

    app.router.routes.extend(asks.routes)

    def failed(request: Request, status: int, code: str, message: str, where: str) -> Response:
        if request.url.path.startswith("/api/"):
            return error_response(status, code, message, where)
        return error_page(settings, status, one_line(message))

    async def desk_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, DeskError)  # noqa: S101 - it is registered for these only
        return failed(request, error.status, error.code, error.message, error.where)

    async def filter_error(request: Request, error: Exception) -> Response:
        return failed(request, 400, "filter", str(error), "query")

    async def store_error(request: Request, error: Exception) -> Response:
        return failed(request, 503, "store", str(error), "store")

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        first = error.errors()[0]
        return failed(request, 422, "body", first["msg"], " ".join(map(str, first["loc"])))

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        found = failed(request, error.status_code, "http", error.detail, "request")
        found.headers.update(error.headers or {})
        return found

    async def bug(request: Request, _: Exception) -> Response:
        return failed(request, 500, "internal", "the desk made a mistake; its log says which", "server")

    app.add_exception_handler(Exception, bug)
    app.add_exception_handler(DeskError, desk_error)
    app.add_exception_handler(FilterError, filter_error)
    app.add_exception_handler(StoreError, store_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http_error)
    kept = Kept(app, stores.clock, lambda: stores.written, at_hand=lambda: stores.copied_at, still=stores.still)
    return Guard(kept, settings)
