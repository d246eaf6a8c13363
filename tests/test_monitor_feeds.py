"""Feeds, against a real server on the loopback interface."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from feed_server import STORY, Site, atom, bomb, page, rss, serving, sitemap
from typer.testing import CliRunner

from dragoman import CodedArticle
from dragoman.cli.app import app
from dragoman.monitor.feeds import Feeds, now
from dragoman.monitor.polite import PoliteFetcher, asked_to_wait
from dragoman.monitor.robots import Rules
from dragoman.monitor.rounds import Round, run_round
from dragoman.reading import Fetcher, FetchError
from dragoman.records import Article
from dragoman.store import Store


class Quick:
    """A coder that finds nothing: what is tested is what reaches it."""

    def code(self, article: Article) -> CodedArticle:
        if "faulty" in article.text:
            raise RuntimeError("no good")
        return CodedArticle(**article.to_dict(), coder={"version": "1"})


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store") as store:
        yield store


def go(store: Store, **options: Any) -> Round:
    fetch = PoliteFetcher(Fetcher(allow_hosts={"127.0.0.1"}, seconds=10), pause=0)
    return run_round(store, lambda: Quick(), fetch, **options)  # type: ignore[arg-type, return-value]


def state(store: Store) -> tuple[str, str | None]:
    (feed,) = Feeds(store).all()
    return feed["state"], feed["reason"]


def later(store: Store, hours: float) -> None:
    """As if so many hours had gone by."""
    for table in (Feeds(store).table, Feeds(store).articles):
        rows = table.rows()
        for row in rows:
            for name in ("next_at", "found_at", "added_at", "checked_at"):
                if row.get(name):
                    row[name] -= timedelta(hours=hours)
        table.put(rows)


def urls(store: Store) -> list[str]:
    return sorted(row["url"] for row in store.articles().rows())


def with_feed(store: Store, site: Site, body: bytes, path: str = "/feed", **headers: str) -> None:
    Feeds(store).add(site.put(path, body, **headers))


@pytest.mark.parametrize("kind", ["rss", "atom", "sitemap", "list", "index"])
def test_every_kind_of_feed_brings_its_articles_once(store: Store, site: Site, kind: str) -> None:
    for path in ("/one", "/two"):
        site.put(path, page(path))
    site.put("/map.xml.gz", gzip.compress(sitemap("/one", "/two", base=site.url)), Content_Type="application/gzip")
    index = f"<sitemapindex><sitemap><loc>{site.url}/map.xml.gz</loc></sitemap></sitemapindex>".encode()
    body = {
        "rss": rss("/one", f"{site.url}/two?utm_source=feed#top", "/one"),
        "atom": atom("/one", "/two"),
        "sitemap": sitemap("/one", "/two", base=site.url),
        "list": f"# ours\n{site.url}/one\n{site.url}/two\n".encode(),
        "index": index,
    }[kind]
    with_feed(store, site, body, Content_Type="text/xml")
    site.put("/two?utm_source=feed", b"", 500)
    done = go(store)
    assert (done.well, done.added.new, done.listed, done.lines) == (True, 2, 2, [])
    assert urls(store) == [f"{site.url}/one", f"{site.url}/two"]
    assert state(store) == ("ok", None) and Feeds(store).all()[0]["kind"] == kind
    again = go(store)
    assert (again.well, again.added.written, site.count("/one")) == (True, 0, 1)


def test_the_feed_says_day_and_outlet_where_the_page_does_not(store: Store, site: Site) -> None:
    site.put("/one", f"<html><body><article><p>{STORY}</p></article></body></html>".encode())
    with_feed(store, site, rss("/one"))
    go(store)
    (row,) = store.articles().rows()
    assert (row["published"], row["outlet"]) == ("2025-03-04", "The Harbor Dispatch")


def test_an_unchanged_feed_is_not_sent_again_and_what_was_left_over_is_not_lost(store: Store, site: Site) -> None:
    for path in ("/one", "/two"):
        site.put(path, page(path))
    with_feed(store, site, rss("/one", "/two"), ETag='"a"')
    first = go(store, most=1)
    assert (first.added.new, first.waiting) == (1, 1)
    second = go(store)
    assert (second.unchanged, second.added.new, second.well) == (1, 1, True)


def test_a_feed_that_fails_is_broken_and_left_alone_for_longer_and_longer(store: Store, site: Site) -> None:
    with_feed(store, site, rss("/one"))
    site.put("/feed", b"", 500)
    assert not go(store).well
    assert state(store) == ("broken", "the server answered 500 Internal Server Error")
    done = go(store)
    assert (done.feeds, done.left_alone, done.well, len(done.lines)) == (0, 1, False, 1)
    waits = []
    for _ in range(3):
        go(store, force=True)
        waits.append((Feeds(store).all()[0]["next_at"] - now()).total_seconds())
    assert waits == pytest.approx([600, 1200, 2400], abs=30)
    site.put("/one", page("one"))
    site.put("/feed", rss("/one"))
    later(store, 1)
    assert go(store).well and state(store) == ("ok", None)


def test_a_server_that_says_when_to_come_back_is_obeyed(store: Store, site: Site) -> None:
    with_feed(store, site, b"")
    site.put("/feed", b"", 429, Retry_After="7200")
    go(store)
    assert (Feeds(store).all()[0]["next_at"] - now()).total_seconds() == pytest.approx(7200, abs=30)
    error = FetchError("", "", 503, "Thu, 01 Jan 1970 00:01:00 GMT")
    assert asked_to_wait(error, 0.0) == 60 and asked_to_wait(FetchError("", "", 503, "soon"), 0.0) == 0


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (rss(), ("empty", "it lists nothing")),
        (b"", ("broken", "empty: nothing came")),
        (b"<html><head><link rel=alternate type='application/rss+xml' href='/rss'></head></html>", ("broken", "/rss")),
        (b"<rss version='2.0'><channel><item><title>x</title></item></channel></rss>", ("broken", "has an address")),
        (b"<catalog><thing/></catalog>", ("broken", "neither RSS")),
        (b"Hello, world", ("broken", "neither RSS")),
        (b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'b'>]><rss>&a;</rss>", ("broken", "entities")),
        (b"\x1f\x8bno gzip", ("broken", "broken gzip")),
    ],
)
def test_a_feed_that_brings_nothing_is_never_silently_empty(
    store: Store, site: Site, body: bytes, found: tuple[str, str]
) -> None:
    with_feed(store, site, body)
    done = go(store)
    assert not done.well and done.not_well == [f"{site.url}/feed"] and done.lines
    told = state(store)
    assert told[0] == found[0] and found[1] in (told[1] or "")


def test_a_feed_that_changes_is_reported(store: Store, site: Site) -> None:
    site.put("/one", page("one"))
    with_feed(store, site, rss("/one"))
    assert go(store).well
    site.put("/feed", atom("/one"))
    assert not go(store).well
    assert state(store) == ("changed", "it was rss and is atom now")
    assert go(store).well
    site.put("/feed", atom())
    go(store)
    assert state(store) == ("empty", "it lists nothing any more; it had 1")


def test_pages_without_any_article_are_reported_until_there_is_one_again(store: Store, site: Site) -> None:
    paths = [f"/{number}" for number in range(4)]
    for path in paths:
        site.put(path, b"<html><body><div></div></body></html>")
    with_feed(store, site, rss(*paths))
    assert go(store).failed == 4
    told = state(store)
    assert told[0] == "unreadable" and "in any of 4 new ones" in (told[1] or "")
    site.put("/new", page("new"))
    site.put("/feed", rss("/new"))
    go(store)
    assert state(store)[0] == "ok"


def test_a_bad_article_loses_no_other_and_is_given_up_in_the_end(store: Store, site: Site) -> None:
    site.put("/good", page("good"))
    site.put("/faulty", page("faulty"))
    site.put("/picture", b"x", Content_Type="image/png")
    with_feed(store, site, rss("/missing", "/faulty", "/picture", "/good", "http://[broken", "mailto:a@b.example"))
    done = go(store)
    assert (done.added.new, done.failed, done.well) == (1, 3, False)
    assert len([line for line in done.lines if line.startswith(site.url)]) == 3
    for _ in range(4):
        later(store, 5)
        go(store)
    assert site.count("/missing") == 3
    assert Feeds(store).all()[0]["failed"] == 3


def test_an_edited_article_is_a_new_version(store: Store, site: Site) -> None:
    site.put("/one", page("one"), ETag='"1"')
    site.put("/two", page("two"))
    with_feed(store, site, rss("/one", "/two"))
    go(store)
    later(store, 1.1)
    assert (go(store).checked, site.count("/one")) == (2, 2)
    site.put("/one", page("one", STORY + " The talks failed."), ETag='"2"')
    later(store, 2.1)
    done = go(store)
    assert (done.added.edited, done.added.new, done.checked) == (1, 0, 1)
    (row,) = store.articles(text="failed").rows()
    assert row["version"] == 2 and len(store.versions(row["id"])) == 1
    later(store, 100)
    go(store)
    later(store, 100)
    go(store)
    assert site.count("/one") == 4, "what is old is not looked at any more"


def test_redirects_to_private_addresses_are_refused(store: Store, site: Site) -> None:
    site.put("/away", b"", 302, Location="http://127.0.0.2:9/secret")
    with_feed(store, site, rss("/away"))
    done = go(store)
    assert done.failed == 1 and "127.0.0.2, which is not public" in done.lines[0]


def test_without_leave_no_private_address_is_read(store: Store, site: Site) -> None:
    with_feed(store, site, rss("/one"))
    run_round(store, lambda: Quick(), PoliteFetcher(Fetcher(), pause=0))  # type: ignore[arg-type, return-value]
    assert "not public" in (state(store)[1] or "") and site.asked == []


def test_bombs_are_bounded(store: Store, site: Site) -> None:
    site.put("/one", bomb(), Content_Encoding="gzip")
    with_feed(store, site, rss("/one"))
    Feeds(store).add(site.put("/map.xml.gz", bomb(), Content_Type="application/gzip"))
    done = go(store)
    assert sum("larger than" in line for line in done.lines) == 2


def test_robots_txt_is_obeyed_also_where_a_redirect_leads(store: Store, site: Site) -> None:
    site.put("/robots.txt", b"User-agent: *\nDisallow: /private/\n")
    site.put("/private/one", page("one"))
    site.put("/two", b"", 302, Location="/private/two")
    with_feed(store, site, rss("/private/one", "/two"))
    done = go(store)
    assert done.failed == 2 and all("robots.txt" in line for line in done.lines)
    assert site.count("/private/one") == site.count("/private/two") == 0 and site.count("/robots.txt") == 1


def test_a_host_whose_robots_txt_cannot_be_had_is_not_read(store: Store, site: Site) -> None:
    site.put("/robots.txt", b"", 503)
    with_feed(store, site, rss("/one"))
    go(store)
    assert state(store)[0] == "broken" and site.count("/feed") == 0


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /\nAllow: /news", "/news/1", True),
        ("User-agent: *\nDisallow: /*?print", "/a?print=1", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdfs", True),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: other\nUser-agent: Dragoman\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", False),
        ("user-agent: dragoman\nallow: /\nuser-agent: *\ndisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("User-agent: *\nDisallow: /" + "*a" * 2000 + "b", "/" + "a" * 2000, True),
    ],
)
def test_rules_of_robots_txt(text: str, path: str, allowed: bool) -> None:
    assert Rules(text).allow(path) is allowed


def test_a_delay_that_a_host_asks_for_is_read_and_bounded() -> None:
    delays = [Rules(f"User-agent: *\nCrawl-delay: {said}").delay for said in ("2.5", "9999", "soon")]
    assert delays == [2.5, 60.0, 0.0]


def test_one_host_is_never_asked_twice_at_once_and_given_a_pause(site: Site) -> None:
    import time

    fetch = PoliteFetcher(Fetcher(allow_hosts={"127.0.0.1"}), pause=0.2)
    began = time.monotonic()
    for path in ("/one", "/two"):
        fetch(site.put(path, page(path)))
    assert time.monotonic() - began >= 0.2


def test_the_commands(tmp_path: Path, site: Site) -> None:
    folder = str(tmp_path / "news")
    site.put("/one", page("one"))
    feed = site.put("/feed", rss("/one"))

    def dragoman(*words: str) -> tuple[int, str, str]:
        ended = CliRunner().invoke(app, ["feed", *words, "--store", folder])
        return ended.exit_code, ended.stdout, ended.stderr

    assert dragoman("add", feed)[0] == 0
    assert dragoman("add", feed)[0] == 2 and "no address" in dragoman("add", "ftp://x")[2]
    status, _, said = dragoman("run", "--allow-host", "127.0.0.1", "--pause", "0")
    assert status == 0 and "1 feed read; 1 article added" in said
    status, out, _ = dragoman("list")
    assert status == 0 and {"state": "ok", "stored": 1, "failed": 0}.items() <= json.loads(out).items()
    site.put("/feed", b"", 500)
    status, _, said = dragoman("run", "--allow-host", "127.0.0.1", "--pause", "0")
    assert status == 1 and "1 NOT WELL" in said and f"{feed}: broken: the server answered 500" in said
    assert dragoman("list")[0] == 1
    assert dragoman("remove", feed)[0] == 0 and dragoman("remove", feed)[0] == 1
    assert dragoman("list")[:2] == (0, "")
    with Store(folder, read_only=True) as store:
        assert len(store.articles().rows()) == 1
