"""The data model: articles, spans, and the records that point into them.

Every value that comes from the text carries its evidence as a `Span`, counted in Unicode code points of
`Article.text`, so that `article.text[span.start:span.end] == span.text` always holds. What a record means is in
docs/records.md (the codebook); `to_dict` gives the form that is printed as JSON lines.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from dragoman.version import __version__

QuotationKind = Literal["direct", "indirect", "mixed", "no_comment"]
Channel = Literal[
    "statement", "briefing", "interview", "speech", "email", "social", "letter", "call", "broadcast", "document"
]
Status = Literal["actual", "future", "hypothetical", "negated", "historical"]
AgreementKind = Literal["treaty", "ceasefire", "deal", "declaration", "memorandum", "resolution"]
Stage = Literal[
    "proposed", "negotiated", "agreed", "signed", "ratified", "in_force", "suspended", "terminated", "rejected"
]

Verdict = Literal["agreed", "disputed", "overruled", "added", "missed", "confirmed", "corrected", "rejected", "open"]
"""What a language model says of a record; docs/llm.md says what each one means."""


class Record(BaseModel):
    """Base of all records: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON-able values, field names as in docs/records.md."""
        return self.model_dump(mode="python")


class Span(Record):
    """A stretch of `Article.text`: `text == article.text[start:end]`, offsets in Unicode code points."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span [start, end) of `text`. Raises ValueError if it is empty or lies outside the text."""
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span [{start}, {end}) is empty or outside a text of {len(text)} characters")
        return cls(start=start, end=end, text=text[start:end])


class Article(Record):
    """A report as it was read. `text` is kept exactly; everything else is metadata, None where the source is silent.

    `published` is ISO 8601 (YYYY-MM-DD). `text` may hold noise lines: cleaning marks them, nothing is cut out.
    """

    id: str
    text: str
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    byline: str | None = None
    language: str | None = None
    source: str | None = None
    """Where it was read: a file and line, an address, "-" for standard input."""

    @classmethod
    def of(cls, text: str, *, id: str | None = None, **metadata: Any) -> Article:
        """An article from its text; without an `id` it is named by the hash of the text."""
        return cls(id=id or text_id(text), text=text, **metadata)


class Dateline(Record):
    """The metadata of a dateline such as "MOSCOW (Reuters) -": `span` covers it, `place` and `agency` are parts."""

    span: Span
    place: str | None = None
    agency: str | None = None


class Party(Record):
    """An actor or recipient of an event. `mention` is None where the party is only understood."""

    code: str
    country: str | None = None
    sector: str
    name: str | None = None
    mention: Span | None = None

    @classmethod
    def of(cls, code: str, *, name: str | None = None, mention: Span | None = None) -> Party:
        """A party from its code: "USA GOV", "IGO UN" (no country, sector IGO), "INT REB" (no country)."""
        head, _, tail = code.partition(" ")
        if head == "IGO":
            return cls(code=code, country=None, sector="IGO", name=name or tail, mention=mention)
        return cls(code=code, country=None if head == "INT" else head, sector=tail, name=name, mention=mention)


class EventDate(Record):
    """When an event happened: `value` is YYYY, YYYY-MM or YYYY-MM-DD; `span` the words that say so, if any."""

    value: str
    span: Span | None = None


class Place(Record):
    """Where an event happened: `name` as in the text, `country` ISO 3166-1 alpha-3."""

    name: str
    country: str
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    span: Span | None = None


class SecondOpinion(Record):
    """What a language model (`by`) says of a record; `differs` are the other's values of the fields in dispute.

    `reason` is in the model's own words, which prove nothing.
    """

    by: str
    verdict: Verdict
    differs: dict[str, str] = Field(default_factory=dict)
    reason: str | None = None


class LanguageModelUse(Record):
    """What a language model was asked about an article, what came of it, and what it took."""

    model: str
    mode: Literal["replace", "merge", "review"]
    state: Literal["answered", "partly", "unanswered"]
    reason: str | None = None
    """Why it is not `answered`."""
    requests: int = 0
    cached: int = 0
    retries: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    """In the currency of the configured prices; None where there are none."""
    seconds: float = 0.0
    """Spent waiting for the server, added up over requests that may have run side by side."""
    proposed: int = 0
    accepted: int = 0
    aligned: int = 0
    """Spans that did not stand in the text letter for letter, but within the stated distance."""
    dropped: dict[str, int] = Field(default_factory=dict)
    """What failed, by its reason."""
    withheld: int = 0
    """Sentences that speak to a language model, and the rest of their paragraph: they were not sent."""
    estimated: bool = False
    """Whether tokens had to be estimated by length, since the server did not count them."""


class Quotation(Record):
    """What a source is reported to have said (codebook, section 1)."""

    id: str
    kind: QuotationKind
    content: tuple[Span, ...]
    cue: Span | None = None
    speaker: Span | None = None
    speaker_entity: str | None = None
    speaker_code: str | None = None
    speaker_why: str | None = None
    """How the speaker was resolved, or why not."""
    addressee: str | None = None
    channel: Channel | None = None
    via: str | None = None
    confidence: float = Field(ge=0, le=1)
    second_opinion: SecondOpinion | None = None


class Attribution(Record):
    """A source is told to say, think, want or feel something: wider than a quotation (docs/records.md)."""

    id: str
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    content: tuple[Span, ...]
    quotation: str | None = None
    """The quotation that it is, if it is one."""
    confidence: float = Field(ge=0, le=1)


class Event(Record):
    """One thing that one set of actors did or said toward one set of recipients, once (codebook, section 2)."""

    id: str
    type: str
    mode: str | None = None
    quad: int = Field(ge=1, le=4)
    score: float
    cameo: str | None = None
    status: Status
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    trigger: Span
    sentence: Span
    mentions: tuple[Span, ...] = ()
    """Triggers of the later tellings."""
    date: EventDate | None = None
    place: Place | None = None
    reported_by: str | None = None
    why: str
    """The rule that made it, and what it rests on."""
    confidence: float = Field(ge=0, le=1)
    second_opinion: SecondOpinion | None = None


class Allegation(Record):
    """A source says that an actor broke a norm (codebook, section 5)."""

    id: str
    accuser: str
    accused: str
    instrument: Span
    span: Span
    confidence: float = Field(ge=0, le=1)
    second_opinion: SecondOpinion | None = None


class Agreement(Record):
    """A treaty, pact, deal, ceasefire … that actors made, seek or leave (codebook, section 6)."""

    id: str
    name: Span
    kind: AgreementKind
    parties: tuple[str, ...]
    stage: Stage
    provisions: tuple[Span, ...] = ()
    date: str | None = None
    confidence: float = Field(ge=0, le=1)
    second_opinion: SecondOpinion | None = None


class CodedArticle(Record):
    """An article with all its records, and what made them (`coder`)."""

    id: str
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    byline: str | None = None
    language: str | None = None
    source: str | None = None
    text: str
    coder: dict[str, str] = Field(default_factory=lambda: {"version": __version__})
    dateline: Dateline | None = None
    agency: str | None = None
    noise: tuple[Span, ...] = ()
    contexts: tuple[str, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    events: tuple[Event, ...] = ()
    allegations: tuple[Allegation, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    rejected: tuple[Quotation | Event | Allegation | Agreement, ...] = ()
    """Records that a second opinion took out (mode `review`)."""
    attributions: tuple[Attribution, ...] | None = None
    """None where they were not asked for."""
    llm: LanguageModelUse | None = None

    def spans(self) -> Iterator[Span]:
        """Every span of every record, in no special order."""
        yield from spans_in(self)

    def to_json(self) -> str:
        """One line of JSON in the form of docs/records.md (never with a raw line break)."""
        return json.dumps(self.to_dict(), ensure_ascii=False)


def spans_in(value: object) -> Iterator[Span]:
    """Every span that stands anywhere inside a record."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from spans_in(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from spans_in(item)


def text_id(text: str) -> str:
    """The id of an article that has none: the first 16 hex digits of the SHA-256 of its text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def record_id(article_id: str, kind: str, *parts: object) -> str:
    """A long-lived id: the hash of the article's id, the kind of record and what it is made of."""
    raw = "\x1f".join([article_id, kind, *map(str, parts)])
    return kind[0] + hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:15]
