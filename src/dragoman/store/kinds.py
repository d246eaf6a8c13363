"""The kinds of question: where the rows of each come from, its columns, its filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from dragoman.plover.ontology import contexts
from dragoman.records import Agreement, Event, Quotation
from dragoman.store import filters as f
from dragoman.store.filters import Condition, Maker, Sides

MORE_OF_ARTICLE = ("title", "outlet", "url", "added_at")


@dataclass(frozen=True, slots=True)
class Question:
    """A kind of question: where its rows come from, their columns by name, filters, and how it can be sorted."""

    source: str
    columns: Mapping[str, str]
    filters: Mapping[str, Maker]
    sort: str
    always: str = "TRUE"
    """What holds for every row that is shown."""
    searched: str | None = None
    """What the full text index searches: articles or quotations; None where `text` is a filter like others."""
    key: str = ""
    """The expression that names a row in that index."""
    group: str = ""
    have: Mapping[str, Maker] = field(default_factory=dict)
    """Filters on groups."""
    bounds: Mapping[str, Maker] = field(default_factory=dict)
    """What holds for every row of a group that such a filter lets through: most others are left out at once."""
    tail: str = ""
    """Sorts within equals, so that the same question has the same answer."""
    joins: Mapping[str, str] = field(default_factory=dict)
    """Further tables by alias, joined where a column or a filter needs them. `{days}` stands for what `since` and
    `until` say of their column `day`, where it is the same as that of the rows: less of them is read."""


_EVENT_NAMES = "e.\"id\" IN (SELECT event FROM parties WHERE side = '{side}' AND (\"name\" ILIKE ? ESCAPE '\\'))"
_EVENT_SIDES = Sides("e.actors", "e.recipients", "e.actor_countries", "e.recipient_countries", _EVENT_NAMES)
_SOURCES = "count(DISTINCT s.source)"
"""Copies of one agency's text are one source, and so are reports that are copies of each other."""


def _one_side(column: str) -> Sides:
    """A column that holds one code, as the sides of a question."""
    code = f"[coalesce({column}, '')]"
    country = f"[CASE WHEN {column} LIKE 'IGO %' THEN {column} ELSE split_part(coalesce({column}, ''), ' ', 1) END]"
    return Sides(code, "[]::VARCHAR[]", country, "[]::VARCHAR[]")


def _two_sides(actor: str, recipient: str) -> Sides:
    one, other = _one_side(actor), _one_side(recipient)
    return Sides(one.actors, other.actors, one.actor_countries, other.actor_countries)


def _common(alias: str, *, confidence: bool = True) -> dict[str, Maker]:
    """Filters that every record has: of its article, its day, its confidence."""
    found: dict[str, Maker] = {
        "article": f.equals('a."id"' if alias == "a" else f"{alias}.article", "article"),
        "outlet": f.like("a.outlet"),
        "context": f.contains("a.contexts", "context", contexts()),
        "since": f.since(f"{alias}.day"),
        "until": f.until(f"{alias}.day"),
        "added_after": f.after("a.added", "added_after"),
    }
    if confidence:
        found["min_confidence"] = f.at_least(f"{alias}.confidence", "min_confidence", 1)
    return found


def _literals(model: type, name: str) -> tuple[str, ...]:
    import typing

    annotation = model.model_fields[name].annotation  # type: ignore[attr-defined]
    return tuple(value for part in (annotation, *typing.get_args(annotation)) for value in _values(part))


def _values(part: Any) -> tuple[str, ...]:
    import typing

    return tuple(typing.get_args(part)) if typing.get_origin(part) is typing.Literal else ()


_OF_CLUSTER = 'LEFT JOIN event_clusters c ON c.event = e."id"{days}'


def _of_article(alias: str) -> str:
    return f'JOIN articles a ON a."id" = {alias}.article'


@cache
def questions() -> Mapping[str, Question]:
    """All kinds of question by name."""
    return {
        "events": _events(),
        "quotes": _quotes(),
        "allegations": _allegations(),
        "agreements": _agreements(),
        "articles": _articles(),
        "stories": _stories(),
        "clusters": _clusters(),
    }


def _events() -> Question:
    plain = (
        *("id", "type", "mode", "quad", "score", "status", "date", "actors", "recipients", "actor_countries"),
        *("recipient_countries", "place", "place_country", "place_geonameid", "place_lat", "place_lon"),
        *("reported_by", "confidence", "trigger", "sentence", "why", "cameo", "decision", "day"),
    )
    return Question(
        source="events e",
        joins={"a": _of_article("e"), "c": _OF_CLUSTER},
        columns={
            **{name: f'e."{name}"' for name in plain},
            "cluster": "c.cluster",
            "sources": "coalesce(c.sources, 1)",
            "article": "e.article",
            "published": "a.published",
            **{name: f"a.{name}" for name in MORE_OF_ARTICLE},
        },
        filters={
            **_common("e"),
            "id": f.equals('e."id"', "id"),
            "actor": lambda value: _EVENT_SIDES.one(value, "actors"),
            "recipient": lambda value: _EVENT_SIDES.one(value, "recipients"),
            "country": _EVENT_SIDES.either,
            "pair": _EVENT_SIDES.pair,
            "sector": _EVENT_SIDES.sector,
            "type": f.equals("e.type", "type", upper=True),
            "mode": f.equals("e.mode", "mode"),
            "quad": f.quad,
            "status": f.equals("e.status", "status", _literals(Event, "status")),
            "place": lambda value: (
                ("e.place_country = ?", [value]) if len(value) == 3 and value.isupper() else f.like("e.place")(value)
            ),
            "speaker": f.like("e.reported_by"),
            "text": f.words("e.sentence"),
            "min_sources": f.at_least("coalesce(c.sources, 1)", "min_sources"),
            "cluster": f.equals("c.cluster", "cluster"),
        },
        sort="-day",
        always="e.decision IS DISTINCT FROM 'rejected'",
        tail='e."id"',
    )


def _quotes() -> Question:
    sides = _one_side("q.speaker_code")
    plain = (
        *("id", "kind", "speaker_entity", "speaker_code", "cue", "addressee", "channel", "via", "confidence"),
        *("speaker", "speaker_why", "decision", "day"),
    )
    return Question(
        source="quotations q",
        joins={"a": _of_article("q")},
        columns={
            **{name: f'q."{name}"' for name in plain[:3]},
            "content": f"list_aggregate([x.\"text\" FOR x IN q.content], 'string_agg', '{_GAP}')",
            **{name: f'q."{name}"' for name in plain[3:]},
            "article": "q.article",
            "published": "a.published",
            **{name: f"a.{name}" for name in MORE_OF_ARTICLE},
        },
        filters={
            **_common("q"),
            "id": f.equals('q."id"', "id"),
            "speaker": f.like("q.speaker_entity", "q.speaker"),
            "actor": lambda value: sides.one(value, "actors"),
            "country": lambda value: sides.one(value, "actors"),
            "sector": sides.sector,
            "kind": f.equals("q.kind", "kind", _literals(Quotation, "kind")),
            "channel": f.equals("q.channel", "channel", _literals(Quotation, "channel")),
        },
        sort="-day",
        always="q.decision IS DISTINCT FROM 'rejected'",
        searched="quotations",
        key='q."id"',
        tail='q."id"',
    )


def _allegations() -> Question:
    sides = _two_sides("l.accuser", "l.accused")
    plain = ("id", "accuser", "accused", "instrument", "span", "confidence", "decision", "day")
    return Question(
        source="allegations l",
        joins={"a": _of_article("l")},
        columns={
            **{name: f'l."{name}"' for name in plain},
            "article": "l.article",
            "published": "a.published",
            **{name: f"a.{name}" for name in MORE_OF_ARTICLE},
        },
        filters={
            **_common("l"),
            "id": f.equals('l."id"', "id"),
            "actor": lambda value: sides.one(value, "actors"),
            "recipient": lambda value: sides.one(value, "recipients"),
            "country": sides.either,
            "pair": sides.pair,
            "sector": sides.sector,
            "instrument": f.like("l.instrument"),
            "text": f.words("l.span"),
        },
        sort="-day",
        always="l.decision IS DISTINCT FROM 'rejected'",
        tail='l."id"',
    )


def _agreements() -> Question:
    countries = "[CASE WHEN x LIKE 'IGO %' THEN x ELSE split_part(x, ' ', 1) END FOR x IN g.parties]"
    sides = Sides("g.parties", "[]::VARCHAR[]", countries, "[]::VARCHAR[]")
    plain = ("id", "name", "kind", "parties", "stage", "date", "confidence", "decision", "day")
    return Question(
        source="agreements g",
        joins={"a": _of_article("g")},
        columns={
            **{name: f'g."{name}"' for name in plain},
            "provisions": f"list_aggregate([x.\"text\" FOR x IN g.provisions], 'string_agg', '{_GAP}')",
            "article": "g.article",
            "published": "a.published",
            **{name: f"a.{name}" for name in MORE_OF_ARTICLE},
        },
        filters={
            **_common("g"),
            "id": f.equals('g."id"', "id"),
            "actor": lambda value: sides.one(value, "actors"),
            "country": lambda value: sides.one(value, "actors"),
            "pair": sides.pair,
            "sector": sides.sector,
            "kind": f.equals("g.kind", "kind", _literals(Agreement, "kind")),
            "stage": f.equals("g.stage", "stage", _literals(Agreement, "stage")),
            "text": f.words('g."name"'),
        },
        sort="-day",
        always="g.decision IS DISTINCT FROM 'rejected'",
        tail='g."id"',
    )


def _articles() -> Question:
    def counted(name: str) -> str:
        return f'(SELECT count(*) FROM {name} r WHERE r.article = a."id")'

    plain = (
        "id",
        "title",
        "published",
        "outlet",
        "agency",
        "url",
        "byline",
        "language",
        "contexts",
        "words",
        "version",
    )
    named = _EVENT_SIDES
    return Question(
        source='articles a LEFT JOIN story_articles s ON s.article = a."id"',
        columns={
            **{name: f'a."{name}"' for name in plain},
            **{name: counted(name) for name in ("events", "quotations", "allegations", "agreements")},
            "report": "s.report",
            "story": "s.story",
            "day": "a.day",
            "added_at": "a.added_at",
        },
        filters={
            **_common("a", confidence=False),
            "id": f.equals('a."id"', "id"),
            "country": lambda value: _in_events(named.either(value)),
            "actor": lambda value: _in_events(named.one(value, "actors")),
            "recipient": lambda value: _in_events(named.one(value, "recipients")),
            "pair": lambda value: _in_events(named.pair(value)),
            "type": lambda value: _in_events(f.equals("e.type", "type", upper=True)(value)),
            "agency": f.like("a.agency"),
            "decided_by": _decided,
            "report": f.equals("s.report", "report"),
            "story": f.equals("s.story", "story"),
        },
        sort="-day",
        searched="articles",
        key='a."id"',
        tail='a."id"',
    )


def _decided(value: str) -> Condition:
    """Articles about whose records this person decided, or anyone."""
    who, values = ("TRUE", []) if value == "anyone" else ("d.decided_by = ?", [value])
    return f'a."id" IN (SELECT d.article FROM decisions d WHERE {who})', values


def _in_events(condition: Condition) -> Condition:
    sql, values = condition
    shown = "e.decision IS DISTINCT FROM 'rejected'"
    return f'a."id" IN (SELECT e.article FROM events e WHERE {shown} AND {sql})', values


def _stories() -> Question:
    articles = _articles()
    own = (
        *("actor", "recipient", "country", "pair", "type", "context", "outlet", "agency", "article", "since", "until"),
        "added_after",
    )
    return Question(
        source='articles a JOIN story_articles s ON s.article = a."id"',
        columns={
            "story": "s.story",
            "title": "first(a.title ORDER BY a.day, a.id)",
            "from": "min(a.day)",
            "to": "max(a.day)",
            "articles": "count(DISTINCT a.id)",
            "reports": "count(DISTINCT s.report)",
            "sources": _SOURCES,
            "outlets": "list_sort(list_distinct(list(a.outlet)))",
            "ids": "list_sort(list(a.id))",
        },
        filters={name: articles.filters[name] for name in own} | {"story": f.equals("s.story", "story")},
        sort="-to",
        searched="articles",
        key='a."id"',
        group="s.story",
        have={"min_sources": f.at_least(_SOURCES, "min_sources")},
        tail="s.story",
    )


def _clusters() -> Question:
    events = _events()
    own = (
        *("actor", "recipient", "country", "pair", "sector", "type", "mode", "quad", "status", "place", "speaker"),
        *("context", "outlet", "article", "since", "until", "added_after", "min_confidence", "text", "cluster"),
    )
    return Question(
        source='events e JOIN event_clusters c ON c.event = e."id"{days}',
        joins={"a": _of_article("e"), "s": "JOIN story_articles s ON s.article = e.article"},
        columns={
            "cluster": "c.cluster",
            "type": "mode(e.type)",
            "actors": "mode(e.actors)",
            "recipients": "mode(e.recipients)",
            "from": "min(e.day)",
            "to": "max(e.day)",
            "events": "count(DISTINCT e.id)",
            "articles": "count(DISTINCT e.article)",
            "sources": _SOURCES,
            "status": "list_sort(list_distinct(list(e.status)))",
            "dates": "list_sort(list_distinct(list(e.date)))",
            "places": "list_sort(list_distinct(list(e.place)))",
            "parties": f"list_sort(list_distinct(list({_DYAD})))",
            "disagree": _DISAGREE,
            "ids": "list_sort(list(e.id))",
        },
        filters={name: events.filters[name] for name in own},
        sort="-to",
        always="e.decision IS DISTINCT FROM 'rejected'",
        group="c.cluster",
        have={"min_sources": f.at_least(_SOURCES, "min_sources")},
        bounds={"min_sources": f.at_least("c.sources", "min_sources")},
        tail="c.cluster",
    )


_GAP = " […] "
_DYAD = "array_to_string(list_concat(e.actors, ['→'], e.recipients), ' ')"

_DISAGREE = (
    "list_filter(["
    "CASE WHEN count(DISTINCT e.status) > 1 THEN 'status' END, "
    # 2024-06 and 2024-06-19 do not contradict each other: days are set against days.
    "CASE WHEN count(DISTINCT e.date) FILTER (length(e.date) = 10) > 1 THEN 'date' END, "
    "CASE WHEN count(DISTINCT lower(e.place)) > 1 THEN 'place' END, "
    "CASE WHEN count(DISTINCT list_sort(e.actors)) > 1 OR count(DISTINCT list_sort(e.recipients)) > 1 THEN 'party' END"
    "], x -> x IS NOT NULL)"
)
