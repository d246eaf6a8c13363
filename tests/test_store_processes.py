"""The store under several processes: writers that are killed, that meet, and readers beside them."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from making import made

from dragoman.store import Store, StoreFullError
from dragoman.store.address import address
from dragoman.store.connection import retry

HERE = Path(__file__).resolve().parent

WRITER = """
import sys
sys.path.insert(0, {here!r})
from making import made
from dragoman.store import Store
name, first, last, batch = sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
with Store(sys.argv[1]) as store:
    print("open", flush=True)
    articles = (made(f"{{name}}{{n:04}}") for n in range(first, last))
    done = first
    for added in store.adding(articles, batch=batch):
        done += added.new + added.unchanged
        print(done, flush=True)
"""

posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def writer(folder: Path, name: str, first: int, last: int, batch: int) -> subprocess.Popen[str]:
    """A process that stores articles NAME0000 … and prints after each commit how many are in."""
    arguments = [str(folder), name, str(first), str(last), str(batch)]
    code = WRITER.format(here=str(HERE))
    return subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)


def killed_at_any_moment(folder: Path, times: int, chance: random.Random) -> int:
    """Kills a writer again and again; checks after each time. Gives the number of articles that were committed."""
    committed = 0
    with Store(folder) as store:
        for _ in range(times):
            process = writer(folder, "k", committed, committed + 400, batch=3)
            assert process.stdout is not None
            assert process.stdout.readline() == "open\n"
            said = [process.stdout.readline()] if chance.random() < 0.8 else []  # most times after a first commit
            time.sleep(chance.random() * 0.8)
            process.kill()
            said += process.stdout.read().split()
            process.stdout.close()
            process.wait()
            told = int(said[-1]) if said else committed
            there = [article.id for article in store.coded()]
            assert {f"k{n:04}" for n in range(told)} <= set(there), "a committed article is lost"
            assert store.check() == []
            committed = len(there)
            assert there == [f"k{n:04}" for n in range(committed)], "an article without those before it"
        assert list(store.coded()) == [made(f"k{n:04}") for n in range(committed)]
    return committed


@posix
def test_a_writer_that_is_killed_loses_no_committed_article_and_leaves_none_half_written(tmp_path: Path) -> None:
    assert killed_at_any_moment(tmp_path / "store", 1, random.Random(1)) > 0  # noqa: S311


@posix
@pytest.mark.slow
def test_a_writer_that_is_killed_200_times(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    assert killed_at_any_moment(folder, 200, random.Random(2)) > 200  # noqa: S311
    with Store(folder) as store:
        store.compact(keep_hours=0)
        assert store.check() == []


def meet(folder: Path, names: tuple[str, str], number: int, batch: int) -> None:
    """Two writers and a reader at the same time; the writers store `number` articles each, perhaps the same ones."""
    Store(folder).close()
    writers = [writer(folder, name, 0, number, batch) for name in names]
    looks = 0
    with Store(folder, read_only=True) as reader:
        while any(process.poll() is None for process in writers):
            for article in reader.coded():
                assert article == made(article.id), "half an article"
            assert all(row["actors"] == ["NOR GOV"] for row in reader.events().rows())
            looks += 1
            time.sleep(0.3)
        assert looks > 0
        for process in writers:
            assert process.stdout is not None
            assert process.stdout.read().split()[-1] == str(number) and process.wait() == 0
            process.stdout.close()
        ids = [f"{name}{n:04}" for name in sorted(set(names)) for n in range(number)]
        assert [article.id for article in reader.coded()] == ids
        assert reader.check() == []


def test_two_writers_of_the_same_articles_store_each_once_and_readers_see_whole_ones(tmp_path: Path) -> None:
    meet(tmp_path / "store", ("same", "same"), 4, 2)


@pytest.mark.slow
def test_two_writers_of_many_articles_finish(tmp_path: Path) -> None:
    meet(tmp_path / "store", ("x", "y"), 60, 3)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs to mount a small file system")
def test_a_disk_that_is_full_is_a_clear_error(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no file system may be mounted here")
    try:
        with Store(disk / "store") as store:
            store.add([made("before")])
            noise = random.Random(3)  # noqa: S311
            with pytest.raises(StoreFullError, match="no room is left"):
                store.add(made(f"n{n}", body=noise.randbytes(20_000).hex()) for n in range(2000))
            assert store.check() == []
            assert next(store.coded(["before"])) == made("before")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_signal_that_ends_a_query_is_a_signal_still() -> None:
    def interrupted() -> None:
        raise RuntimeError("Query interrupted") from KeyboardInterrupt()

    def faulty() -> None:
        raise RuntimeError("something else")

    with pytest.raises(KeyboardInterrupt):
        retry(interrupted, address("store"))
    with pytest.raises(RuntimeError, match="something else"):
        retry(faulty, address("store"))
