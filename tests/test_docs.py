"""The documentation says what is there, and nothing that is not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from dragoman import records
from dragoman.cli import docs as reference
from dragoman.cli.code import Format
from dragoman.plover.ontology import SECTORS, event_types

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_command_and_every_option_is_in_the_docs() -> None:
    text = page("docs/cli.md")
    missing = [name for name in reference.commands() if f"## `{name}`" not in text]
    for name, options in reference.commands().items():
        part = text.partition(f"## `{name}`\n")[2].partition("\n## ")[0]
        missing += [f"{name} {option}" for option in options if not re.search(rf"`[^`]*{re.escape(option)}\b", part)]
    assert missing == [], "run `make docs`"


def test_the_reference_is_that_of_the_code() -> None:
    assert page("docs/cli.md") == reference.reference(), "run `make docs`"


@pytest.mark.parametrize("form", list(Format))
def test_every_format_has_its_heading(form: Format) -> None:
    assert f"## `{form}` {{ #{form} }}" in page("docs/formats.md")


def test_every_field_of_every_record_is_described() -> None:
    text = page("docs/records.md")
    models = (records.Quotation, records.Event, records.Party, records.Allegation, records.Agreement)
    fields = {name for model in (*models, records.CodedArticle) for name in model.model_fields}
    assert {name for name in fields if f"`{name}`" not in text} == set()


def test_every_type_mode_and_sector_is_described() -> None:
    text = page("docs/records.md")
    missing = {name for name in (*event_types(), *SECTORS) if f"`{name}`" not in text}
    missing |= {mode for kind in event_types().values() for mode in kind.modes if mode not in text}
    assert missing == set()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_within_the_project_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_every_page_is_in_the_navigation() -> None:
    navigation = page("mkdocs.yml").partition("\nnav:\n")[2]
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in ROOT.glob("docs/**/*.md")]
    assert [name for name in pages if name not in navigation] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_examples_in_python_compile(path: Path) -> None:
    for block in re.findall(r"```python\n(.*?)```", path.read_text("utf-8"), re.DOTALL):
        compile(block, name_of(path), "exec")


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_examples_on_the_command_line_use_options_that_exist(path: Path) -> None:
    known = {option for options in reference.commands().values() for option in options} | {"--help"}
    for command in re.findall(r"^\$ (?:\.venv/bin/)?dragoman (.*)$", path.read_text("utf-8"), re.MULTILINE):
        used = re.findall(r"(?<!\S)--?[a-z][a-z-]*", command.partition("#")[0].partition("|")[0])
        assert [option for option in used if option not in known] == []


def test_targets_of_make_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", page("Makefile"), re.MULTILINE))
    for path in PAGES:
        named = set(re.findall(r"(?:`|\$ )make ([a-z]+)", path.read_text("utf-8")))
        assert named <= targets, name_of(path)


def test_places_that_contributors_are_sent_to_exist() -> None:
    places = re.findall(r"^\| `([^`|]+)`(?:, `([^`|]+)`)*", page("CONTRIBUTING.md"), re.MULTILINE)
    assert [place for group in places for place in group if place and not (ROOT / place).exists()] == []


def test_the_picture_is_there_and_fetches_nothing() -> None:
    picture = page("docs/images/table.svg")
    assert "<svg" in picture and "@font-face" not in picture and "href=" not in picture


@pytest.mark.skipif(find_spec("mkdocs") is None, reason="mkdocs is not installed")
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "site" / "records" / "index.html").is_file()
    assert not (tmp_path / "site" / "tools").exists()
