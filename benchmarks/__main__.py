"""`python -m benchmarks NAME [OPTIONS]`: measures one of the things that are listed below, and prints a table.

`all` measures all that takes minutes and needs nothing but the corpora.
"""

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
    "written": "events and speakers of texts that were written for the project",
    "stories": "reports of the same event, beside TF-IDF cosine and MinHash alone",
    "store": "size, adding and questions as a store grows to 1,000,000 events",
    "desk": "first bytes of pages and answers, and many readers while feeds are read",
    "speed": "words per second end to end and per step, beside spaCy alone",
    "peers": "quotations, text of pages and speed beside other tools, which are installed apart",
    "archive": "articles per second from a web archive that is made of the corpora",
    "growth": "time and memory of `dragoman batch` for 1,000 to 100,000 articles, and for a year of news",
}


ALL = ("coding", "written", "quotations", "cleaning", "actors", "proof", "stories", "speed")
"""What `all` runs: what takes minutes, and needs nothing but the corpora."""


def main() -> int:
    """Runs the benchmark that the first argument names, whose the other arguments are, or with `all` most of them."""
    name, *options = sys.argv[1:] or [""]
    if name == "all":
        failed = 0
        for each in ALL:
            print(f"== {each}: {NAMES[each]}", flush=True)
            try:
                failed |= run(each, [])
            except FileNotFoundError as error:
                print(f"not measured: {error}")
                failed = 1
        return failed
    if name not in NAMES:
        print(__doc__)
        for known, what in NAMES.items():
            print(f"  {known:<12}{what}")
        return 2
    return run(name, options)


def run(name: str, options: list[str]) -> int:
    """Runs one benchmark. Raises FileNotFoundError where its corpus is missing."""
    return int(importlib.import_module(f"benchmarks.{name}").main(options) or 0)


if __name__ == "__main__":
    sys.exit(main())
