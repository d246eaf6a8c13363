"""A page as it was fetched, and the error where it was not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page: the address that it was found at in the end, its type, the charset that its header names, its bytes; the
    status of the answer (200, or 304 where one asked whether it has changed), and its headers, in lower case."""

    url: str
    content_type: str
    charset: str | None
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class FetchError(Exception):
    """A page that was not fetched: its address, and why, in words for the user; where a server answered, the status,
    and what it said about when to come back (Retry-After)."""

    def __init__(self, url: str, reason: str, status: int | None = None, retry_after: str | None = None) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
        self.status = status
        self.retry_after = retry_after
