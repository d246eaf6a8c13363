"""What is given to be coded: a text, a page, or an address."""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from dragoman.reading.fields import Defaults, article, iso_date
from dragoman.reading.inputs import Fetch, Reading
from dragoman.reading.page import from_page
from dragoman.reading.problems import BadInput, UnreadableError
from dragoman.records import Article
from dragoman.server.errors import DeskError

Short = Annotated[str, StringConstraints(max_length=1000)]
Filled = Annotated[str, StringConstraints(min_length=1)]

_ADDRESS = re.compile(r"https?://", re.I)
_WAYS = ("text", "page", "address")


class ToCode(BaseModel):
    """What is to be coded (one of `text`, `page` and `address`), and what is known about it."""

    model_config = ConfigDict(extra="forbid")

    text: Filled | None = None
    page: Filled | None = Field(None, description="HTML; its article is found in it")
    address: Annotated[Filled, StringConstraints(max_length=2000)] | None = Field(
        None, description="http(s), of a public host; it is fetched once"
    )
    title: Short | None = None
    published: Short | None = Field(None, description="YYYY-MM-DD, or another way to write a day")
    outlet: Short | None = None
    byline: Short | None = None

    @model_validator(mode="after")
    def one_way(self) -> Self:
        """Refuses none of the three, and more than one."""
        given = [name for name in _WAYS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"one of text, page and address is needed, not {' and '.join(given) or 'none'}")
        return self

    def article(self, longest: int, fetch: Fetch) -> Article:
        """The article to be coded, of at most `longest` characters. Raises DeskError where there is none."""
        try:
            found = self._found(self._published(), fetch)
        except UnreadableError as error:
            raise DeskError(422, "page", error.reason, "body page") from None
        if len(found.text) > longest:
            raise DeskError(413, "size", f"a text may have at most {longest:,} characters", "body text")
        return found

    def _found(self, published: str | None, fetch: Fetch) -> Article:
        if self.text is not None:
            known = {"title": self.title, "published": published, "outlet": self.outlet, "byline": self.byline}
            return Article.of(self.text, **known)
        defaults = Defaults(published, self.outlet, None)
        if self.page is not None:
            return article(self._and_told(from_page(self.page, None)), defaults, "page")
        if not _ADDRESS.match(self.address or ""):
            raise DeskError(422, "address", "only http and https addresses are fetched", "body address")
        for item in Reading(defaults, fetch=fetch).articles([self.address or ""]):
            if isinstance(item, BadInput):
                raise DeskError(422, "address", item.reason, "body address")
            return item
        raise DeskError(422, "address", "there is no article", "body address")

    def _and_told(self, fields: dict[str, Any]) -> dict[str, Any]:
        told = {name: value for name in ("title", "byline") if (value := getattr(self, name))}
        return fields | told

    def _published(self) -> str | None:
        if not self.published:
            return None
        try:
            return iso_date(self.published)
        except ValueError:
            raise DeskError(
                422, "date", f"{self.published[:50]!r} is no day such as 2024-06-19", "body published"
            ) from None
