"""Watches: saved questions with a condition, and the alerts that they give."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from dragoman.exports.words import one_line
from dragoman.monitor.days import unusual_counts, unusual_scores
from dragoman.monitor.feeds import now
from dragoman.records import text_id
from dragoman.store.columns import Row
from dragoman.store.filters import FilterError
from dragoman.store.keyed import Keyed
from dragoman.store.watching import reports, touched
from dragoman.store.writing import tick

if TYPE_CHECKING:
    from dragoman.store import Store

OVERLAP = timedelta(hours=1)
"""What was stored so long before a watch was last run is looked at again: it may have been committed after that."""

QUIET = timedelta(days=7)
"""After an alert of an unusual day, so long there is no other of the same watch."""

SHOWN = 20
"""Reports that an alert gives as evidence."""

_NAME = re.compile(r"[^\s/\x00-\x1f\x7f][^/\x00-\x1f\x7f]{0,79}")
_CONDITION = re.compile(
    r"new|sources:(?P<least>[1-9]\d{0,3})|(?P<kind>unusual|score)(:(?P<yearly>\d{1,3}(\.\d{1,3})?))?"
)
_DAYS = {"unusual": unusual_counts, "score": unusual_scores}


@dataclass(frozen=True, slots=True)
class Condition:
    """When a watch gives an alert: `least` independent sources report the same (1: whatever is new), or, where it is
    of a kind of unusual days (`unusual`, `score`), a day is one that chance alone brings `yearly` times a year."""

    least: int = 1
    days: str | None = None
    yearly: float = 1.0

    @classmethod
    def of(cls, said: str) -> Condition:
        """From "new", "sources:3", "unusual", "unusual:0.5" or "score". Raises ValueError."""
        found = _CONDITION.fullmatch(said.strip())
        yearly = float(found["yearly"] or 1) if found else 0.0
        if found is None or not 0 < yearly <= 100:
            raise ValueError(
                f"{said!r} is no condition; it should be new, sources:N, unusual or score, the last two also with "
                "false alarms a year (unusual:0.5)"
            )
        return cls(int(found["least"] or 1), found["kind"], yearly)


@dataclass(slots=True)
class Watched:
    """What running watches gave: the new alerts, and the watches that failed, with the reason of each."""

    watches: int = 0
    alerts: list[Row] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


class Watches:
    """The watches of a store, and their alerts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.table = Keyed(store, "watches", "name")
        self.alerts = Keyed(store, "alerts", "id")

    def add(self, name: str, condition: str, filters: Mapping[str, Any]) -> None:
        """Adds a watch: filters as of `Store.events`, and when there is to be an alert. Only what is stored after this
        counts as new. Raises ValueError for a bad name, condition or filter, or where the name is taken."""
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"{name!r} is no name of a watch; it should be one line of 1 to 80 characters, without '/'"
            )
        Condition.of(condition)
        wanted = {key: value for key, value in filters.items() if value not in (None, [], ())}
        self._store.clusters(**wanted)  # raises FilterError
        row: Row = {"name": name, "condition": condition.strip(), "filters": json.dumps(wanted, default=str)}
        row |= {"state": "new", "added_at": now()}
        if not self._store.transaction(lambda: self.table.add_missing([row])):
            raise ValueError(f"the watch {name!r} is there already")

    def remove(self, name: str) -> None:
        """Takes a watch out, with its alerts. Raises KeyError where there is none of this name."""
        if self.table.get(name) is None:
            raise KeyError(name)
        alerts = [row["id"] for row in self.alerts.rows("watch = ?", [name])]

        def work() -> None:
            self.table.drop([name])
            self.alerts.drop(alerts)

        self._store.transaction(work)

    def all(self) -> list[Row]:
        """All watches; `filters` as they were given, `alerts` the number of those there are."""
        counts = self.alerts.counts("watch")
        rows = self.table.rows()
        return [row | {"filters": json.loads(row["filters"]), "alerts": counts.get((row["name"],), 0)} for row in rows]

    def given(
        self,
        *,
        watch: str | None = None,
        since: datetime | None = None,
        about: str | None = None,
        after: int | None = None,
        limit: int = 1000,
        offset: int = 0,
    ) -> list[Row]:
        """Alerts, the newest first; `evidence` is a list of reports. Those of one watch, `since` a moment (UTC),
        `about` a country (USA) or a pair (RUS-USA, in the order of the alphabet), given `after` a moment of the store's
        clock."""
        given = {"watch = ?": watch, "made_at >= ?": since, "list_contains(about, ?)": about, "added > ?": after}
        held = {sql: value for sql, value in given.items() if value is not None}
        if (about is not None or after is not None) and not self.alerts.has("about", "added"):
            return []
        tail = f"ORDER BY made_at DESC, id LIMIT {int(limit)} OFFSET {int(offset)}"
        rows = self.alerts.rows(" AND ".join(held) or "TRUE", list(held.values()), tail=tail)
        return [row | {"evidence": json.loads(row["evidence"])} for row in rows]

    def alert(self, id: str) -> Row:
        """An alert by its id. Raises KeyError where there is none."""
        row = self.alerts.get(id)
        if row is None:
            raise KeyError(id)
        return row | {"evidence": json.loads(row["evidence"])}

    def run(self, *, today: date | None = None) -> Watched:
        """Runs all watches; what they find new is kept. One that fails is named, and the others go on."""
        done = Watched()
        for watch in self.table.rows():
            moment = now()
            state = {"state": "ok", "reason": None}
            alerts: list[Row] = []
            done.watches += 1
            try:
                condition = Condition.of(watch["condition"])
                filters = json.loads(watch["filters"])
                if condition.days is not None:
                    alerts, short = self._days(watch, filters, condition, today or moment.date())
                    state = {"state": "waiting", "reason": short} if short else state
                else:
                    alerts = self._clusters(watch, filters, condition.least)
            except (FilterError, ValueError) as error:
                done.failed[watch["name"]] = str(error)
                state = {"state": "broken", "reason": str(error)}
            done.alerts += self._keep(watch, alerts, watch | state | {"checked_at": moment})
        return done

    def _clusters(self, watch: Row, filters: Mapping[str, Any], least: int) -> list[Row]:
        since = max(watch["added_at"], (watch["checked_at"] or watch["added_at"]) - OVERLAP)
        names = touched(self._store, since)
        if not names:
            return []
        wanted = dict(filters) | {"cluster": names}
        wanted["min_sources"] = max(least, int(float(wanted.get("min_sources") or 1)))
        found = self._store.clusters(**wanted).rows()
        told = reports(self._store, [row["cluster"] for row in found])
        alerts = []
        for row in found:
            matching = [one for one in told.get(row["cluster"], []) if one["event"] in set(row["ids"])]
            before = {one["source"] for one in matching if one["added_at"] < watch["added_at"]}
            if len(before) >= wanted["min_sources"]:
                continue  # it was so before anyone asked
            alerts.append(_of_cluster(watch, row, matching))
        return alerts

    def _days(
        self, watch: Row, filters: Mapping[str, Any], condition: Condition, today: date
    ) -> tuple[list[Row], str | None]:
        """Alerts of unusual days, and where nothing can be said of today yet, why."""
        days, short = _DAYS[condition.days or "unusual"](self._store, filters, condition.yearly, today)
        alerts = []
        for day in days:
            told = reports(self._store, day.clusters)
            evidence = [rows[0] for name in day.clusters if (rows := told.get(name))]
            title = f"{watch['name']}: {day.what}"
            alerts.append(_alert(watch, day.day, title, day.why, evidence, day.clusters))
        return alerts, short

    def _keep(self, watch: Row, alerts: list[Row], after: Row) -> list[Row]:
        """Keeps what is new of some alerts, and that the watch was run, in one transaction. Gives those that are."""

        def work() -> list[Row]:
            if self.table.get(watch["name"]) is None:
                return []  # taken out meanwhile
            self.table.replace([after])
            given = self.alerts.rows("watch = ?", [watch["name"]])
            known = {event for row in given for event in row["events"]}
            of_days = Condition.of(watch["condition"]).days is not None if alerts else False
            days = [row["day"] for row in given] if of_days else []
            fresh = []
            for alert in alerts:
                if of_days:
                    new = all(abs(alert["day"] - day) >= QUIET for day in days)
                    days += [alert["day"]] if new else []
                else:
                    new = known.isdisjoint(alert["events"])
                    known |= set(alert["events"])
                fresh += [alert] if new else []
            if fresh:
                moment = tick(self._store._connection)
                fresh = [alert | {"added": moment} for alert in fresh]
                self.alerts.add_missing(fresh)
            return fresh

        return [row | {"evidence": json.loads(row["evidence"])} for row in self._store.transaction(work)]


def _of_cluster(watch: Row, cluster: Row, matching: Sequence[Row]) -> Row:
    sources = sorted({row["source"] for row in matching if row["source"]})
    who = " and ".join(cluster["actors"]) or "somebody"
    whom = " and ".join(cluster["recipients"])
    what = f"{who} {cluster['type']}{f' {whom}' if whom else ''}"
    told = f"{cluster['sources']:,} independent source{'' if cluster['sources'] == 1 else 's'}"
    named = f" ({', '.join(sources[:5])}{' …' if len(sources) > 5 else ''})" if sources else ""
    why = f"{told}{named}, in {cluster['articles']:,} article{'' if cluster['articles'] == 1 else 's'}"
    if cluster["disagree"]:
        why += f"; they disagree about {', '.join(cluster['disagree'])}"
    day = cluster["from"]
    title = f"{watch['name']}: {what}{f', {day}' if day else ''}"
    return _alert(watch, day, title, why, matching, [row["event"] for row in matching])


def _alert(watch: Row, day: date | None, title: str, why: str, evidence: Sequence[Row], about: Sequence[str]) -> Row:
    shown = ("event", "article", "title", "outlet", "source", "url", "day", "sentence", "confidence")
    told = [{name: row[name] for name in shown} for row in evidence[:SHOWN]]
    return {
        "id": text_id("\x1f".join([watch["name"], watch["added_at"].isoformat(), min(about, default=""), str(day)])),
        "watch": watch["name"],
        "condition": watch["condition"],
        "day": day,
        "title": one_line(title),
        "why": one_line(why),
        "evidence": json.dumps(told, default=str, ensure_ascii=False),
        "events": list(about),
        "about": sorted(set().union(*map(_about, evidence))),
        "made_at": datetime.now(UTC).replace(tzinfo=None),
    }


def _about(report: Row) -> set[str]:
    """The countries that a report's event has to do with, and those that it has to do with together: RUS-USA."""
    actors, recipients = report["actor_countries"] or [], report["recipient_countries"] or []
    pairs = {pair_of(one, other) for one in actors for other in recipients or actors if one != other}
    return {*actors, *recipients, *pairs}


def pair_of(one: str, other: str) -> str:
    """Two countries as alerts name them."""
    return "-".join(sorted((one, other)))
