"""What people decided about records: kept beside them, and laid over whatever a later version of the coder makes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from dragoman.records import Agreement, Allegation, CodedArticle, Event, Quotation, Record, Span
from dragoman.store.rows import fetch
from dragoman.store.schema import LAYOUTS, RECORDS

if TYPE_CHECKING:
    import duckdb

Verdict = Literal["accepted", "rejected", "corrected"]
VERDICTS: tuple[Verdict, ...] = ("accepted", "rejected", "corrected")


@dataclass(frozen=True, slots=True)
class Decision:
    """The last decision about a record: its table, the verdict, and the record as the person left it."""

    record: str
    kind: str
    article: str
    verdict: Verdict
    after: Record


def decisions_of(connection: duckdb.DuckDBPyConnection, articles: Iterable[str]) -> dict[str, list[Decision]]:
    """The last decision about each record of some articles, by article."""
    sql = (
        'SELECT record, kind, article, decision, "after" FROM decisions WHERE article IN (SELECT unnest(?))'
        " QUALIFY row_number() OVER (PARTITION BY record ORDER BY now DESC, decided_at DESC) = 1 ORDER BY record"
    )
    found: dict[str, list[Decision]] = {}
    for row in fetch(connection, sql, [list(articles)]):
        after = LAYOUTS[row["kind"]].model.model_validate(json.loads(row["after"]))
        one = Decision(row["record"], row["kind"], row["article"], row["decision"], after)
        found.setdefault(one.article, []).append(one)
    return found


def apply(article: CodedArticle, decisions: Iterable[Decision]) -> tuple[CodedArticle, dict[str, str]]:
    """The article with what people decided laid over it, and the verdicts by the record's id.

    A record that was accepted or corrected stands as the person left it, whatever the coder makes of these words now;
    one that was rejected stays marked so, where it is made again. A decision whose words are no longer in the text
    (the article was edited) waits for them to come back.
    """
    verdicts: dict[str, str] = {}
    changed: dict[str, tuple[Any, ...]] = {}
    for one in decisions:
        records: tuple[Any, ...] = changed.get(one.kind, getattr(article, one.kind))
        if one.verdict == "rejected":
            if any(record.id == one.record for record in records):
                verdicts[one.record] = one.verdict
            continue
        if not _stands(one.after, article.text):
            continue
        key = evidence(one.after)
        others = tuple(r for r in records if r.id != one.record and evidence(r) != key)
        place = next((n for n, r in enumerate(records) if r.id == one.record or evidence(r) == key), len(others))
        changed[one.kind] = (*others[:place], one.after, *others[place:])
        verdicts[one.record] = one.verdict
    return (article.model_copy(update=changed) if changed else article), verdicts


def evidence(record: Record) -> tuple[int, int]:
    """Where the words stand that a record rests on: two records of one kind with the same words are about the same."""
    span: Span
    if isinstance(record, Event):
        span = record.trigger
    elif isinstance(record, Quotation):
        return record.content[0].start, record.content[-1].end
    elif isinstance(record, Allegation):
        span = record.span
    elif isinstance(record, Agreement):
        span = record.name
    else:
        raise TypeError(f"no record that people decide about: {type(record).__name__}")
    return span.start, span.end


def corrected(record: Record, changes: Mapping[str, Any], text: str) -> Record:
    """The record with some fields changed.

    Raises ValueError where the field does not exist, the value is none for it, or a span is not in the text.
    """
    unknown = set(changes) - set(type(record).model_fields) | (set(changes) & {"id"})
    if unknown:
        good = ", ".join(name for name in type(record).model_fields if name != "id")
        raise ValueError(f"{sorted(unknown)[0]!r} cannot be corrected; it should be one of {good}")
    made = type(record).model_validate(record.model_dump() | dict(changes))
    if not _stands(made, text):
        raise ValueError("a span of the correction is not in the text at this place")
    return made


def check_new(record: Record, article: CodedArticle) -> None:
    """Raises ValueError where a record cannot be added to an article."""
    kind = kind_of(record)
    if not _stands(record, article.text):
        raise ValueError("a span of the record is not in the text at this place")
    same = [one for one in getattr(article, kind) if evidence(one) == evidence(record)]
    if same:
        raise ValueError(f"there is a record of this kind about the same words, {same[0].id}: it can be corrected")


def kind_of(record: Record) -> str:
    """The table of a record."""
    return next(name for name in RECORDS if isinstance(record, LAYOUTS[name].model))


def _stands(record: Record, text: str) -> bool:
    from dragoman.records import spans_in

    return all(text[span.start : span.end] == span.text for span in spans_in(record))
