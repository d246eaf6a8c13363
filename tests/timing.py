"""Time that a computation takes, for tests of how it grows."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def cpu_seconds(work: Callable[[], object], tries: int = 2) -> float:
    """The processor's seconds of the quickest of some runs: what else the machine does counts little."""
    spent = []
    for _ in range(tries):
        gc.collect()
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)
