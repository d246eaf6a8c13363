"""The benchmark of the desk, made small: it runs, and nobody is refused while feeds are read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.desk import SHARES, fill, measure

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix" or not Path("/proc").exists(), reason="several addresses of loopback"),
]


def test_many_read_while_feeds_are_read(tmp_path: Path) -> None:
    fill(tmp_path / "store", 2000)
    found = measure(tmp_path / "store", 40, 5, Console(quiet=True))
    assert found["readers"]["errors"] == {} and found["readers"]["asked"] == 200
    assert found["readers"]["states of feeds"] == ["ok"]
    for kinds in found["first bytes"].values():
        assert set(kinds) == set(SHARES)
        kept = sorted(again for _, again in kinds.values())
        assert kept[len(kept) // 2] < 200
