"""`python -m benchmarks NAME [OPTIONS]`: measures one of the things that are listed below, and prints a table."""

from __future__ import annotations

import importlib
import sys

NAMES = {
    "coding": "all records of gold/dev by score.py",
    "quotations": "attributions of PolNeAR dev by score_quotations.py",
    "cleaning": "pages against their ground truth, and noise lines of gold",
    "actors": "codes of speakers and parties of gold",
    "encoder": "the encoder's heads beside the rules, on PolNeAR dev and gold",
    "proof": "what of gold's own records the proof of a second opinion accepts",
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
