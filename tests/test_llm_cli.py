"""`dragoman code --llm`: options, the configuration, what is said, and what ends how."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from llm_server import Said, Server, answer, serving
from llm_texts import RIGHT, STORY

import dragoman.cli.second
import dragoman.cli.work
from dragoman import CodedArticle, Coder
from dragoman.cli.app import app
from dragoman.llm import ConfigError, Settings, read_config
from dragoman.llm.second import SecondCoder

KEY = "sk-secret-of-the-user"


@pytest.fixture(autouse=True)
def one_coder(coder: Coder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every run gets the session's coder, with a second one where settings ask for it."""

    def load(_: str | None, __: Path | None, ___: Path | None, ____: bool, llm: Settings | None) -> Coder:
        if llm is not None:
            monkeypatch.setattr(coder, "_second", SecondCoder(llm, coder._actors.dictionary))
            monkeypatch.setattr(coder, "ahead", llm.workers)
        return coder

    monkeypatch.setattr(dragoman.cli.work, "_load", load)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    monkeypatch.setenv("DRAGOMAN_LLM_KEY", KEY)


@pytest.fixture
def server() -> Iterator[Server]:
    """A model that reads the story well."""
    with serving(answer(**RIGHT)) as made:
        yield made


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    path = tmp_path / "stories.jsonl"
    lines = [{"id": f"s{number}", "published": "2025-03-04", "text": f"{STORY}\nMore {number}."} for number in range(3)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def run(*arguments: object, status: int = 0) -> None:
    with pytest.raises(SystemExit) as ended:
        app([str(argument) for argument in arguments], prog_name="dragoman")
    assert ended.value.code == status


def lines(text: str) -> list[CodedArticle]:
    return [CodedArticle.model_validate(json.loads(line)) for line in text.splitlines()]


def test_options_ask_for_a_second_opinion(server: Server, stories: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("code", stories, "--llm", server.url, "--llm-model", "m", "--llm-mode", "replace")
    out, err = capsys.readouterr()
    articles = lines(out)
    assert [article.id for article in articles] == ["s0", "s1", "s2"]
    assert all(article.llm is not None and article.llm.accepted == 6 for article in articles)
    assert server.keys == [f"Bearer {KEY}"] * 3
    said = err.splitlines()
    assert said[0] == "dragoman: articles are sent to 127.0.0.1, to be read by m"
    assert said[-1].startswith("dragoman: 3 articles coded; m: 3 requests, ") and said[-1].endswith(" tokens")
    assert KEY not in out + err


def test_nothing_is_sent_unless_it_is_asked_for(
    server: Server, stories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dragoman.toml").write_text(f'[llm]\nurl = "{server.url}"\nmodel = "m"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    run("code", stories)
    assert server.requests == [] and all(article.llm is None for article in lines(capsys.readouterr().out))


def test_a_configuration_asks_too_and_options_go_before_it(
    server: Server, stories: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "my.toml"
    config.write_text(
        f'[llm]\nurl = "{server.url}"\nmodel = "big"\nmode = "replace"\ncache = ""\n'
        "[llm.prices.small]\ninput = 2.0\noutput = 8.0\n",
        "utf-8",
    )
    run("code", stories, "--config", config, "--llm-model", "small", "--llm-mode", "merge", "--llm-max-cost", "5")
    out, err = capsys.readouterr()
    articles = lines(out)
    assert {article.llm.mode for article in articles if article.llm} == {"merge"}
    assert {request["model"] for request in server.requests} == {"small"}
    cost = sum(article.llm.cost or 0 for article in articles if article.llm)
    assert cost > 0 and f"cost {cost:.4f}" in err.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--llm", "http://localhost:1/v1"], "--llm-model NAME"),
        (["--llm-model", "m"], "--llm URL"),
        (["--llm-mode", "merge"], "--llm URL"),
        (["--llm", "localhost:8000", "--llm-model", "m"], "http(s) address"),
        (["--llm", "http://me:pw@localhost/v1", "--llm-model", "m"], "environment"),
        (["--llm", "http://localhost/v1?key=1", "--llm-model", "m"], "without ?"),
        (["--llm", "http://localhost:1/v1", "--llm-model", "m", "--llm-mode", "guess"], "guess"),
        (["--llm", "http://localhost:1/v1", "--llm-model", "m", "--llm-max-tokens", "0"], "--llm-max-tokens"),
        (["--llm", "http://localhost:1/v1", "--llm-model", "m", "--llm-max-cost", "1"], "price of 'm'"),
        (["--config", "none.toml"], "none.toml"),
    ],
)
def test_wrong_use_is_told(
    arguments: list[str], reason: str, stories: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("code", stories, *arguments, status=2)
    told = " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert reason in told and "pw@" not in told


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[llm\n", "no TOML"),
        ("[other]\n", "no section 'other'"),
        ("llm = 3\n", "no table"),
        ('[llm]\napi_key = "x"\n', "not kept in a file"),
        ('[llm]\nurl = "http://localhost/v1"\nmodel = "m"\nworkers = 0\n', "llm.workers"),
        ('[llm]\nurl = "http://localhost/v1"\nmodel = "m"\nspeed = 9\n', "llm.speed"),
        ('[llm]\nurl = "http://localhost/v1"\nmodel = "m"\nwindow = 300\n', "llm.overlap"),
        ('[llm]\nurl = "http://localhost/v1"\nmodel = "m"\nprices = {m = {input = -1, output = 2}}\n', "llm.prices.m"),
    ],
)
def test_a_wrong_configuration_names_the_value(content: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "dragoman.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(ConfigError, match=reason.replace("(", r"\(")):
        Settings.of(read_config(path))


def test_the_configuration_of_the_docs_is_one() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "llm.md").read_text("utf-8")
    table = tomllib.loads(page.partition("```toml\n")[2].partition("```")[0])["llm"]
    settings = Settings.of(table)
    assert settings.price is not None and set(Settings.model_fields) == set(table)


def test_what_went_wrong_is_told_once_and_our_records_are_written(
    stories: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Said(status=401, error={"message": f"bad key {KEY}"})) as server:
        run("code", stories, "--llm", server.url, "--llm-model", "m", status=1)
    out, err = capsys.readouterr()
    articles = lines(out)
    assert len(articles) == 3 and all(article.events for article in articles)
    said = err.splitlines()
    assert said[1] == f"dragoman: {stories}, line 1: no second opinion: the server answered 401: bad key ***"
    assert said[2].endswith("3 articles without a whole second opinion") and len(said) == 3
    assert KEY not in out + err


def test_a_way_that_others_can_read_is_told(stories: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(url="http://models.example/v1", model="m")
    dragoman.cli.second.Account(settings).warn()
    assert "not encrypted: others may read the articles and the key" in capsys.readouterr().err
    for url in ("https://models.example/v1", "http://localhost:1/v1", "http://127.0.0.1:1/v1", "http://[::1]:1/v1"):
        assert not Settings(url=url, model="m").exposed


def test_libraries_that_are_missing_are_named_before_anything_is_read(
    stories: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dragoman.cli.second, "find_spec", lambda name: None)
    run("code", stories, "--llm", "http://localhost:1/v1", "--llm-model", "m", status=2)
    assert "dragoman[llm]" in capsys.readouterr().err


def test_the_library_names_them_too(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    from dragoman.llm.client import MissingLibraryError

    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(MissingLibraryError, match=r"openai.*dragoman\[llm\]"):
        SecondCoder(Settings(url="http://localhost:1/v1", model="m"), coder._actors.dictionary)


def test_without_a_model_its_libraries_are_not_loaded(examples: Path) -> None:
    probe = (
        "import sys; from dragoman.cli.app import app\n"
        f"try: app(['code', {str(examples / 'story.txt')!r}, '-q', '-f', 'jsonl'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'openai', 'json_repair', 'dragoman.llm'} & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True)
    assert ended.stderr.strip().splitlines()[-1] == "[]"


def test_a_coder_with_a_model_is_closed_by_with(server: Server) -> None:
    with Coder(llm=Settings(url=server.url, model="m", cache="")) as coder:
        article: Any = coder.code(STORY, published="2025-03-04")
        assert article.llm.state == "answered" and coder.ahead == 4
