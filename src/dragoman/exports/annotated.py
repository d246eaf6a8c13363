"""Pages to look at in a browser: the text with its records marked, and the records beside it.

A page is one file: no script, no request to anywhere, and a content security policy that forbids both, since what
it shows was written by strangers.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from dragoman.exports.files import FileNames, whole_file
from dragoman.exports.marks import Segment, marks_of, segments
from dragoman.exports.words import headline, one_line, printable, said_of, used
from dragoman.plover.ontology import event_types
from dragoman.records import Agreement, Allegation, CodedArticle, Event, Quotation

_LINE_END = re.compile(r"(?<!\n)\n(?!\n)")


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as index.html lists it."""

    file: str
    title: str
    facts: str
    contexts: str
    counts: tuple[int, int, int, int]


def write_annotated(articles: Iterable[CodedArticle], folder: Path) -> int:
    """Writes ID.html for each article, and index.html, into `folder`. Gives the number of articles. Raises OSError.

    index.html is written last, also when the work is interrupted.
    """
    names, listed = FileNames(), list[Listed]()
    names.name("index")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for article in articles:
            file = f"{names.name(article.id)}.html"
            with whole_file(folder / file) as page:
                page.write(article_page(article))
            listed.append(_listed(article, file))
    finally:
        with whole_file(folder / "index.html") as page:
            page.write(_page("index.html.j2", style(), articles=listed))
    return len(listed)


def article_page(article: CodedArticle) -> str:
    """The page of one article."""
    records = [
        *(f"e{number}" for number in range(1, len(article.events) + 1)),
        *(f"q{number}" for number in range(1, len(article.quotations) + 1)),
        *(f"l{number}" for number in range(1, len(article.allegations) + 1)),
        *(f"g{number}" for number in range(1, len(article.agreements) + 1)),
    ]
    return _page(
        "article.html.j2",
        style() + "".join(_lighting(record) for record in records),
        article=article,
        title=headline(article),
        facts=facts_of(article),
        address=article.url if is_web(article.url) else None,
        segments=[Shown.of(segment) for segment in segments(article.text, marks_of(article))],
        quads={name: event_type.quad for name, event_type in event_types().items()},
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A segment as templates need it: its text escaped, and never a word of a stranger's in `classes`."""

    text: Markup
    classes: str
    title: str
    link: str | None
    opens: tuple[str, ...]

    @classmethod
    def of(cls, segment: Segment) -> Shown:
        """What is shown of a segment."""
        classes = dict.fromkeys(
            name
            for mark in segment.marks
            for name in (*mark.look.split(), *([f"r-{mark.record}"] if mark.record else ()))
        )
        titles = dict.fromkeys(mark.title for mark in reversed(segment.marks) if mark.title)
        leading = [mark.record for mark in segment.marks if mark.leads and mark.record]
        return cls(
            text=_spaced(printable(segment.text)),
            classes=" ".join(classes),
            title=one_line(" · ".join(titles)),
            link=leading[-1] if leading else None,
            opens=segment.opens,
        )


def _spaced(text: str) -> Markup:
    """The text, with room after a line break that no blank line follows; the room is no part of the text."""
    return Markup(_LINE_END.sub("\n<i></i>", str(escape(text))))  # noqa: S704 - escaped


def _lighting(record: str) -> str:
    """Lights up the words of a record while the mouse is on it, and the other way round; done by CSS alone."""
    return (
        f"body:has(#{record}:hover,#{record}:target,#t-{record}:target) :is(.r-{record},.sentence-{record})"
        "{background:var(--lit);color:var(--lit-ink)}"
        f"body:has(.r-{record}:hover,#t-{record}:target) #{record}{{border-color:var(--ink)}}\n"
    )


def _listed(article: CodedArticle, file: str) -> Listed:
    return Listed(
        file,
        headline(article),
        facts_of(article),
        ", ".join(article.contexts),
        (len(article.events), len(article.quotations), len(article.allegations), len(article.agreements)),
    )


def facts_of(article: CodedArticle) -> str:
    """Where and when it appeared, and by whom, in a line."""
    byline = f"by {article.byline}" if article.byline else None
    agency = f"agency {article.agency}" if article.agency else None
    return one_line(" · ".join(fact for fact in (article.outlet, article.published, byline, agency) if fact))


def _kind_of(record: Quotation | Event | Allegation | Agreement) -> str:
    """What kind of record it is, in a word or two."""
    if isinstance(record, Event):
        return f"{record.type} {record.mode or ''}".strip()
    return "allegation" if isinstance(record, Allegation) else record.kind.replace("_", " ")


def _lead_words(record: Quotation | Event | Allegation | Agreement) -> str:
    """The words that a record rests on."""
    if isinstance(record, Quotation):
        return one_line(" […] ".join(span.text for span in record.content))
    if isinstance(record, Event):
        return one_line(record.sentence.text)
    return one_line(record.span.text if isinstance(record, Allegation) else record.name.text)


def is_web(url: str | None) -> bool:
    """Whether an address may be made a link: "javascript:" and the like must not."""
    try:
        return url is not None and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


FILTERS = {"line": one_line, "said_of": said_of, "used": used, "kind_of": _kind_of, "lead_words": _lead_words}
"""What templates that show records need."""


def _page(template: str, css: str, **values: object) -> str:
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return _environment().get_template(template).render(style=Markup(css), policy=Markup(policy), **values)  # noqa: S704 - both are ours


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dragoman.exports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= FILTERS
    return environment


@cache
def style() -> str:
    """The style sheet of the pages."""
    return (files("dragoman.exports") / "templates" / "style.css").read_text("utf-8")
