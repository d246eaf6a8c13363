"""The house: the lock file, the package, continuous integration."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "dragoman"
MODULES = sorted(SOURCE.rglob("*.py"))

LONGEST = 450
"""Lines of a module; about 400 is where one begins to look for what to move out."""


def lock() -> dict[str, str]:
    """What requirements.lock holds, by the names of the packages."""
    parts = re.split(r"^(?=[a-z0-9])", (ROOT / "requirements.lock").read_text("utf-8"), flags=re.MULTILINE)
    return {re.split(r"[=\[ ;]", part, maxsplit=1)[0]: part for part in parts if part and not part.startswith("#")}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def plain(requirement: str) -> str:
    """The name of a package as the lock file spells it."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def test_every_package_is_pinned_by_hash() -> None:
    unpinned = [name for name, part in lock().items() if "==" not in part or "--hash=sha256:" not in part]
    assert unpinned == []


def test_the_lock_file_names_no_index_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in text and "--index" not in text and "--find-links" not in text and " @ " not in text


def test_the_lock_file_holds_every_dependency_and_no_torch() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    assert {plain(requirement) for requirement in wanted} - set(lock()) == set(), "run `make lock`"
    assert not {"torch", "transformers", "tensorflow"} & set(lock())


def test_what_is_imported_is_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    # The libraries of an extra are imported where they are used, so that all else runs without them.
    wanted = [
        *project["dependencies"],
        *(one for name in extras if name not in ("dev", "docs") for one in extras[name]),
    ]
    declared = {plain(requirement) for requirement in wanted}
    named_otherwise = {
        "yaml": "pyyaml",
        "ahocorasick": "pyahocorasick",
        "markupsafe": "jinja2",  # Jinja's own part
        "lxml": "lxml-html-clean",
        "numpy": "spacy",
        "starlette": "fastapi",
        "thinc": "spacy",
    }
    imported = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])
    foreign = imported - set(sys.stdlib_module_names) - {"dragoman", "_typeshed"}
    assert {name for name in foreign if plain(named_otherwise.get(name, name)) not in declared} == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_is_for_and_is_not_too_long(path: Path) -> None:
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), "no docstring"
    assert text.count("\n") <= LONGEST


def test_continuous_integration_runs_the_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text("utf-8") and "make test" in script.read_text("utf-8")


def test_importing_dragoman_is_quick_and_quiet() -> None:
    probe = "import dragoman.reading, sys; print(sorted({'spacy', 'trafilatura', 'numpy'} & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-W", "error", "-c", probe], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout.strip(), ended.stderr) == (0, "[]", "")


def test_everything_public_is_there() -> None:
    import dragoman

    assert [name for name in dragoman.__all__ if not hasattr(dragoman, name)] == []
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = dragoman.nonsense


@pytest.mark.skipif(find_spec("hatchling") is None, reason="hatchling is not installed")
def test_the_wheel_holds_all_data_of_the_package(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    files = [path for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert [name for path in files if (name := path.relative_to(ROOT / "src").as_posix()) not in held] == []
