"""`Store`: the tables of coded articles, opened to write or to read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from dragoman.records import Article, CodedArticle, Record
from dragoman.store import decisions
from dragoman.store.address import address
from dragoman.store.connection import connect, failure, retry
from dragoman.store.errors import NoStoreError, StoreBusyError, StoreError
from dragoman.store.questions import Questions
from dragoman.store.rows import coded_articles, fetch, hash_of, record_of
from dragoman.store.schema import OF_ARTICLE, RECORDS, VERSION, check_version, create, migrate, missing, version_of
from dragoman.store.writing import Added, insert, replace_records, settled, tick, write

if TYPE_CHECKING:
    from dragoman.coder import Coder

Result = TypeVar("Result")

BATCH = 100
"""Articles that are committed together: a crash loses at most so many that were coded since the last commit."""

_READ = 500  # articles that are read at once
_TIDY = 20  # commits after which small files are merged: every question and every further commit looks at all files


class Store(Questions):
    """Coded articles, and what people decided about them.

    `address` is a folder (made where it is not there), or `postgresql://user@host/database?data=FOLDER-OR-s3://…` for
    a store that a team shares. With `read_only` nothing is made or changed. `threads` are those of one question (all
    processors); where many ask at once, one each serves more. A `Store` serves one thread; any number of
    processes may read and write one store at the same time. To be used in a `with` statement, or closed by `close`.

    Raises NoStoreError where there is nothing to read, StoreVersionError where a later version made it, StoreError.

    >>> with Store("news") as store:                                   # doctest: +SKIP
    ...     store.add(Coder().code_all(articles))
    ...     store.events(actor="RUS", recipient="UKR", type="ASSAULT", since="2024-06").pandas()
    """

    def __init__(
        self, address_: str | os.PathLike[str], *, read_only: bool = False, threads: int | None = None
    ) -> None:
        self._where = address(address_)
        self.read_only = read_only
        self._connection = connect(self._where, read_only=read_only)
        self._found: dict[str, tuple[str, int]] = {}
        self._columns: dict[str, set[str]] = {}
        """Columns that tables were seen to have."""
        self._commits = 0
        if threads is not None:
            self._connection.execute(f"SET threads = {int(threads)}")
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({self._where.shown!r})"

    def close(self) -> None:
        """Ends the connection. What was added is committed already."""
        self._connection.close()

    def add(self, articles: Iterable[CodedArticle], *, recode: bool = False) -> Added:
        """Stores articles, in batches; each article and its records become visible together, or not at all.

        What is there already stays as it is. An article of a known id whose text is another becomes a new version of
        it, and the old text is kept. With `recode`, articles that another version of the coder made are replaced; what
        people decided about their records is kept. Raises StoreFullError, StoreBusyError, StoreError; what was
        committed before stays.
        """
        total = Added()
        for added in self.adding(articles, recode=recode):
            total.plus(added)
        return total

    def adding(self, articles: Iterable[CodedArticle], *, recode: bool = False, batch: int = BATCH) -> Iterator[Added]:
        """As `add`, one batch at a time, each committed when its numbers are given. What is pending when the stream
        is broken off (Ctrl-C, an error) is committed too."""
        pending: list[CodedArticle] = []
        try:
            for article in articles:
                pending.append(article)
                if len(pending) >= batch:
                    full, pending = pending, []
                    yield self._add(full, recode)
        except BaseException:
            if pending:
                self._add(pending, recode)
            raise
        if pending:
            yield self._add(pending, recode)

    def settled(self, articles: Iterable[Article], made_by: Mapping[str, str]) -> dict[str, bool]:
        """The articles that `add` would leave as they are, by id: stored with this very text. True where the coder
        that calls itself `made_by` made their records, False where another version did."""
        return settled(self._connection, {article.id: hash_of(article) for article in articles}, made_by)

    def held(self, ids: Iterable[str], made_by: Mapping[str, str]) -> dict[str, bool]:
        """As `settled`, of articles whose ids say what their texts are."""
        return settled(self._connection, dict.fromkeys(ids), made_by)

    def recode(self, coder: Coder, *, batch: int = BATCH) -> Iterator[Added]:
        """Codes anew what another version of the coder made, one batch after the other. Decisions of people stay."""
        made_by = coder.code("No news.").coder
        for ids in _chunks(self._ids(), batch):
            stale = [one for one in coded_articles(self._connection, ids) if one.coder != made_by]
            if stale:
                names = Article.model_fields
                inputs = (Article(**one.model_dump(include=set(names))) for one in stale)
                yield self._add(list(coder.code_all(inputs)), recode=True)

    def decide(
        self,
        record: str,
        verdict: decisions.Verdict,
        *,
        by: str,
        note: str | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> Record:
        """Keeps what a person decided about a record: accepted, rejected, or corrected by `changes` to its fields.

        Gives the record as it stands now. It holds until the next decision about the same record, also when the
        article is coded anew. Raises KeyError if there is no such record, ValueError where the verdict or a change is
        none.
        """
        if verdict not in decisions.VERDICTS:
            raise ValueError(f"{verdict!r} is no verdict; it should be one of {', '.join(decisions.VERDICTS)}")
        if bool(changes) != (verdict == "corrected"):
            raise ValueError("changes go with the verdict 'corrected', and only with it")
        return self.transaction(lambda: self._decide(record, verdict, by, note, changes or {}))

    def add_record(self, article: str, record: Record, *, by: str, note: str | None = None) -> Record:
        """Keeps a record that a person adds to an article, as one that was accepted. Gives it.

        Raises KeyError if there is no such article, ValueError where a span is not in its text or where it has a
        record of this id already.
        """
        return self.transaction(lambda: self._add_record(article, record, by, note))

    def coded(self, ids: Iterable[str] | None = None, *, rejected: bool = True) -> Iterator[CodedArticle]:
        """Articles with their records, by id or (without ids) all of them, a stream, in the order of ids.

        With `rejected=False`, without the records that people rejected.
        """
        for chunk in _chunks(self._ids() if ids is None else list(ids), _READ):
            yield from coded_articles(self._connection, chunk, rejected=rejected)

    def record(self, id: str) -> tuple[Record, str]:
        """A record by its id, and the id of its article. Raises KeyError."""
        for name in RECORDS:
            for row in fetch(self._connection, f'SELECT * FROM "{name}" WHERE "id" = ?', [id]):
                parties = fetch(self._connection, "SELECT * FROM parties WHERE event = ? ORDER BY position", [id])
                return record_of(name, row, parties), row["article"]
        raise KeyError(id)

    def decisions(self, record: str) -> list[dict[str, Any]]:
        """All decisions about a record, the last one first."""
        columns = "decision, decided_by, note, decided_at, before, after"
        sql = f"SELECT {columns} FROM decisions WHERE record = ? ORDER BY now DESC"
        return fetch(self._connection, sql, [record])

    def decided(self, article: str) -> dict[str, list[dict[str, Any]]]:
        """All decisions about the records of an article, by record, the last one first."""
        columns = "record, decision, decided_by, note, decided_at"
        sql = f"SELECT {columns} FROM decisions WHERE article = ? ORDER BY now DESC"
        found: dict[str, list[dict[str, Any]]] = {}
        for row in fetch(self._connection, sql, [article]):
            found.setdefault(row.pop("record"), []).append(row)
        return found

    def now(self) -> int:
        """The store's clock: it moves with everything that is written. What came since is asked for by the filter
        `added_after`."""
        return int(self._one("SELECT now FROM clock"))

    def versions(self, article: str) -> list[dict[str, Any]]:
        """The earlier texts of an article, the last one first, each with the difference to what replaced it."""
        return fetch(self._connection, "SELECT * FROM versions WHERE article = ? ORDER BY version DESC", [article])

    def info(self) -> dict[str, Any]:
        """What the store holds: where it is, rows of each table, days from and to, versions of the coder."""
        from dragoman.store.upkeep import size

        found: dict[str, Any] = {"store": self._where.shown, "schema": VERSION}
        for name in ("articles", *OF_ARTICLE, "decisions", "versions"):
            found[name] = self._one(f'SELECT count(*) FROM "{name}"')
        found["reports"] = self._one("SELECT count(DISTINCT report) FROM story_articles")
        found["stories"] = self._one("SELECT count(DISTINCT story) FROM story_articles")
        found["event_clusters"] = self._one("SELECT count(DISTINCT cluster) FROM event_clusters")
        found["from"] = self._one("SELECT min(day) FROM articles")
        found["to"] = self._one("SELECT max(day) FROM articles")
        found["coders"] = dict(
            self._connection.execute("SELECT coder, count(*) FROM articles GROUP BY ALL ORDER BY 2 DESC").fetchall()
        )
        return found | size(self._connection)

    def check(self) -> list[str]:
        """What is wrong with the store, a line each; nothing where every span, id, reference and file is right."""
        from dragoman.store.upkeep import check

        return check(self._connection)

    def compact(self, *, keep_hours: float = 24) -> dict[str, int]:
        """Puts small files together, and removes files that no one can still be reading: those that were replaced or
        left by a crash more than `keep_hours` ago. Gives the number of files before and after. Writers may go on."""
        from dragoman.store.upkeep import compact

        return retry(lambda: compact(self._connection, keep_hours), self._where)

    def transaction(self, work: Callable[[], Result]) -> Result:
        """What `work` gives, done in one transaction that is tried anew while other writers are in the way."""
        if self.read_only:
            raise StoreError(f"{self._where.shown} was opened to be read only")

        def once() -> Result:
            self._connection.execute("BEGIN")
            try:
                result = work()
                self._connection.execute("COMMIT")
            except BaseException:
                self._rollback()
                raise
            return result

        return retry(once, self._where)

    def _add(self, batch: list[CodedArticle], recode: bool) -> Added:
        def work() -> Added:
            added, written, known = write(self._connection, batch, recode=recode)
            if written:
                from dragoman.stories import link

                link(self._connection, written, known)
            return added

        added = self.transaction(work)
        self._commits += added.written > 0
        if self._commits >= _TIDY:
            self._commits = 0
            self._tidy()
        return added

    def _tidy(self) -> None:
        from dragoman.store.upkeep import tidy

        with suppress(StoreBusyError):  # others write: the next time will do
            retry(lambda: tidy(self._connection), self._where)

    def _decide(self, id: str, verdict: str, by: str, note: str | None, changes: Mapping[str, Any]) -> Record:
        now = tick(self._connection)
        record, article = self.record(id)
        (whole,) = coded_articles(self._connection, [article])
        after = decisions.corrected(record, changes, whole.text) if changes else record
        said = {"decision": verdict, "decided_by": by, "note": note, "now": now}
        self._keep(whole, after, said | {"record": id, "before": record.model_dump_json()})
        return after

    def _add_record(self, article: str, record: Record, by: str, note: str | None) -> Record:
        now = tick(self._connection)
        for whole in coded_articles(self._connection, [article]):
            decisions.check_new(record, whole)
            said = {"decision": "accepted", "decided_by": by, "note": note, "now": now}
            self._keep(whole, record, said | {"record": getattr(record, "id", None), "before": None})
            return record
        raise KeyError(article)

    def _keep(self, whole: CodedArticle, after: Record, said: dict[str, Any]) -> None:
        """Keeps a decision, and lays all those about the article's records over it."""
        from dragoman.stories import link

        row = said | {"kind": decisions.kind_of(after), "article": whole.id, "after": after.model_dump_json()}
        insert(self._connection, "decisions", [row | {"decided_at": datetime.now(UTC).replace(tzinfo=None)}])
        decided = decisions.decisions_of(self._connection, [whole.id])[whole.id]
        link(self._connection, [replace_records(self._connection, whole, decided)], [whole.id])

    def _beside(self, schema: str) -> Store:
        """A store that reads tables of another schema on the same database, in a transaction of its own."""
        other = object.__new__(Store)
        other._where, other.read_only = self._where, True
        other._connection, other._found, other._columns = self._connection.cursor(), {}, {}
        other._connection.execute(f"USE {schema}")
        return other

    def _prepare(self) -> None:
        import duckdb

        try:
            version = version_of(self._connection)
            if version is None:
                if self.read_only:
                    raise NoStoreError(f"no store at {self._where.shown}")
                self.transaction(self._create)
                return
            check_version(version, self._where.shown)
            if not self.read_only and (version < VERSION or missing(self._connection)):
                self.transaction(lambda: migrate(self._connection, version_of(self._connection) or VERSION))
        except duckdb.Error as error:
            raise failure(error, self._where) from error

    def _create(self) -> None:
        if version_of(self._connection) is None:  # another process may have been quicker
            create(self._connection)

    def _rollback(self) -> None:
        import duckdb

        try:
            self._connection.execute("ROLLBACK")
        except duckdb.Error:
            return  # it ended already

    def _ids(self) -> list[str]:
        return [id for (id,) in self._connection.execute('SELECT "id" FROM articles ORDER BY "id"').fetchall()]

    def _one(self, sql: str) -> Any:
        row = self._connection.execute(sql).fetchone()
        return row[0] if row else None


def _chunks(items: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
