"""Fetching politely: what robots.txt allows, never two requests to a host at once, a pause between them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from dragoman.monitor.robots import Robots
from dragoman.reading.fetch import PAGES, Fetcher
from dragoman.reading.fetched import Fetched, FetchError

PAUSE = 1.0
"""Seconds between the end of one request to a host and the beginning of the next."""


class PoliteFetcher:
    """Fetches what robots.txt allows. May be used by many threads, which wait for each other per host."""

    def __init__(self, fetcher: Fetcher, *, pause: float = PAUSE) -> None:
        self._fetcher = fetcher
        self._pause = pause
        self._robots = Robots(lambda url: self._fetcher(url, types=None))
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def __call__(
        self,
        url: str,
        *,
        types: Iterable[str] | None = PAGES,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Fetched:
        """The page at an address, or an answer of status 304 where it is still what `etag` and `last_modified` say.

        Raises FetchError.
        """
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in asked.items() if value}
        with self._host(url) as host:
            host.wait(max(self._pause, self._robots.rules(url).delay))
            return self._fetcher(url, types=types, headers=headers, before=self._robots.check)

    def _host(self, url: str) -> _Host:
        name = urlsplit(url).netloc.lower()
        with self._lock:
            return self._hosts.setdefault(name, _Host())


class _Host:
    """One request at a time, and when the last one ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ended = float("-inf")

    def __enter__(self) -> _Host:
        self._lock.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = time.monotonic()
        self._lock.release()

    def wait(self, pause: float) -> None:
        left = self._ended + pause - time.monotonic()
        if left > 0:
            time.sleep(left)


def asked_to_wait(error: FetchError, now: float) -> float:
    """Seconds for which a server asks one to stay away (Retry-After), 0 where it does not."""
    said = (error.retry_after or "").strip()
    if said.isascii() and said.isdecimal():
        return float(said[:9])
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - now)
    except (TypeError, ValueError):
        return 0.0
