"""Forms that pages send."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from dragoman.server.errors import DeskError

_FIELDS = 50


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form, without those left empty. Raises DeskError where it is none."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise DeskError(415, "form", "this takes a form (application/x-www-form-urlencoded)", "header Content-Type")
    try:
        pairs = parse_qsl((await request.body()).decode("utf-8", "replace"), max_num_fields=_FIELDS)
    except ValueError:
        raise DeskError(400, "form", f"a form may have at most {_FIELDS} fields", "body") from None
    return {name: value.replace("\r\n", "\n") for name, value in pairs}


Form = Annotated[dict[str, str], Depends(form_of)]
