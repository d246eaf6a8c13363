"""One round: every feed that is due is read, and every article that it lists is fetched, coded and stored, once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from dragoman.monitor.feeds import NOT_WELL, Feeds, now, read_feed
from dragoman.monitor.listing import Listing, ListingError
from dragoman.monitor.polite import PoliteFetcher
from dragoman.reading import BadInput, read
from dragoman.reading.fetched import Fetched, FetchError
from dragoman.records import Article, CodedArticle, text_id
from dragoman.store.columns import Row
from dragoman.store.writing import Added

if TYPE_CHECKING:
    from dragoman.coder import Coder
    from dragoman.store import Store

Result = TypeVar("Result")

Page = tuple[Fetched, Article | BadInput | None]
"""A page, and the article in it; None where it is as it was."""

WORKERS = 8
"""Hosts that are read from at the same time."""

MOST = 500
"""Articles that are fetched in one round, the newest first; the others wait for the next."""

TRIES = 3
"""Times that an article is tried, an hour apart and more, before it is given up."""

CHECKED_FOR = timedelta(days=3)
"""So long after it was found an article is looked at again, for edits: after one hour, then two, four and so on."""

LAYOUT = 3
"""So many new pages of a feed without an article in any of them mean that its layout has changed."""

_BATCH = 20


@dataclass(slots=True)
class Round:
    """What one round did. `lines` says what went wrong, a line each, with the address and the reason."""

    feeds: int = 0
    unchanged: int = 0
    left_alone: int = 0
    """Feeds that failed lately and are not asked again yet."""
    not_well: list[str] = field(default_factory=list)
    """Addresses of feeds that are not well, whether they were read in this round or not."""
    listed: int = 0
    """Articles that were not known before."""
    checked: int = 0
    """Articles that were looked at again and are as they were."""
    failed: int = 0
    waiting: int = 0
    """Articles that are left for the next round."""
    added: Added = field(default_factory=Added)
    lines: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether nothing went wrong."""
        return not self.not_well and not self.failed


def run_round(
    store: Store,
    coder: Callable[[], Coder],
    fetch: PoliteFetcher,
    *,
    force: bool = False,
    most: int = MOST,
    stop: threading.Event | None = None,
) -> Round:
    """Does one round. `coder` is asked for when there is something to code; `stop` ends it after what is begun.

    With `force`, feeds that failed lately are read too. Raises StoreError; of feeds and articles nothing is raised:
    each that fails is counted and named, and the rest goes on.
    """
    return _Running(store, coder, fetch, stop or threading.Event()).run(force, most)


class _Running:
    def __init__(self, store: Store, coder: Callable[[], Coder], fetch: PoliteFetcher, stop: threading.Event) -> None:
        self._feeds = Feeds(store)
        self._store = store
        self._coder = coder
        self._fetch = fetch
        self._stop = stop
        self._done = Round()
        self._pages: dict[str, Counter[bool]] = {}

    def run(self, force: bool, most: int) -> Round:
        due = self._feeds.due(force=force)
        self._done.left_alone = len(self._feeds.table.rows()) - len(due)
        with ThreadPoolExecutor(WORKERS, "feed") as pool:
            reading = (
                (feed, pool.submit(self._guarded, partial(read_feed, self._fetch, feed))) for feed in _spread(due)
            )
            for feed, future in list(reading):
                self._read(feed, future)
            wanted = self._wanted()
            self._done.waiting = max(0, len(wanted) - most)
            fetching = [(row, pool.submit(self._guarded, partial(self._page, row))) for row in _spread(wanted[:most])]
            for start in range(0, len(fetching), _BATCH):
                self._keep([(row, future) for row, future in fetching[start : start + _BATCH]])
        self._judge_layouts()
        for feed in self._feeds.table.rows():
            if feed["state"] in NOT_WELL:
                self._done.not_well.append(feed["url"])
                self._done.lines.append(f"{feed['url']}: {feed['state']}: {feed['reason']}")
        return self._done

    def _guarded(self, work: Callable[[], Result]) -> Result:
        if self._stop.is_set():
            raise _Stopped
        return work()

    def _read(self, feed: Row, future: Future[tuple[Listing | None, Row]]) -> None:
        error: Exception | None = None
        found: tuple[Listing | None, Row] = (None, {})
        try:
            found = future.result()
        except _Stopped:
            return
        except Exception as raised:  # a feed of strangers may make a parser raise anything
            known = isinstance(raised, FetchError | ListingError)
            error = raised if known else FetchError(feed["url"], f"{type(raised).__name__}: {raised}")

        def told() -> Listing | None:
            if error is not None:
                raise error
            return found[0]

        self._done.feeds += 1
        self._done.unchanged += error is None and found[0] is None
        self._done.listed += self._feeds.take(feed, told, found[1])

    def _wanted(self) -> list[Row]:
        """Articles that are due: new ones, ones to be tried again, and recent ones to be looked at again."""
        # Of feeds that were removed only what was stored is left, and that is not looked at again.
        where = "next_at <= ? AND feed IN (SELECT url FROM feeds)"
        rows = self._feeds.articles.rows(where, [now()], tail="ORDER BY published DESC NULLS LAST, found_at DESC, url")
        return sorted(rows, key=lambda row: row["state"] == "stored")

    def _page(self, row: Row) -> Page:
        fetched = self._fetch(row["url"], etag=row["etag"], last_modified=row["last_modified"])
        if fetched.status == 304:
            return fetched, None
        found = list(
            read(
                [row["url"]],
                published=row["published"],
                outlet=row["outlet"],
                url=row["url"],
                fetch=lambda _: fetched,
            )
        )
        article = found[0]
        if isinstance(article, Article) and row["outlet"] and article.outlet in _hosts(article.url, fetched.url):
            article = article.model_copy(update={"outlet": row["outlet"]})  # the page names its host only
        return fetched, article

    def _keep(self, batch: list[tuple[Row, Future[Page]]]) -> None:
        """Stores a batch: first the articles, then that they are stored. Interrupted in between, they are fetched once
        more, and found to be there."""
        after: list[Row] = []
        coded: list[CodedArticle] = []
        for row, future in batch:
            try:
                fetched, found = future.result()
                if isinstance(found, BadInput):
                    after.append(self._failed(row, found.reason))
                    self._pages.setdefault(row["feed"], Counter())[False] += row["state"] != "stored"
                    continue
                if found is not None:
                    # Named by its address, not by its text, so that an edited article is a new version of itself.
                    coded.append(self._coder().code(found.model_copy(update={"id": text_id(row["url"])})))
                    self._pages.setdefault(row["feed"], Counter())[True] += 1
                else:
                    self._done.checked += 1
                after.append(_stored(row, fetched, text_id(row["url"])))
            except _Stopped:
                self._done.waiting += 1
            except FetchError as error:
                after.append(self._failed(row, error.reason))
            except Exception as error:  # one article must not lose the others, whatever is wrong with it
                after.append(self._failed(row, f"not coded, {type(error).__name__}: {error}"))
        if coded:
            added = self._store.add(coded)
            self._done.checked += added.unchanged + added.older
            self._done.added.plus(added)
        self._feeds.articles.put(after)

    def _failed(self, row: Row, reason: str) -> Row:
        self._done.failed += 1
        self._done.lines.append(f"{row['url']}: {reason}")
        moment = now()
        if row["state"] == "stored":  # it is there; only whether it was edited is not known
            return row | _checked_again(row) | {"reason": reason[:500]}
        tries = (row["tries"] or 0) + 1
        after = moment + timedelta(hours=2 ** (tries - 1)) if tries < TRIES else None
        return row | {"state": "failed", "reason": reason[:500], "tries": tries, "next_at": after}

    def _judge_layouts(self) -> None:
        for url, pages in self._pages.items():
            feed = self._feeds.table.get(url)
            if feed is None:
                continue
            if not pages[True] and pages[False] >= LAYOUT:
                reason = f"its pages have changed: no article found in any of {pages[False]:,} new ones"
                self._feeds.mark(url, "unreadable", reason)
            elif pages[True] and feed["state"] == "unreadable":
                self._feeds.mark(url, "ok", None)


class _Stopped(Exception):  # noqa: N818 - no fault: one was asked to stop
    pass


def _stored(row: Row, fetched: Fetched, id: str) -> Row:
    conditions = {"etag": fetched.headers.get("etag"), "last_modified": fetched.headers.get("last-modified")}
    if fetched.status == 304:
        conditions = {}
    return row | _checked_again(row) | conditions | {"state": "stored", "article": id, "reason": None}


def _checked_again(row: Row) -> Row:
    moment = now()
    checks = (row["checks"] or 0) + 1
    after = moment + timedelta(hours=2 ** min(checks - 1, 10))
    return {"checks": checks, "next_at": after if after - row["found_at"] < CHECKED_FOR else None}


def _hosts(*addresses: str | None) -> set[str]:
    parts = [urlsplit(address) for address in addresses if address]
    names = {name for part in parts for name in (part.netloc, part.hostname or "")}
    return names | {name.removeprefix("www.") for name in names}


def _spread(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows so that hosts take turns: a thread that waits for one host keeps no other waiting."""
    hosts: dict[str, list[Row]] = {}
    for row in rows:
        hosts.setdefault(urlsplit(row["url"]).netloc, []).append(row)
    return (row for row in chain.from_iterable(zip_longest(*hosts.values())) if row is not None)
