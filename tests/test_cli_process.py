"""`dragoman` as a process: start, interruption, pipes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

STORY = "France condemned the attack on Sunday. The minister spoke to the press in Paris about it.\n"
DRAGOMAN = [sys.executable, "-m", "dragoman"]

# Not everything that Dragoman is made of need be there for a `--help`.
HEAVY = {"spacy", "numpy", "trafilatura", "httpx"}


def test_help_loads_nothing_heavy() -> None:
    probe = (
        "import sys\nfrom dragoman.cli import main\nsys.argv = ['dragoman', 'code', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert "INPUT" in ended.stdout
    assert ended.stderr.strip() == "[]"


def test_a_run_in_a_process_of_its_own(examples: Path) -> None:
    ended = subprocess.run(
        [*DRAGOMAN, "code", str(examples / "story.txt")], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert json.loads(ended.stdout)["text"] == (examples / "story.txt").read_text("utf-8")
    assert ended.stderr == "dragoman: 1 article coded\n"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_work_leaves_whole_records_and_says_how_many(
    number: signal.Signals, status: int, tmp_path: Path
) -> None:
    target = tmp_path / "coded.jsonl"
    part = tmp_path / "coded.jsonl.part"
    # Standard input stays open: the program waits for more when the signal comes.
    process = subprocess.Popen(
        [*DRAGOMAN, "code", "-", "--output", str(target)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin and process.stderr
    for index in range(2):
        process.stdin.write(json.dumps({"id": str(index), "text": STORY}).encode() + b"\n")
        process.stdin.flush()
    for _ in range(600):
        if part.exists() and part.read_bytes().count(b"\n") == 2:
            break
        time.sleep(0.05)
    assert not target.exists(), "it has its name only when it is whole"
    process.send_signal(number)
    assert process.wait(timeout=30) == status
    said = process.stderr.read().decode()
    process.stdin.close()
    process.stderr.close()
    assert said == f"dragoman: interrupted: 2 articles coded to {target}\n"
    assert [json.loads(line)["id"] for line in target.read_text("utf-8").splitlines()] == ["0", "1"]
    assert not part.exists()


@pytest.mark.skipif(os.name != "posix", reason="needs head")
def test_a_reader_that_has_enough_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text((json.dumps({"text": STORY * 50}) + "\n") * 40, "utf-8")
    ended = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m dragoman code "{path}" | head -c 10'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(ended.stdout) == 10
    assert "Traceback" not in ended.stderr and "Exception" not in ended.stderr
