"""Files are whole or not there, and file names are safe."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.exports.files import FileNames, whole_file


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "out.txt"
    with whole_file(path) as file:
        file.write("half")
        assert not path.exists()
    assert path.read_text("utf-8") == "half"
    assert [entry.name for entry in path.parent.iterdir()] == ["out.txt"]


def test_a_fault_leaves_the_older_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("older", "utf-8")
    with pytest.raises(RuntimeError), whole_file(path) as file:
        file.write("newer")
        raise RuntimeError
    assert path.read_text("utf-8") == "older"
    assert (tmp_path / "out.txt.part").read_text("utf-8") == "newer"


def test_a_fault_before_the_first_record_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), whole_file(tmp_path / "out.txt"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_keeps_what_was_written_and_goes_on(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), whole_file(tmp_path / "out.txt") as file:
        file.write("one record\n")
        raise KeyboardInterrupt
    assert (tmp_path / "out.txt").read_text("utf-8") == "one record\n"


@pytest.mark.parametrize("id_", ["article-1", "2024-06-20_a", "608530b6422708f7"])
def test_a_safe_id_is_the_name(id_: str) -> None:
    assert FileNames().name(id_) == id_


@pytest.mark.parametrize(
    "id_", ["../../etc/passwd", "a/b", "con", "NUL.txt", "", ".hidden", "x" * 500, "a\x00b", "-rf"]
)
def test_an_unsafe_id_gives_a_safe_name(id_: str, tmp_path: Path) -> None:
    name = FileNames().name(id_)
    path = tmp_path / f"{name}.html"
    assert path.resolve().parent == tmp_path.resolve()
    path.write_text("written", "utf-8")
    assert name.casefold().split(".")[0] not in {"con", "nul"}


def test_ids_that_differ_only_in_what_is_unsafe_or_in_case_get_names_of_their_own() -> None:
    names = FileNames()
    given_names = [names.name(id_) for id_ in ("a/b", "a?b", "A", "a", "a", "a-2")]
    assert len({name.casefold() for name in given_names}) == len(given_names)


@given(st.lists(st.text(max_size=12), max_size=20))
def test_names_never_collide_and_hold_only_safe_characters(ids: list[str]) -> None:
    names = FileNames()
    found = [names.name(id_) for id_ in ids]
    assert len({name.casefold() for name in found}) == len(found)
    assert all(name.isascii() and not set(name) & set('/\\:*?"<>|\n\t ') and name[0] != "." for name in found)
