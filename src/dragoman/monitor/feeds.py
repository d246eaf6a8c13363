"""Feeds of a store: which are read, how each is, and what they list."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from dragoman.monitor.listing import Entry, Listing, ListingError, clean_address, listing
from dragoman.monitor.polite import PoliteFetcher, seconds_to_wait
from dragoman.reading.fetched import FetchError
from dragoman.store.columns import Row
from dragoman.store.keyed import Keyed

if TYPE_CHECKING:
    from dragoman.store import Store

FIRST_WAIT, LONGEST_WAIT = 300.0, 86_400.0
"""Seconds that a feed is left alone after a failure: the first ones, doubled with each more, at most the last ones."""

SITEMAPS = 5
"""Sitemaps of an index that are read in one round: those that were changed last."""

NOT_WELL = ("broken", "empty", "changed", "unreadable")
"""States of a feed that somebody should look at."""


class Feeds:
    """The feeds of a store that is opened to write (to read, where they are only listed).

    The state of a feed is `new` (never read), `ok`, `empty` (it lists nothing), `broken` (not fetched, or not to be
    understood; `reason` says why), `changed` (it has become another kind of feed since it was last read) or
    `unreadable` (no article is found in any of its new pages).
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.table = Keyed(store, "feeds", "url")
        self.articles = Keyed(store, "feed_articles", "url")

    def add(self, url: str, *, outlet: str | None = None) -> str:
        """Adds a feed: its address, and the name of the outlet for articles that do not say it. Gives the address as
        it is kept. Raises ValueError where it is no address, or is there already."""
        clean = clean_address(url)
        if clean is None:
            raise ValueError(f"{url!r} is no address; it should be such as https://example.org/news.xml")
        row = {"url": clean, "outlet": outlet, "state": "new", "failures": 0, "added_at": now()}
        if not self._store.transaction(lambda: self.table.add_missing([row])):
            raise ValueError(f"the feed {clean} is there already")
        return clean

    def remove(self, url: str) -> None:
        """Takes a feed out; the articles that it brought stay. Raises KeyError where there is none of this address."""
        clean = clean_address(url) or url
        if self.table.get(clean) is None:
            raise KeyError(url)
        waiting = self.articles.rows("feed = ? AND state <> 'stored'", [clean])

        def work() -> None:
            self.table.drop([clean])
            self.articles.drop([row["url"] for row in waiting])

        self._store.transaction(work)

    def all(self) -> list[Row]:
        """All feeds, each with its state, and numbers of its articles: `stored`, `waiting`, `failed`."""
        counts: dict[str, dict[str, int]] = {}
        for (feed, state), number in self.articles.counts("feed", "state").items():
            counts.setdefault(feed, {"stored": 0, "waiting": 0, "failed": 0})[state] = number
        nothing = {"stored": 0, "waiting": 0, "failed": 0}
        return [row | counts.get(row["url"], nothing) for row in self.table.rows()]

    def due(self, *, force: bool = False) -> list[Row]:
        """Feeds that may be read now; with `force` those too that are left alone after a failure."""
        moment = now()
        return [row for row in self.table.rows() if force or row["next_at"] is None or row["next_at"] <= moment]

    def take(self, feed: Row, found: Callable[[], Listing | None], conditions: Row) -> int:
        """Keeps what became of reading a feed, `found`, and the articles that it lists, in one transaction. Gives the
        number of those that are new. Nothing of what `found` raises gets out: it becomes the state of the feed."""
        moment = now()
        after = feed | {"checked_at": moment}
        entries: Sequence[Entry] = ()
        try:
            told = found()
        except (FetchError, ListingError) as error:
            failures = (feed["failures"] or 0) + 1
            wait = min(FIRST_WAIT * 2 ** min(failures - 1, 20), LONGEST_WAIT)
            if isinstance(error, FetchError):
                wait = max(wait, min(seconds_to_wait(error.retry_after, time.time()), LONGEST_WAIT))
            reason = error.reason if isinstance(error, FetchError) else str(error)
            after |= {"state": "broken", "reason": reason[:500], "failures": failures}
            after["next_at"] = moment + timedelta(seconds=wait)
        else:
            after |= {"failures": 0, "next_at": None}
            if told is None:  # as it was; of a broken feed nothing was kept that one could ask about
                after |= {} if feed["state"] in (*NOT_WELL, "ok") else {"state": "ok", "reason": None}
            else:
                entries = told.entries
                after |= conditions | _state(feed, told)

        def work() -> int:
            if self.table.get(feed["url"]) is None:
                return 0  # taken out meanwhile
            self.table.replace([after])
            return self.articles.add_missing([_waiting(feed, entry, after, moment) for entry in entries])

        return self._store.transaction(work)

    def mark(self, url: str, state: str, reason: str | None) -> None:
        """Sets the state of a feed."""
        row = self.table.get(url)
        if row is not None and (row["state"], row["reason"]) != (state, reason):
            self.table.put([row | {"state": state, "reason": reason}])


def read_feed(fetch: PoliteFetcher, feed: Row) -> tuple[Listing | None, Row]:
    """What a feed lists (None: as before), and what to ask next time whether it has changed.

    Of an index of sitemaps, what the sitemaps list that were changed last. Raises FetchError, ListingError.
    """
    # Of a feed that was not understood one wants the whole again.
    known = feed if feed["state"] not in NOT_WELL else {}
    fetched = fetch(feed["url"], types=None, etag=known.get("etag"), last_modified=known.get("last_modified"))
    if fetched.status == 304:
        return None, {}
    found = listing(fetched)
    conditions = {"etag": fetched.headers.get("etag"), "last_modified": fetched.headers.get("last-modified")}
    if found.kind != "index":
        return found, conditions
    entries: dict[str, Entry] = {}
    faults: list[Exception] = []
    for address in found.sitemaps[:SITEMAPS]:
        try:
            part = listing(fetch(address, types=None))
        except (FetchError, ListingError) as error:
            faults.append(error)
            continue
        entries |= {entry.url: entry for entry in part.entries}
    if faults and not entries:
        raise faults[0]
    note = f"{len(faults)} of its sitemaps not read: {faults[0]}" if faults else None
    return Listing("index", tuple(entries.values()), note=note), ({} if faults else conditions)


def now() -> datetime:
    """The time as the store keeps it: UTC, without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)


def _state(feed: Row, told: Listing) -> dict[str, Any]:
    state, reason = "ok", told.note
    if not told.entries:
        had = feed["entries"] or 0
        state = "empty"
        reason = f"it lists nothing any more; it had {had:,}" if had else "it lists nothing"
    elif feed["kind"] and feed["kind"] != told.kind:
        state, reason = "changed", f"it was {feed['kind']} and is {told.kind} now"
    elif feed["state"] == "unreadable":
        state, reason = "unreadable", feed["reason"]  # until an article is found in its pages again
    entries = len(told.entries) or feed["entries"]
    return {"state": state, "reason": reason, "kind": told.kind, "title": told.title, "entries": entries}


def _waiting(feed: Row, entry: Entry, after: Row, moment: datetime) -> Row:
    outlet = feed["outlet"] or after.get("title")
    row = {"url": entry.url, "feed": feed["url"], "state": "waiting", "published": entry.published, "outlet": outlet}
    return row | {"tries": 0, "checks": 0, "found_at": moment, "next_at": moment}
