"""Alerts to a webhook: a signed POST, after the Standard Webhooks (headers webhook-id, -timestamp, -signature)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from dragoman.monitor.listing import clean_address
from dragoman.monitor.polite import seconds_to_wait
from dragoman.monitor.sending import Alert, SendingError
from dragoman.reading.network import ForbiddenError, OutOfTimeError, PublicTransport
from dragoman.version import __version__

SECONDS = 30.0
LEAST_SECRET = 16
"""Bytes of a secret; a shorter one can be guessed."""

GONE = 410


class Webhook:
    """Posts alerts to http(s) addresses of public hosts, or of `allow_hosts`; redirects are not followed.

    `secret` signs them: a text, or `whsec_` and base64. Raises ValueError for one that is too short.
    """

    def __init__(self, secret: str | None, *, allow_hosts: Iterable[str] = (), seconds: float = SECONDS) -> None:
        self._key = _key(secret) if secret else None
        self._allow_hosts = frozenset(allow_hosts)
        self._seconds = seconds
        self._ssl: ssl.SSLContext | None = None

    def check(self, address: str) -> None:
        """Raises ValueError for what is no address."""
        good = clean_address(address) is not None and "@" not in urlsplit(address).netloc
        if not good:
            raise ValueError(f"{address!r} is no address of a webhook; it should be such as https://example.org/alerts")

    def send(self, address: str, alert: Alert, key: str) -> None:
        """Posts an alert. Raises SendingError."""
        if self._key is None:
            raise SendingError("there is no secret to sign it with: set DRAGOMAN_WEBHOOK_SECRET")
        body = json.dumps({"type": "alert", "data": dict(alert)}, ensure_ascii=False, default=_plain).encode()
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"dragoman/{__version__}",
            "webhook-id": key,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(self._key, key, stamp, body),
        }
        self._ssl = self._ssl or httpx.create_ssl_context()
        transport = PublicTransport(self._allow_hosts, time.monotonic() + self._seconds, self._ssl)
        try:
            with (
                httpx.Client(transport=transport, timeout=self._seconds, trust_env=False) as client,
                client.stream("POST", address, content=body, headers=headers, follow_redirects=False) as response,
            ):
                status, wait = response.status_code, response.headers.get("retry-after")
        except ForbiddenError as error:
            raise SendingError(str(error)) from None
        except OutOfTimeError:
            raise SendingError(f"no answer within {self._seconds:g} seconds") from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise SendingError(f"not sent: {error}") from None
        if not 200 <= status < 300:
            said = f"the receiver answered {status}"
            raise SendingError(said, wait=seconds_to_wait(wait, time.time()), final=status == GONE)


def signature(key: bytes, id: str, stamp: str, body: bytes) -> str:
    """The signature of a message: "v1," and the base64 of the HMAC-SHA256 of id, timestamp and body."""
    digest = hmac.new(key, f"{id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _key(secret: str) -> bytes:
    key = secret.encode()
    if secret.startswith("whsec_"):
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            raise ValueError("the secret of the webhook begins with whsec_, but no base64 follows") from None
    if len(key) < LEAST_SECRET:
        raise ValueError(f"the secret of the webhook has {len(key)} bytes; it should have {LEAST_SECRET} or more")
    return key


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + "Z"
    return value.isoformat() if isinstance(value, date) else str(value)
