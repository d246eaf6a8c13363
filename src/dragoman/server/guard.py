"""What every request passes first: its host, its origin, its size, its token; and the headers of every answer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dragoman.server.errors import error_response
from dragoman.server.settings import Settings

COOKIE = "dragoman"
OPEN = ("/login", "/static/")
"""What is served without a token: the form that asks for it, and how it looks."""

_LASTS = 14 * 24 * 3600  # seconds for which a login holds
_PATIENCE = 20.0  # seconds in which the whole of a request has to come

_PLOT_STYLE = "'sha256-jSYQUrW7J0b3jPqhZP9C2Xh1PyJKHKXd4s0fpGGKrww='"
"""Of the one style sheet that Observable Plot writes into its pictures."""

HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'self' {_PLOT_STYLE}; script-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """ASGI middleware that lets through what may come in, with its body read and bounded."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request, or says why not."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        refused = self._refusal(scope, headers)
        if refused is None and scope["method"] not in ("GET", "HEAD"):
            body = await self._body(headers, receive)
            if isinstance(body, Response):
                refused = body
            else:
                receive = _replayed(body, receive)
        await (refused or self._app)(scope, receive, sending)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        host = headers.get("host", "")
        if not self._settings.answers_to(host):
            return error_response(
                400, "host", "this desk does not answer to that name; --name HOST lets it", "header Host"
            )
        if scope["method"] not in ("GET", "HEAD") and not _same_origin(scope["method"], headers, host):
            return error_response(403, "origin", "a page of another site may not change anything here", "header Origin")
        if self._settings.token is None or scope["path"].startswith(OPEN) or self._knows_token(headers):
            return None
        if scope["path"].startswith("/atom/") and scope["method"] == "GET" and self._knows_key(scope):
            return None
        if scope["path"].startswith(("/api/", "/mcp")) or scope["path"] == "/openapi.json" or scope["method"] != "GET":
            refused = error_response(
                401, "token", "a token is needed: Authorization: Bearer TOKEN", "header Authorization"
            )
            refused.headers["WWW-Authenticate"] = "Bearer"
            return refused
        wanted = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        return RedirectResponse(f"/login?next={quote(wanted, safe='')}", 303)

    def _knows_token(self, headers: Headers) -> bool:
        token = self._settings.token or ""
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and same(given.strip(), token):
            return True
        return is_login(_cookies(headers).get(COOKIE, ""), token)

    def _knows_key(self, scope: Scope) -> bool:
        given = QueryParams(scope["query_string"]).get("key", "")
        return same(given, feed_key(self._settings.token or ""))

    async def _body(self, headers: Headers, receive: Receive) -> bytes | Response:
        most = self._settings.largest_body
        too_large = error_response(413, "size", f"a request may have at most {most:,} bytes", "body")
        said = headers.get("content-length", "0")
        if not said.isdigit() or int(said) > most:
            return too_large
        body = b""
        try:
            async with asyncio.timeout(_PATIENCE):
                more = True
                while more:
                    message = await receive()
                    if message["type"] != "http.request":
                        return error_response(400, "body", "the request broke off", "body")
                    body += message.get("body", b"")
                    more = message.get("more_body", False)
                    if len(body) > most:
                        return too_large
        except TimeoutError:
            return error_response(408, "time", f"the request took longer than {_PATIENCE:.0f} seconds to come", "body")
        return body


def login_cookie(token: str) -> tuple[str, int]:
    """The value of a cookie that proves that its bearer knew the token, and the seconds for which it holds."""
    until = str(int(time.time()) + _LASTS)
    return f"{until}.{_signed(until, token)}", _LASTS


def feed_key(token: str) -> str:
    """What opens the Atom feeds, and nothing else: programs that read feeds keep it in the address."""
    return hmac.new(token.encode(), b"feeds", hashlib.sha256).hexdigest()[:32]


def is_login(cookie: str, token: str) -> bool:
    """Whether the cookie is one of `login_cookie`, and still holds."""
    until, _, signature = cookie.partition(".")
    return until.isascii() and until.isdigit() and same(signature, _signed(until, token)) and int(until) > time.time()


def same(given: str, wanted: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell how much of them is."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def local(path: str) -> str:
    """The path, if it leads to a page of this desk; else the first page."""
    return (
        path if path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable() else "/"
    )


def _signed(until: str, token: str) -> str:
    return hmac.new(token.encode(), f"desk {until}".encode(), hashlib.sha256).hexdigest()


def _same_origin(method: str, headers: Headers, host: str) -> bool:
    """Whether a request comes from a page of ours, or from no page at all (a program).

    A form can be sent by any page, so it has to say where it comes from, as every browser does. JSON cannot, without
    asking first, which is never granted.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site not in (None, "none", "same-origin") or (origin is not None and urlsplit(origin).netloc != host):
        return False
    is_json = headers.get("content-type", "").partition(";")[0].strip() == "application/json"
    return method != "POST" or is_json or bool(site or origin)


def _cookies(headers: Headers) -> Mapping[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def _replayed(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    return again
