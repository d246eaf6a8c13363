"""A store that a team shares: a PostgreSQL catalog, files in a folder or on S3, against real servers on loopback.

Skipped where the servers are not installed (`apt-get install postgresql`, `pip install 'moto[server,s3]'`; the
moto_server may also be named by the variable MOTO_SERVER).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import made

from dragoman.store import NoStoreError, Store, StoreError

pytestmark = pytest.mark.slow

HERE = Path(__file__).resolve().parent
MOTO = os.environ.get("MOTO_SERVER") or shutil.which("moto_server")


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on {port}")


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database of our own, on loopback; the server does not run as root, which it refuses."""
    where = programs()
    if where is None:
        pytest.skip("PostgreSQL is not installed")
    folder = tmp_path_factory.mktemp("postgres")
    port = free_port()
    as_user: dict[str, str] = {}
    if os.name == "posix" and os.geteuid() == 0:
        as_user = {"user": "postgres"}
        for path in (folder, *folder.parents):
            if path.owner() == "root" and path.is_relative_to(tmp_path_factory.getbasetemp().parent):
                path.chmod(0o755)
        shutil.chown(folder, "postgres")
    data = folder / "data"
    quiet = {"check": True, "capture_output": True, "cwd": folder}
    subprocess.run([where / "initdb", "-D", data, "-U", "ada", "-A", "trust"], **quiet, **as_user)  # type: ignore[call-overload]
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    server = subprocess.Popen(
        [where / "postgres", "-D", data, *options.split()], stderr=subprocess.DEVNULL, cwd=folder, **as_user
    )  # type: ignore[call-overload]
    try:
        wait_for(port)
        for _ in range(50):
            made_it = subprocess.run(
                [where / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "ada", "news"], capture_output=True
            )
            if made_it.returncode == 0:
                break
            time.sleep(0.2)
        yield f"postgresql://ada@127.0.0.1:{port}/news"
    finally:
        server.terminate()
        server.wait()


WRITER = """
import sys
sys.path.insert(0, {here!r})
from making import made
from dragoman.store import Store
with Store(sys.argv[1]) as store:
    for added in store.adding((made(f"{{sys.argv[2]}}{{n:03}}") for n in range(12)), batch=3):
        print(added.new, flush=True)
"""


def promises(address: str) -> None:
    """What every store promises, wherever its catalog and files are."""
    with pytest.raises(NoStoreError):
        Store(address, read_only=True)
    with Store(address) as store:
        assert store.add(made(f"a{n}") for n in range(5)).new == 5
        assert store.add(made(f"a{n}") for n in range(5)).unchanged == 5
        id = next(store.coded(["a1"])).events[0].id
        store.decide(id, "rejected", by="ada")
        assert store.add([made("a1", coder="2")], recode=True).recoded == 1
        assert store.events().count() == 4
        assert store.check() == []
    code = WRITER.format(here=str(HERE))
    writers = [
        subprocess.Popen([sys.executable, "-c", code, address, name], stdout=subprocess.PIPE, text=True)
        for name in ("x", "y")
    ]
    with Store(address, read_only=True) as reader:
        while any(process.poll() is None for process in writers):
            assert all(article == made(article.id) for article in reader.coded() if article.id != "a1")
            time.sleep(0.2)
        for process in writers:
            assert process.stdout is not None
            assert process.wait() == 0 and process.stdout.read().split() == ["3"] * 4
            process.stdout.close()
        assert [a.id for a in reader.coded() if a.id > "b"] == [f"{w}{n:03}" for w in "xy" for n in range(12)]
        assert reader.check() == []
        assert {row["article"] for row in reader.quotes(text="accept").rows()} >= {"a1", "x000"}
    with Store(address) as store:
        store.compact(keep_hours=0)
        assert store.check() == []
        assert store.info()["articles"] == 29


def test_a_postgresql_catalog_with_a_shared_folder(postgres: str, tmp_path: Path) -> None:
    promises(f"{postgres}?data={tmp_path / 'files'}&schema=folder")
    # The catalog knows where the files are: who only reads need not say it.
    with Store(f"{postgres}?schema=folder", read_only=True) as store:
        assert store.info()["articles"] == 29
    assert list((tmp_path / "files").rglob("*.parquet"))


def test_queries_can_only_read_there_too(postgres: str, tmp_path: Path) -> None:
    from dragoman.store.address import address
    from dragoman.store.sql import QueryError, query, reading

    where = f"{postgres}?data={tmp_path / 'files'}&schema=sql"
    with Store(where) as store:
        store.add([made("a")])
    connection = reading(address(where))
    assert query(connection, "SELECT count(*) AS n FROM events").rows() == [{"n": 1}]
    with pytest.raises(QueryError):
        query(connection, "SELECT * FROM read_text('/etc/hostname')")
    connection.close()


@pytest.mark.skipif(MOTO is None, reason="moto_server is not installed")
def test_a_postgresql_catalog_with_files_on_s3(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    server = subprocess.Popen(
        [str(MOTO), "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        import httpx

        assert httpx.put(f"http://127.0.0.1:{port}/news", timeout=60).status_code == 200
        for name, value in (
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}"),
        ):
            monkeypatch.setenv(name, value)
        promises(f"{postgres}?data=s3://news/files&schema=s3")
    finally:
        server.terminate()
        server.wait()


def test_a_server_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"postgresql://127"):
        Store(f"postgresql://127.0.0.1:{free_port()}/news?data={tmp_path}&connect_timeout=2")
