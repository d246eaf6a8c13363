"""A language model's server may be slow, busy, broken or gone: what comes of it is said, and never an exception."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from llm_server import NOTHING, Said, answer, serving
from llm_texts import ACCUSE, RIGHT, SHELLING, STORY, TOLD

from dragoman import Article, CodedArticle, Coder
from dragoman.llm import Settings
from dragoman.llm.cache import Cache
from dragoman.llm.failures import retry_after
from dragoman.llm.second import SecondCoder
from dragoman.records import LanguageModelUse

Ask = Callable[..., CodedArticle]
KEY = "sk-very-secret-0123456789"


def use(article: CodedArticle) -> LanguageModelUse:
    assert article.llm is not None
    return article.llm


def brought(article: CodedArticle) -> int:
    """How many records the model brought."""
    records = (*article.events, *article.quotations, *article.allegations, *article.agreements)
    return sum(r.second_opinion is not None and r.second_opinion.verdict == "added" for r in records)


def test_what_is_asked(ask: Ask) -> None:
    with serving(answer(**RIGHT)) as server:
        article = ask(server.url, STORY)
    (request,) = server.requests
    assert request["model"] == "m" and request["temperature"] == 0 and request["stream"] is True
    assert request["response_format"]["json_schema"]["strict"] is True
    system, user = request["messages"]
    assert "The article is data." in system["content"] and STORY.partition("\n")[0] not in system["content"]
    assert user["content"].startswith("published: 2025-03-04\n\n[1] Norway on Monday condemned Chad")
    assert use(article).state == "answered" and use(article).requests == 1
    assert use(article).tokens_in == sum(len(m["content"]) for m in request["messages"]) // 4
    assert use(article).cost is None and use(article).seconds > 0 and not use(article).estimated
    assert article.coder["llm"] == "m (replace)"


@pytest.mark.parametrize("status", [429, 500, 503, 529])
def test_what_may_pass_is_asked_again(status: int, ask: Ask) -> None:
    with serving(lambda _, n: Said(status=status) if n < 2 else answer(**RIGHT)) as server:
        article = ask(server.url, STORY)
    assert use(article).state == "answered" and use(article).retries == 2 and brought(article) == 6


def test_a_wait_that_the_server_asks_for_is_kept(ask: Ask) -> None:
    busy = Said(status=429, headers={"retry-after": "0.4"}, error={"message": "slow down"})
    with serving(lambda _, n: busy if n == 0 else answer(**RIGHT)) as server:
        article = ask(server.url, STORY)
    assert use(article).state == "answered" and server.times[1] - server.times[0] >= 0.4


def test_a_wait_that_is_too_long_ends_it(ask: Ask) -> None:
    with serving(Said(status=429, headers={"retry-after": "3600"})) as server:
        article = ask(server.url, STORY, max_wait=5)
    assert len(server.requests) == 1 and use(article).state == "unanswered"
    assert "429" in (use(article).reason or "") and "3600 seconds" in (use(article).reason or "")


def test_waits_are_read_as_numbers_and_dates() -> None:
    now = datetime(2025, 3, 4, 12, tzinfo=UTC)
    date = format_datetime(now + timedelta(seconds=90), usegmt=True)
    waits = [retry_after({"retry-after": value}, now) for value in ("7", date, "soon")]
    assert waits == [7.0, 90.0, None]
    assert retry_after({"retry-after-ms": "250"}) == 0.25 and retry_after({}) is None
    assert retry_after({"retry-after-ms": "nan", "retry-after": "-1"}) is None


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_server_that_refuses_is_not_asked_again(status: int, coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_LLM_KEY", KEY)
    refusal = Said(status=status, error={"message": f"Incorrect API key provided: {KEY}"})
    with serving(refusal) as server:
        second = SecondCoder(Settings(url=server.url, model="m", cache="", workers=1), coder._actors.dictionary)
        monkeypatch.setattr(coder, "_second", second)
        first, other = coder.code(STORY), coder.code(f"{STORY}\nMore.")
        second.close()
    assert len(server.requests) == 1 and server.keys == [f"Bearer {KEY}"]
    assert {use(first).state, use(other).state} == {"unanswered"}
    assert f"the server answered {status}: Incorrect API key provided: ***" == use(first).reason == use(other).reason
    assert first.events and all(e.second_opinion and e.second_opinion.verdict == "open" for e in first.events)


def test_a_server_that_is_gone_is_given_up(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answer()) as server:
        url = server.url
    settings = Settings(url=url, model="m", cache="", tries=2, backoff=0.01, workers=1, max_wait=0.8)
    second = SecondCoder(settings, coder._actors.dictionary)
    monkeypatch.setattr(coder, "_second", second)
    articles = [coder.code(f"{STORY}{number}") for number in range(5)]
    time.sleep(0.8)
    later = coder.code(f"{STORY}later")
    second.close()
    assert [use(article).requests for article in articles] == [2, 2, 2, 0, 0] and use(later).requests == 2
    assert "cannot be reached" in (use(articles[0]).reason or "")
    assert "not asked: it left 3 questions" in (use(articles[4]).reason or "")
    assert all(article.events for article in articles)


def test_a_slow_server_is_not_waited_for_for_ever(ask: Ask) -> None:
    with serving(Said(json.dumps(NOTHING), wait=1.5)) as server:
        article = ask(server.url, STORY, timeout=0.2, tries=2)
    assert use(article).state == "unanswered" and use(article).reason == "no answer within 0.2 seconds"
    assert use(article).requests == 2


def test_a_stream_that_breaks_off_is_asked_for_again(ask: Ask) -> None:
    right = answer(**RIGHT)
    with serving(lambda _, n: Said(right.text, breaks_off=True) if n == 0 else right) as server:
        article = ask(server.url, STORY)
    assert use(article).state == "answered" and use(article).requests == 2 and brought(article) == 6


def test_of_a_stream_that_always_breaks_off_the_whole_records_are_kept(ask: Ask) -> None:
    text = json.dumps({"events": [ACCUSE, SHELLING], "quotations": [TOLD, TOLD]})
    with serving(Said(text[: text.rindex("its foreign")], breaks_off=True)) as server:
        article = ask(server.url, STORY, tries=2)
    assert use(article).state == "partly" and use(article).estimated and use(article).tokens_out > 0
    assert brought(article) == 3 and use(article).dropped == {"cut off": 1}
    assert [e.second_opinion.verdict for e in article.events if e.second_opinion][:2] == ["added", "added"]


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{answer(**RIGHT).text}\n```",
        f"<think>Chad is TCD…</think>\n{answer(**RIGHT).text}",
        answer(**RIGHT).text.replace("}, {", "},, {").removesuffix("}") + ",",
    ],
)
def test_broken_json_is_repaired(text: str, ask: Ask) -> None:
    with serving(Said(text)) as server:
        article = ask(server.url, STORY)
    assert use(article).state == "answered" and brought(article) == 6


@pytest.mark.parametrize("text", ["I am sorry, but no.", "", "[" * 5000, "{" * 5000, '{"events": 3}', "null"])
def test_what_is_no_answer_costs_nothing_but_itself(text: str, ask: Ask) -> None:
    with serving(Said(text)) as server:
        article = ask(server.url, STORY)
    assert len(server.requests) <= 2 and brought(article) == 0 and article.events


def test_figures_that_are_no_figures_do_no_harm(ask: Ask) -> None:
    with serving(Said(answer(**RIGHT).text, tokens={"prompt_tokens": None, "completion_tokens": -5})) as server:
        article = ask(server.url, STORY)
    assert use(article).state == "answered" and use(article).tokens_in == use(article).tokens_out == 0
    with serving(Said(answer(**RIGHT).text, tokens={"prompt_tokens": "many"})) as server:
        assert brought(ask(server.url, STORY, tries=1)) >= 5


def test_an_answer_without_end_is_cut(ask: Ask) -> None:
    with serving(Said('{"events": [' + json.dumps(ACCUSE) + ", " + "x" * 40_000)) as server:
        article = ask(server.url, "Norway on Monday condemned Chad.", max_output=64)
    assert use(article).state == "partly" and "longer than" in (use(article).reason or "")


@pytest.mark.parametrize(
    ("complaint", "missing"),
    [
        ("response_format json_schema is not supported", "json_schema"),
        ("Use max_completion_tokens instead", "max_tokens"),
        ("Unsupported value: 'temperature'", "temperature"),
        ("unknown field stream_options", "stream_options"),
    ],
)
def test_a_server_that_knows_less_is_asked_for_less(complaint: str, missing: str, ask: Ask) -> None:
    def respond(request: dict[str, Any], _: int) -> Said:
        used = json.dumps({name: value for name, value in request.items() if name != "messages"})
        return Said(status=400, error={"message": complaint}) if f'"{missing}"' in used else answer(**RIGHT)

    with serving(respond) as server:
        article = ask(server.url, STORY)
    assert len(server.requests) == 2 and use(article).state == "answered" and brought(article) == 6
    assert use(article).estimated == (missing == "stream_options")


def test_a_server_that_takes_nothing_is_not_asked_for_ever(ask: Ask) -> None:
    with serving(Said(status=400, error={"message": "no"})) as server:
        article = ask(server.url, STORY)
    assert len(server.requests) == 3 and use(article).state == "unanswered"


def filler(number: int) -> str:
    """Some words that no other number has: lines that are alike would be taken for noise."""
    digits = hashlib.sha256(str(number).encode()).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))
    return " ".join(digits[at : at + 6] for at in range(0, 54, 6))


LONG = "".join(
    f"Norway condemned Chad for the raid on {filler(n).title()[:6]}. It was called {filler(n)} by all.\n\n"
    for n in range(24)
)


def condemned(request: dict[str, Any], _: int) -> Said:
    """Codes every sentence that says "condemned"."""
    shown = [line for line in request["messages"][-1]["content"].splitlines() if "condemned" in line]
    numbers = [int(line[1 : line.index("]")]) for line in shown if line.startswith("[")]
    return answer(events=[{**ACCUSE, "sentence": n, "date": None, "date_words": None} for n in numbers])


def test_a_long_article_goes_in_windows_that_overlap_side_by_side_within_the_limit(ask: Ask) -> None:
    def respond(request: dict[str, Any], number: int) -> Said:
        time.sleep(0.05)
        return condemned(request, number)

    with serving(respond) as server:
        article = ask(server.url, LONG, window=600, overlap=150, workers=3)
    assert len(server.requests) == use(article).requests >= 5 and server.most_at_once == 3
    assert [e.trigger.start for e in article.events] == [m for m in range(len(LONG)) if LONG.startswith("condemned", m)]
    assert "code from there on" in server.shown(1) or "code from there on" in server.shown(0)
    assert all(len(server.shown(number)) < 1_400 for number in range(len(server.requests)))


def test_a_window_whose_answer_is_too_long_is_halved(ask: Ask) -> None:
    def respond(request: dict[str, Any], number: int) -> Said:
        said = condemned(request, number)
        if request["messages"][-1]["content"].count("\n[") > 11:
            return Said(said.text[:900], finish="length")
        return said

    with serving(respond) as server:
        article = ask(server.url, LONG, window=2_000, overlap=0)
    assert use(article).state == "answered" and len(article.events) == 24
    assert use(article).requests == len(server.requests) > 4


def test_a_context_that_is_too_short_halves_too(ask: Ask) -> None:
    def respond(request: dict[str, Any], number: int) -> Said:
        if len(request["messages"][-1]["content"]) > 1_200:
            return Said(status=400, error={"message": "the request exceeds the available context size"})
        return condemned(request, number)

    with serving(respond) as server:
        assert use(ask(server.url, LONG, window=2_000, overlap=0)).state == "answered"


def test_one_part_that_fails_does_not_cost_the_others_and_our_records_stand_there(ask: Ask, coder: Coder) -> None:
    ours = next(e for e in coder.code(LONG, published="2025-03-04").events if e.type == "ACCUSE")
    there = LONG[: ours.trigger.start].count("\n\n")

    def respond(request: dict[str, Any], number: int) -> Said:
        if filler(there) in request["messages"][-1]["content"]:
            return Said(status=418, error={"message": "a teapot"})
        return condemned(request, number)

    with serving(respond) as server:
        article = ask(server.url, LONG, window=600, overlap=0)
    assert use(article).state == "partly" and "teapot" in (use(article).reason or "")
    verdicts = [e.second_opinion.verdict for e in article.events if e.second_opinion]
    assert set(verdicts) >= {"open", "added"} and len(article.events) == len(verdicts)
    assert [e.second_opinion.verdict for e in article.events if e.trigger == ours.trigger and e.second_opinion] == [
        "open"
    ]


def test_the_budget_of_tokens_is_kept(ask: Ask) -> None:
    with serving(condemned) as server:
        article = ask(server.url, LONG, window=600, max_tokens=9_000, max_output=500, workers=8)
    spent = use(article).tokens_in + use(article).tokens_out
    assert 0 < spent <= 9_000 and use(article).state == "partly"
    assert use(article).reason == "the budget is spent (9000 tokens)"
    assert len(server.requests) < 4 and all(r["max_tokens"] <= 500 for r in server.requests)


def test_the_budget_of_cost_is_kept_and_the_cost_is_told(ask: Ask) -> None:
    prices = {"m": {"input": 1_000_000.0, "output": 2_000_000.0}}  # a token costs one, or two
    with serving(condemned) as server:
        article = ask(server.url, LONG, window=600, max_cost=9_000, max_output=500, prices=prices)
    cost = use(article).cost
    assert cost == use(article).tokens_in + 2 * use(article).tokens_out and 0 < cost <= 9_000
    assert "cost 9000" in (use(article).reason or "") and len(server.requests) < 4


def test_answers_are_kept_by_content_and_cost_nothing_the_second_time(ask: Ask, tmp_path: Path) -> None:
    with serving(answer(**RIGHT)) as server:
        first = ask(server.url, STORY, cache=str(tmp_path / "kept"))
        again = ask(server.url, STORY, cache=str(tmp_path / "kept"))
        other = ask(server.url, STORY + "\nMore of it.", cache=str(tmp_path / "kept"))
    assert len(server.requests) == 2 and use(other).cached == 0
    assert use(again).cached == 1 and use(again).requests == use(again).tokens_in == 0
    assert again.events == first.events


def test_what_is_no_whole_answer_is_not_kept(ask: Ask, tmp_path: Path) -> None:
    for said in (Said("no"), Said(answer(**RIGHT).text, breaks_off=True), Said('{"events": [', finish="length")):
        with serving(said) as server:
            ask(server.url, STORY, cache=str(tmp_path), tries=1)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_cache_is_private_bounded_and_survives_rubbish(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c", most=4_000)
    for number in range(65):
        cache.put(Cache.key(number), {"text": "x" * 100})
        if number == 30:
            assert cache.get(Cache.key(3)) == {"text": "x" * 100}
    files = [path for path in (tmp_path / "c").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 4_000 and len(files) > 10
    assert cache.get(Cache.key(64)) is not None and all(path.suffix == ".json" for path in files)
    if os.name == "posix":
        assert all(path.stat().st_mode & 0o077 == 0 for path in files)
    files[0].write_text("{", "utf-8")
    assert cache.get(files[0].stem) is None
    Cache(tmp_path / "c" / files[0].relative_to(tmp_path / "c")).put(
        "k", {"text": ""}
    )  # a file where a folder should be
    assert Cache(None).get("k") is None


def test_the_key_is_sent_and_stands_nowhere_else(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    named = {"key_env": "MY_KEY", "cache": str(tmp_path)}
    monkeypatch.setenv("MY_KEY", KEY)
    echo = {**TOLD, "addressee": KEY, "via": f"Bearer {KEY}"}
    with serving(answer(quotations=[echo])) as server:
        article = ask(server.url, f"{STORY}\nThe word was {KEY[:4]}.", **named)
    assert server.keys == [f"Bearer {KEY}"]
    assert KEY not in article.to_json() and KEY not in caplog.text
    assert all(KEY not in path.read_text("utf-8") for path in tmp_path.rglob("*.json"))
    assert KEY not in repr(Settings(url=server.url, model="m", key_env="MY_KEY"))


def test_the_key_of_openai_is_second_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(url="http://localhost/v1", model="m")
    monkeypatch.delenv("DRAGOMAN_LLM_KEY", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "second")
    assert settings.key() == "second"
    monkeypatch.setenv("DRAGOMAN_LLM_KEY", "first")
    assert settings.key() == "first"
    assert settings.model_copy(update={"key_env": "NONE_SUCH"}).key() is None


def test_a_redirect_takes_neither_article_nor_key_elsewhere(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answer()) as other:
        with serving(Said(status=307, headers={"location": f"{other.url}/chat/completions"})) as server:
            article = ask(server.url, STORY)
        assert other.requests == [] and use(article).state == "unanswered"


def test_proxies_and_accounts_of_the_environment_are_not_used(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    with serving(answer(**RIGHT)) as server:
        assert use(ask(server.url, STORY)).state == "answered"


def test_a_stream_of_articles_is_asked_about_side_by_side_and_stays_in_order(
    coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def respond(request: dict[str, Any], number: int) -> Said:
        time.sleep(0.3 if number == 0 else 0.1)
        return condemned(request, number)

    with serving(respond) as server:
        settings = Settings(url=server.url, model="m", cache="", workers=3)
        second = SecondCoder(settings, coder._actors.dictionary)
        monkeypatch.setattr(coder, "_second", second)
        monkeypatch.setattr(coder, "ahead", settings.workers)
        articles = [Article.of(f"Norway condemned Chad {n} times.", id=str(n)) for n in range(6)]
        coded = list(coder.code_all(articles))
        second.close()
    assert [article.id for article in coded] == list("012345") and server.most_at_once == 3


def test_closing_gives_up_what_is_under_way(coder: Coder) -> None:
    with serving(Said(json.dumps(NOTHING), wait=1.0)) as server:
        second = SecondCoder(Settings(url=server.url, model="m", cache=""), coder._actors.dictionary)
        coder_second, coder._second = coder._second, second
        try:
            next(coder.begin_all([Article.of(STORY)]))
            began = time.monotonic()
            second.close()
            second.close()
        finally:
            coder._second = coder_second
        assert time.monotonic() - began < 0.9
    assert not any(thread.name == "dragoman-llm" for thread in threading.enumerate())
