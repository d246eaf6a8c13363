"""Questions that an analyst asks, each a query over the tables with filters of one's choice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dragoman.plover.ontology import event_types
from dragoman.store import filters as f
from dragoman.store.answers import Answer
from dragoman.store.filters import Condition, FilterError
from dragoman.store.kinds import Question, questions

if TYPE_CHECKING:
    import duckdb


class Questions:
    """What can be asked of a store. Each question gives an `Answer`, which runs when one of its forms is asked for.

    Filters are named arguments; each takes one value, or several of which one must hold:
    `store.events(pair="USA-RUS", type=["ACCUSE", "REJECT"], since="2024-06", sort="-confidence", limit=20)`.
    `QUESTIONS` names those of each question, docs/store.md says what they mean. All raise FilterError, a ValueError,
    for a filter that does not exist or a value that is none.
    """

    _connection: duckdb.DuckDBPyConnection
    _found: dict[str, tuple[str, int]]
    """What was searched last in each full text index, and when by the store's clock."""

    def events(self, **filters: Any) -> Answer:
        """Events, each with its parties, its evidence, its article, and the number of sources of its cluster."""
        return self.ask("events", **filters)

    def quotes(self, **filters: Any) -> Answer:
        """Quotations, each with its speaker and its article."""
        return self.ask("quotes", **filters)

    def allegations(self, **filters: Any) -> Answer:
        """Allegations of unlawful conduct."""
        return self.ask("allegations", **filters)

    def agreements(self, **filters: Any) -> Answer:
        """Agreements."""
        return self.ask("agreements", **filters)

    def articles(self, **filters: Any) -> Answer:
        """Articles, each with the numbers of its records, and the report and story that it belongs to."""
        return self.ask("articles", **filters)

    def stories(self, **filters: Any) -> Answer:
        """Stories: what several reports are about, with the number of independent sources."""
        return self.ask("stories", **filters)

    def clusters(self, **filters: Any) -> Answer:
        """Events across reports: who, what, when, the number of independent sources, and where reports disagree."""
        return self.ask("clusters", **filters)

    def ask(
        self,
        question: str,
        *,
        sort: str | None = None,
        limit: int | None = None,
        rejected: bool = False,
        columns: Sequence[str] | None = None,
        **filters: Any,
    ) -> Answer:
        """The answer to the question of this name.

        `sort` is a column, `-column` for the largest first; `columns` are those that are wanted (all). With `rejected`,
        records that people rejected are shown too.
        """
        kind = questions()[question]
        if limit is not None and limit < 0:
            raise FilterError(f"limit is {limit}, it should be 0 or more")
        wheres: list[Condition] = [(kind.always, [])] if not rejected else []
        haves: list[Condition] = []
        source, ranked = kind.source, ""
        for name, given in filters.items():
            if given is None or (isinstance(given, list | tuple) and not given):
                continue
            if name == "text" and kind.searched:
                from dragoman.store.search import found

                matches = found(self, kind.searched, list(f.texts(given)))
                source, ranked = f"{source} JOIN {matches} AS hit ON hit.id = {kind.key}", "hit.score"
                continue
            maker = kind.filters.get(name) or kind.have.get(name)
            if maker is None:
                good = ", ".join(sorted([*kind.filters, *kind.have, *(["text"] if kind.searched else [])]))
                raise FilterError(f"{question} have no filter {name!r}; they have {good}")
            if name in ("type", "mode"):
                self._check_known(name, given)
            one = f.any_of([maker(value) for value in f.texts(given)])
            if name in kind.bounds:
                wheres.append(f.any_of([kind.bounds[name](value) for value in f.texts(given)]))
            (haves if name in kind.have else wheres).append(one)
        where = f.all_of(wheres or [("TRUE", [])])
        have = f.all_of(haves) if haves else ("TRUE", [])
        order = f"{ranked} DESC" if ranked and sort is None else _order(kind, question, sort or kind.sort)
        if ranked and kind.group:
            order = order.replace(ranked, f"max({ranked})")
        order += f", {kind.tail}" if kind.tail else ""
        shown = ", ".join(f'{sql} AS "{name}"' for name, sql in _chosen(kind, question, columns).items())
        rest = f"WHERE {where[0]}" + (f" GROUP BY {kind.group} HAVING {have[0]}" if kind.group else "")
        source = source.replace("{days}", f.days("c", filters))
        if limit is not None and kind.joins and not kind.group and not ranked:
            own = kind.source.rpartition(" ")[2]
            if not any(_uses(f"{rest} {order}", alias) for alias in kind.joins):
                # Only what is shown is looked up in the other tables.
                source = f"(SELECT * FROM {source} {rest} ORDER BY {order} LIMIT {int(limit)}) {own}"
                rest = ""
        plain, days = source, {alias: f.days(alias, filters) for alias in kind.joins}
        source = _joined(kind, plain, f"{shown} {rest} {order}", days)
        values = [*where[1], *have[1]]
        if limit is not None and kind.group and not ranked:
            # The groups that are shown are found first; only of them the columns are worked out.
            least = _joined(kind, plain, f"{rest} {order}", days)
            first = f"SELECT {kind.group} FROM {least} {rest} ORDER BY {order} LIMIT {int(limit)}"
            rest = f"WHERE {where[0]} AND {kind.group} IN ({first}) GROUP BY {kind.group}"
            values = [*where[1], *values]
        sql = f"SELECT {shown} FROM {source} {rest} ORDER BY {order}"
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        return Answer(self._connection, sql, values)

    def _check_known(self, name: str, given: Any) -> None:
        """Raises FilterError for a type or mode that neither PLOVER nor any stored event has (a user's own may)."""
        for value in f.texts(given):
            if name == "type":
                value, good = value.upper(), list(event_types())
            else:
                good = sorted({mode for kind in event_types().values() for mode in kind.modes})
            stored = f"SELECT 1 FROM events WHERE {name} = ? LIMIT 1"
            if value not in good and not self._connection.execute(stored, [value]).fetchone():
                f.one_of(name, value, good)

    def timeline(self, by: str = "month", **filters: Any) -> Answer:
        """Events by day, week or month: numbers by quad class, and the mean PLOVER score. Filters as `events`."""
        from dragoman.store.series import timeline

        return timeline(self, by, **filters)

    def network(self, level: str = "country", **filters: Any) -> Answer:
        """Who acts on whom, by `level` country or code: numbers by quad class, mean score. Filters as `events`."""
        from dragoman.store.series import network

        return network(self, level, **filters)

    def accusations(self, **filters: Any) -> Answer:
        """Who accuses whom of breaking what: numbers of allegations. Filters as `allegations`."""
        from dragoman.store.series import accusations

        return accusations(self, **filters)

    def places(self, **filters: Any) -> Answer:
        """Where events happened: numbers by quad class. Filters as `events`."""
        from dragoman.store.series import places

        return places(self, **filters)

    def counts(self, question: str, column: str, **filters: Any) -> Answer:
        """How many rows of a question hold each value of a column, the most first."""
        from dragoman.store.series import counts

        return counts(self, question, column, **filters)


def _joined(kind: Question, source: str, used: str, days: Mapping[str, str]) -> str:
    """The source with those of its further tables that are used."""
    joins = [join.replace("{days}", days[alias]) for alias, join in kind.joins.items() if _uses(used, alias)]
    return " ".join([source, *joins])


def _uses(sql: str, alias: str) -> bool:
    return re.search(rf"\b{alias}\.", sql) is not None


def _chosen(kind: Question, question: str, columns: Sequence[str] | None) -> Mapping[str, str]:
    if columns is None:
        return kind.columns
    unknown = [name for name in columns if name not in kind.columns]
    if unknown:
        raise FilterError(f"{question} have no column {unknown[0]!r}; they have {', '.join(kind.columns)}")
    return {name: kind.columns[name] for name in columns}


def _order(kind: Question, question: str, sort: str) -> str:
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name not in kind.columns:
        raise FilterError(f"{question} cannot be sorted by {name!r}; they have {', '.join(kind.columns)}")
    return f"{kind.columns[name]} {'DESC' if down else 'ASC'} NULLS LAST"
