"""`python -m benchmarks NAME [OPTIONS]`: coding, quotations, cleaning, actors, stories, store, speed."""

from __future__ import annotations

import importlib
import sys

NAMES = {
    "coding": "all records of gold/dev by score.py",
    "quotations": "attributions of PolNeAR dev by score_quotations.py",
    "cleaning": "pages against their ground truth, and noise lines of gold",
    "actors": "codes of speakers and parties of gold",
    "stories": "reports of the same event, beside TF-IDF cosine and MinHash alone",
    "store": "size, adding and questions as a store grows to 1,000,000 events",
    "speed": "words per second end to end and per step, beside spaCy alone",
}


def main() -> int:
    """Runs the benchmark that the first argument names; the others are its own."""
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
        print(__doc__)
        for name, what in NAMES.items():
            print(f"  {name:<12}{what}")
        return 2
    benchmark = importlib.import_module(f"benchmarks.{sys.argv[1]}")
    return int(benchmark.main(sys.argv[2:]) or 0)


if __name__ == "__main__":
    sys.exit(main())
