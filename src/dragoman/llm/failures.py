"""What can go wrong with a request, what to do about it, and how it is told without any secret in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

LONGEST = 160
"""Characters of what a server says that are told."""

MASK = "***"

_TOO_LONG = re.compile(
    r"context (?:length|size|window)|maximum context|exceeds? the (?:available )?context|too many tokens"
)

Remedy = Literal["again", "otherwise", "shorter", "never", "no"]
"""Ask again; ask in another way; ask for less at once; do not ask this server any more; do not ask this again."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer, in words for the user, and what may help. `wait`: seconds that the server asks for."""

    reason: str
    remedy: Remedy
    wait: float | None = None
    complaint: str = ""


def failure_of(error: Exception, seconds: float) -> Failure:
    """What an exception of the client library means. `seconds` is how long an answer was waited for."""
    import openai

    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return Failure(f"no answer within {seconds:g} seconds", "again")
    if isinstance(error, openai.APIConnectionError):
        cause = error.__cause__
        return Failure(f"the server cannot be reached ({type(cause or error).__name__})", "again")
    if isinstance(error, openai.APIStatusError):
        return _refused(error.status_code, error.response.headers, error.code, _message(error))
    return Failure(f"the answer cannot be read ({type(error).__name__})", "again")


def _refused(status: int, headers: Any, code: str | None, said: str) -> Failure:
    reason = f"the server answered {status}" + (f": {said}" if said else "")
    if status == 429 and code == "insufficient_quota":
        return Failure(reason, "never")
    if status in (408, 409, 425, 429) or status >= 500:
        return Failure(reason, "again", retry_after(headers))
    if status in (400, 413, 422) and (code == "context_length_exceeded" or _TOO_LONG.search(said.lower())):
        return Failure(reason, "shorter")
    if status in (400, 422):
        return Failure(reason, "otherwise", complaint=said)
    return Failure(reason, "never" if status in (401, 402, 403, 404, 405) or 300 <= status < 400 else "no")


def _message(error: Any) -> str:
    body = error.body
    said = body.get("message") if isinstance(body, dict) else None
    if not isinstance(said, str) and isinstance(body, dict):
        said = body.get("detail") or body.get("error")
    return short(said) if isinstance(said, str) else ""


def short(said: str) -> str:
    """What a server says, on one line and not too long."""
    line = " ".join(said.split())
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"


def retry_after(headers: Any, now: datetime | None = None) -> float | None:
    """Seconds that a server asks to wait (RFC 9110, section 10.2.3: a number or a date), if it does."""
    milliseconds = headers.get("retry-after-ms")
    value = headers.get("retry-after")
    try:
        for number, unit in ((milliseconds, 1000), (value, 1)):
            if number is not None and re.fullmatch(r"\s*\d+(\.\d+)?\s*", number):
                return float(number) / unit
        if value is None:
            return None
        until = parsedate_to_datetime(value)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())
    except (ValueError, TypeError):
        return None


def masked(text: str, key: str | None) -> str:
    """A text without the user's key: servers quote it in their errors."""
    return text.replace(key, MASK) if key else text
