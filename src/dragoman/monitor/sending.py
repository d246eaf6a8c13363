"""Sending one alert: the senders that there are, and what keeps them from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

Alert = Mapping[str, Any]


class SendingError(Exception):
    """An alert was not taken; the message says why, without secrets. `wait`: seconds that the receiver asks for.
    `final`: it will not be taken later either."""

    def __init__(self, reason: str, *, wait: float = 0.0, final: bool = False) -> None:
        super().__init__(reason)
        self.wait = wait
        self.final = final


class Sender(Protocol):
    """Sends alerts to addresses of one kind."""

    def check(self, address: str) -> None:
        """Raises ValueError for what is no address of this kind; it says what would be."""

    def send(self, address: str, alert: Alert, key: str) -> None:
        """Sends an alert. `key` is the same at each try, so that a receiver can tell what it has already.

        Raises SendingError.
        """
