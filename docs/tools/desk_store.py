"""A store to be shown: invented news of ten weeks, coded, with watches, alerts, feeds and a decision."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from dragoman import Article, Coder
from dragoman.monitor.delivery import Deliveries
from dragoman.monitor.environment import senders
from dragoman.monitor.feeds import Feeds, now
from dragoman.monitor.watches import Watches
from dragoman.store import Store

LAST = date(2026, 2, 15)
DAYS = 70
A_DAY = 4

OUTLETS = ("The Harbor Dispatch", "North Sea Courier", "Delta Morning Post", "Capital Wire Review", "The Meridian")

# By the two who have to do with each other: the capital that it is told from, and what is told; {a} and {b} are they.
FRIENDLY = (
    "{a} and {b} signed an agreement on grain exports in {place} on {day}.",
    "{a}'s foreign minister met {b}'s ambassador in {place} on {day} to discuss trade.",
    "{a} pledged {n} million dollars in aid to {b} on {day}.",
    "{a} praised {b} for the release of detained sailors.",
    "{a} agreed to resume talks with {b} next month.",
)
HOSTILE = (
    "{a} condemned {b} on {day} for the seizure of a fishing boat.",
    "{a} summoned {b}'s ambassador in {place} on {day} over the incident.",
    "{a} accused {b} of violating the Fisheries Treaty.",
    "{a} threatened {b} with sanctions on {day}.",
    "{a} rejected {b}'s demands for an apology.",
)
WAR = (
    "{a} imposed sanctions on {b} on {day} after the attack near {place}.",
    "{a}'s navy attacked a coast guard ship of {b} near {place} on {day}.",
    "{a} expelled {n} diplomats of {b} on {day}.",
)
SAID = (
    '"{b} must respect the law," said {who}, a spokesperson for the {adj} Foreign Ministry.',
    "{who}, the {adj} foreign minister, told reporters that the talks with {b} would go on.",
    '"We will not accept this," {who}, the {adj} president, said in a statement.',
)
WHO = ("Maria Santos", "Karim Haddad", "Elena Petrova", "Jonas Lind", "Amara Diallo", "Wei Lan")
STATES = {
    "Norway": ("Norwegian", "Oslo"),
    "Iran": ("Iranian", "Tehran"),
    "Japan": ("Japanese", "Tokyo"),
    "Kenya": ("Kenyan", "Nairobi"),
    "Brazil": ("Brazilian", "Brasilia"),
    "Egypt": ("Egyptian", "Cairo"),
    "France": ("French", "Paris"),
    "the Philippines": ("Philippine", "Manila"),
    "China": ("Chinese", "Beijing"),
}
PAIRS = (
    *(("Norway", "Iran"), ("Japan", "Brazil"), ("Egypt", "Kenya"), ("France", "Iran"), ("the Philippines", "China")),
    *(("France", "Kenya"), ("Norway", "Japan")),
)


def articles() -> Iterator[Article]:
    """The news, day by day; in the last week there is trouble between two."""
    chance = random.Random(11)  # noqa: S311
    for n in range(DAYS * A_DAY):
        day = LAST - timedelta(days=DAYS - 1 - n // A_DAY)
        hot = (LAST - day).days < 7
        pair = ("the Philippines", "China") if hot and chance.random() < 0.6 else chance.choice(PAIRS)
        yield _article(n, day, pair, hot and pair[1] == "China", chance)


def _article(n: int, day: date, pair: tuple[str, str], hot: bool, chance: random.Random) -> Article:
    a, b = pair if chance.random() < 0.6 else pair[::-1]
    adjective, capital = STATES[a]
    lines = (*WAR, *HOSTILE[:2]) if hot else (*FRIENDLY, *FRIENDLY, *HOSTILE)
    told = chance.sample(lines, 3)
    when = f"{day - timedelta(days=chance.choice((0, 1))):%A}"
    words = {"a": a, "b": b, "adj": adjective, "place": chance.choice((capital, STATES[b][1])), "day": when}

    def filled(line: str) -> str:
        who = chance.choice(WHO)
        text = line.format(**words, n=chance.randint(2, 40), who=who)
        return text[0].upper() + text[1:]

    parts = [
        f"{capital.upper()} — {filled(told[0])}",
        f"{filled(chance.choice(SAID))} {filled(told[1])}",
        filled(told[2]),
    ]
    title = told[0].format(**words, n=3, who="").rstrip(".").replace(f" on {when}", "")
    return Article.of(
        "\n\n".join(parts),
        id=f"news-{n:03}",
        title=title[0].upper() + title[1:],
        published=day.isoformat(),
        outlet=chance.choice(OUTLETS),
        url=f"https://dispatch.example/{day:%Y/%m/%d}/{n}",
    )


def make(folder: Path, examples: Path) -> str:
    """Makes the store. Gives the id of the article that is shown."""
    from dragoman.reading import read

    coder = Coder()
    with Store(folder) as store:
        news = list(articles())
        held = news[: -7 * A_DAY]
        store.add(coder.code_all(iter(held)))
        watches = Watches(store)
        watches.add("Philippines and China", "sources:2", {"pair": ["PHL-CHN"]})
        watches.add("Iran, any sanctions", "new", {"country": ["IRN"], "type": ["SANCTION"]})
        watches.add("Kenya, mean score", "score", {"country": ["KEN"]})
        Deliveries(store, senders()).add("desk", "email", "desk@dispatch.example")
        store.add(coder.code_all(iter(news[-7 * A_DAY :])))
        shown = [one for one in read([str(examples)]) if isinstance(one, Article)]
        store.add(coder.code_all(iter(shown)))
        watches.run(today=LAST)
        _feeds(store)
        (article,) = store.coded([shown[0].id])
        store.decide(article.events[0].id, "accepted", by="Ada", note="checked against the embassy's statement")
    return shown[0].id


def _feeds(store: Store) -> None:
    feeds = Feeds(store)
    said = {
        "https://dispatch.example/world.xml": {"state": "ok", "kind": "rss", "title": OUTLETS[0], "entries": 40},
        "https://courier.example/atom": {"state": "ok", "kind": "atom", "title": OUTLETS[1], "entries": 25},
        "https://delta.example/sitemap.xml": {
            "state": "unreadable",
            "kind": "sitemap",
            "title": OUTLETS[2],
            "entries": 12,
            "reason": "its pages have changed: no article found in any of 6 new ones",
        },
        "https://meridian.example/news": {"state": "broken", "reason": "the server answered 503", "failures": 2},
    }
    for url, state in said.items():
        row = feeds.table.get(feeds.add(url))
        assert row  # noqa: S101 - it was added just now
        feeds.table.put([row | state | {"checked_at": now()}])
        rows = [
            {"url": f"{url}/{n}", "feed": url, "state": "stored", "found_at": now(), "tries": 1}
            for n in range(state.get("entries", 0))  # type: ignore[call-overload]
        ]
        feeds.articles.put(rows)
