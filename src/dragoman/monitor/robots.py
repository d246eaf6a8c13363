"""What a host allows programs to read: robots.txt (RFC 9309)."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from urllib.parse import quote, unquote, urlsplit

from dragoman.reading.fetched import Fetched, FetchError

NAME = "dragoman"
"""The name by which a robots.txt may speak to this program alone."""

MAX_SIZE = 512_000
MAX_DELAY = 60.0
"""Seconds between two requests that a host may ask for (Crawl-delay); longer ones are cut to this."""

Get = Callable[[str], Fetched]


class Rules:
    """The rules of one robots.txt that hold for us."""

    def __init__(self, text: str) -> None:
        self._rules: list[tuple[bool, str]] = []
        self.delay = 0.0
        groups: dict[str, list[tuple[str, str]]] = {}
        agents: list[str] = []
        listed = False  # whether the agents of the group are followed by rules already
        for line in text.splitlines():
            name, colon, value = line.partition("#")[0].partition(":")
            name, value = name.strip().lower(), value.strip()
            if not colon:
                continue
            if name == "user-agent":
                agents = [] if listed else agents
                listed = False
                agents.append(value.lower())
                groups.setdefault(value.lower(), [])
            elif name in ("allow", "disallow", "crawl-delay"):
                listed = True
                for agent in agents:
                    groups[agent].append((name, value))
        for name, value in groups.get(NAME, groups.get("*", [])):
            if name == "crawl-delay":
                self.delay = _seconds(value)
            elif value:
                self._rules.append((name == "allow", value))

    def allow(self, path: str) -> bool:
        """Whether a path (with its query) may be read: the longest rule that fits decides, of two Allow."""
        fitting = [(len(pattern), allowed) for allowed, pattern in self._rules if _fits(pattern, path)]
        return max(fitting)[1] if fitting else True


class Robots:
    """The rules of all hosts, each asked for once. May be used by many threads."""

    def __init__(self, get: Get) -> None:
        self._get = get
        self._rules: dict[str, Rules | FetchError] = {}
        self._lock = threading.Lock()

    def check(self, url: str) -> None:
        """Raises FetchError where the host does not allow programs to read this address, or cannot say."""
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if parts.path != "/robots.txt" and not self.rules(url).allow(path):
            raise FetchError(url, "the robots.txt of the host does not allow programs to read it", 403)

    def rules(self, url: str) -> Rules:
        """The rules of the host of an address. Raises FetchError where its robots.txt cannot be had."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            known = self._rules.get(origin)
        if known is None:
            known = self._ask(origin, url)
            with self._lock:
                self._rules[origin] = known
        if isinstance(known, FetchError):
            raise FetchError(url, known.reason, known.status, known.retry_after)
        return known

    def _ask(self, origin: str, url: str) -> Rules | FetchError:
        try:
            found = self._get(f"{origin}/robots.txt")
        except FetchError as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return Rules("")  # there are none: all is allowed
            return FetchError(url, f"its robots.txt: {error.reason}", error.status, error.retry_after)
        return Rules(found.body[:MAX_SIZE].decode("utf-8", "replace"))


def _fits(pattern: str, path: str) -> bool:
    """Whether a rule fits a path. Its stars are matched one after the other, without going back, so that no rule can
    be made to take long."""
    pattern, path = _plain(pattern), _plain(path)
    ends = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not ends or path == first
    at = len(first)
    for piece in rest[:-1]:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    last = rest[-1]
    if ends:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0


def _plain(path: str) -> str:
    return quote(unquote(path), safe="/*$?&=;,:@!+~'()%")


def _seconds(value: str) -> float:
    found = re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value)
    return min(float(value), MAX_DELAY) if found else 0.0
