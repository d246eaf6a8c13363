"""A page as it was fetched, and the error where it was not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page: the address that it was found at in the end, its type, the charset that its header names, its bytes."""

    url: str
    content_type: str
    charset: str | None
    body: bytes


class FetchError(Exception):
    """A page that was not fetched: its address, and why, in words for the user."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
