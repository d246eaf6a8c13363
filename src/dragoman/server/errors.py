"""The one shape of errors: what is wrong, where, and what would be good."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from starlette.responses import Response


class DeskError(Exception):
    """What a request cannot have, as the API says it."""

    def __init__(self, status: int, code: str, message: str, where: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.where = status, code, message, where


def json_response(value: Any, status: int = 200) -> Response:
    """A value as JSON. ASCII only: whatever characters strangers wrote, the bytes are valid."""
    return Response(json.dumps(value, default=plain, allow_nan=False), status, media_type="application/json")


def error_response(status: int, code: str, message: str, where: str) -> Response:
    """An error as JSON: {"error": {"code", "message", "where"}}."""
    return json_response({"error": {"code": code, "message": message, "where": where}}, status)


def plain(value: Any) -> str:
    """A value that JSON does not know, as text."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
