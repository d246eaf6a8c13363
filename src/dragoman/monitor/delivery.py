"""Delivery: each alert to each receiver that wants it, once, tried again where it is not taken."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from dragoman.monitor.feeds import now
from dragoman.monitor.sending import Sender, SendingError
from dragoman.records import text_id
from dragoman.store.columns import Row
from dragoman.store.keyed import Keyed
from dragoman.store.writing import tick

if TYPE_CHECKING:
    from dragoman.store import Store

TRIES = 10
FIRST_WAIT, LONGEST_WAIT = 60.0, 21_600.0
"""Seconds to the second try, doubled with each more, at most the last ones: ten tries take about a day."""

CLAIM = timedelta(minutes=10)
"""For so long a delivery that somebody began is left to them. Who has not noted its end by then has crashed."""

_NAME = re.compile(r"[^\s/\x00-\x1f\x7f][^/\x00-\x1f\x7f]{0,79}")

Senders = Mapping[str, Sender]
"""By the kind of receivers: webhook, email."""


@dataclass(slots=True)
class Delivered:
    """What one run of deliveries did. `lines` says what was not taken, and why."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0
    waiting: int = 0
    lines: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether everything that was tried was taken."""
        return not self.failed


class Deliveries:
    """The receivers of a store's alerts, and what became of each alert on the way to each."""

    def __init__(self, store: Store, senders: Senders) -> None:
        self._store = store
        self._senders = senders
        self.receivers = Keyed(store, "receivers", "name")
        self.table = Keyed(store, "deliveries", "id")
        self._alerts = Keyed(store, "alerts", "id")

    def add(self, name: str, kind: str, address: str, *, watch: str | None = None) -> None:
        """Adds a receiver: of alerts of one watch or of all, those that are given from now on.

        Raises ValueError for a bad name, kind or address, for a watch that is not there, or where the name is taken.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a receiver; it should be one line of 1 to 80 characters, no '/'")
        if kind not in self._senders:
            raise ValueError(f"{kind!r} is no kind of receiver; it should be one of {', '.join(self._senders)}")
        self._senders[kind].check(address)
        if watch is not None and Keyed(self._store, "watches", "name").get(watch) is None:
            raise ValueError(f"the watch {watch!r} is not there; `dragoman watch list` names those that are")
        row: Row = {"name": name, "kind": kind, "address": address, "watch": watch, "added_at": now()}
        if not self._store.transaction(lambda: self.receivers.add_missing([row])):
            raise ValueError(f"the receiver {name!r} is there already")

    def remove(self, name: str) -> None:
        """Takes a receiver out, with what waits for it. Raises KeyError where there is none of this name."""
        if self.receivers.get(name) is None:
            raise KeyError(name)
        rows = [row["id"] for row in self.table.rows("receiver = ?", [name])]

        def work() -> None:
            self.receivers.drop([name])
            self.table.drop(rows)

        self._store.transaction(work)

    def all(self) -> list[Row]:
        """All receivers, each with numbers of deliveries: `sent`, `waiting`, `given_up`, and the last `reason`."""
        found = []
        for receiver in self.receivers.rows():
            rows = self.table.rows("receiver = ?", [receiver["name"]], tail="ORDER BY next_at DESC NULLS LAST")
            numbers = {"sent": 0, "waiting": 0, "given_up": 0}
            for row in rows:
                numbers["waiting" if row["state"] == "sending" else row["state"]] += 1
            reason = next((row["reason"] for row in rows if row["reason"] and row["state"] != "sent"), None)
            found.append(receiver | numbers | {"reason": reason})
        return found

    def run(self) -> Delivered:
        """Sends what is due. What is not taken is named, and tried again in a later run."""
        self._store.transaction(self._enqueue)
        done = Delivered()
        receivers = {row["name"]: row for row in self.receivers.rows()}
        due = self.table.rows("state IN ('waiting', 'sending')", tail="ORDER BY next_at, id")
        for row in due:
            if row["next_at"] > now():
                done.waiting += 1
                continue
            receiver = receivers.get(row["receiver"])
            alert = self._alerts.get(row["alert"])
            if receiver is None or alert is None:  # taken out meanwhile
                self._store.transaction(lambda id=row["id"]: self.table.drop([id]))  # type: ignore[misc]
                continue
            claimed = self._claim(row["id"])
            if claimed is not None:
                self.table.put([self._sent(claimed, receiver, alert, done)])
        return done

    def _enqueue(self) -> int:
        rows = []
        for receiver in self.receivers.rows():
            where = "made_at >= ? AND (? IS NULL OR watch = ?)"
            for alert in self._alerts.rows(where, [receiver["added_at"], receiver["watch"], receiver["watch"]]):
                key = text_id("\x1f".join([receiver["name"], receiver["added_at"].isoformat(), alert["id"]]))
                known: Row = {"id": key, "receiver": receiver["name"], "alert": alert["id"], "state": "waiting"}
                rows.append(known | {"tries": 0, "next_at": alert["made_at"]})
        return self.table.add_missing(rows) if rows else 0

    def _claim(self, id: str) -> Row | None:
        """Takes a delivery for this process alone, before anything is sent. None where another has it."""

        def work() -> Row | None:
            tick(self._store._connection)  # of two that claim at once, one begins anew, and finds it taken
            row = self.table.get(id)
            if row is None or row["state"] not in ("waiting", "sending") or row["next_at"] > now():
                return None
            claimed = row | {"state": "sending", "tries": row["tries"] + 1, "next_at": now() + CLAIM}
            self.table.replace([claimed])
            return claimed

        return self._store.transaction(work)

    def _sent(self, row: Row, receiver: Row, alert: Row, done: Delivered) -> Row:
        told = {name: value for name, value in alert.items() if name not in ("events", "evidence")}
        told["evidence"] = json.loads(alert["evidence"])
        try:
            sender = self._senders.get(receiver["kind"])
            if sender is None:
                raise SendingError(f"nothing sends to a receiver of the kind {receiver['kind']}")
            _send(sender, receiver["address"], told, row["id"])
        except SendingError as error:
            done.failed += 1
            last = error.final or row["tries"] >= TRIES
            done.given_up += last
            wait = max(min(FIRST_WAIT * 2 ** (row["tries"] - 1), LONGEST_WAIT), min(error.wait, LONGEST_WAIT))
            reason = str(error)[:500]
            done.lines.append(f"{receiver['name']}: {reason}{'; given up' if last else ''}")
            state = "given_up" if last else "waiting"
            return row | {"state": state, "reason": reason, "next_at": now() + timedelta(seconds=wait)}
        done.sent += 1
        return row | {"state": "sent", "reason": None, "sent_at": now()}


def _send(sender: Sender, address: str, alert: Row, key: str) -> None:
    try:
        sender.send(address, alert, key)
    except SendingError:
        raise
    except Exception as error:  # one alert must not keep the others, whatever is wrong with it
        raise SendingError(f"not sent: {type(error).__name__}: {error}") from error
