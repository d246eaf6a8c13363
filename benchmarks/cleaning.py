"""Cleaning: pages against their article text, and noise lines of gold, each beside a plain baseline.

    python -m benchmarks cleaning [--errors]

Pages: the 60 of ../shared/data/html, by the measure of the article extraction benchmark that they come from (shingles
of four words; precision and recall are means over pages, F1 is that of the means), and by single words. Ours is
`reading`'s page without the lines that `cleaning` marks; trafilatura alone is what it gives with its defaults.

Noise lines: a line counts as found if the text is the same, as in ../shared/score.py. The baseline knows only the
lines that are noise on every site ("Advertisement", "Read more", a headline that is the title, word for word …).
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from benchmarks.shared import SHARED, gold
from dragoman.cleaning import clean
from dragoman.reading.decode import decode_page
from dragoman.reading.page import from_page

_WORD = re.compile(r"\w+")
_PLAIN = re.compile(
    r"(?:advertisement|read more|read also.*|related.*|share|comments|photo|story continues below|sign up.*|"
    r"subscribe.*|follow us.*|click here.*|copyright.*|©.*|.*contributed to this report\.?|by [\w. ]{3,40}|"
    r"updated.*|published.*|file photo.*)",
    re.IGNORECASE,
)
Found = tuple[float, float, float]


def main(arguments: list[str]) -> int:
    """Prints the table; with --errors also the lines that were taken wrongly or missed in gold/train."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks cleaning", description=__doc__)
    parser.add_argument("--errors", action="store_true", help="print wrong and missed noise lines of gold/train")
    options = parser.parse_args(arguments)
    print(run())
    if options.errors:
        print("\n".join(errors("train")))
    return 0


def run() -> str:
    """The table of both measures. Raises FileNotFoundError without the shared folder."""
    return "\n".join([*pages_table(), "", *noise_table()])


def pages_table() -> Iterator[str]:
    """Lines of the table for pages."""
    from trafilatura import extract

    truth, alone, ours = [], [], []
    for html, text in pages():
        truth.append(text)
        alone.append(extract(html) or "")
        ours.append(read_and_cleaned(html))
    yield f"{f'pages ({len(truth)})':<34}{'P':>8}{'R':>8}{'F1':>8}"
    for name, texts in (("trafilatura alone", alone), ("dragoman", ours)):
        for size, what in ((4, "4-word shingles"), (1, "words")):
            yield row(f"{name}, {what}", extraction(truth, texts, size))


def noise_table() -> Iterator[str]:
    """Lines of the table for noise lines."""
    yield f"{'noise lines':<34}{'P':>8}{'R':>8}{'F1':>8}{'found':>8}{'said':>8}{'gold':>8}"
    for split in ("dev", "train"):
        for name, cleaner in (("plain list", plain), ("dragoman", dragoman)):
            hits, said, known = noise(split, cleaner)
            figures = measures(hits / said if said else 0.0, hits / known if known else 0.0)
            yield row(f"{split}, {name}", figures) + f"{hits:>8}{said:>8}{known:>8}"


def pages() -> Iterator[tuple[str, str]]:
    """Each page as HTML, with the article text that people marked in it."""
    folder = SHARED / "data" / "html"
    known = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for name, entry in sorted(known.items()):
        yield decode_page(gzip.decompress((folder / f"{name}.html.gz").read_bytes())), entry["articleBody"]


def read_and_cleaned(html: str) -> str:
    """The article text of a page as Dragoman reads it, without its noise lines."""
    fields = from_page(html)
    text: str = fields["text"]
    for span in reversed(clean(text, fields["title"]).noise):
        text = text[: span.start] + text[span.end :]
    return text


def extraction(truth: Iterable[str], texts: Iterable[str], size: int) -> Found:
    """Precision, recall and F1 of texts by shingles of `size` words."""
    precisions, recalls = [], []
    for known, said in zip(truth, texts, strict=True):
        a, b = shingles(known, size), shingles(said, size)
        both = (a & b).total()
        precisions.append(both / b.total() if b else float(not a))
        recalls.append(both / a.total() if a else 1.0)
    return measures(sum(precisions) / len(precisions), sum(recalls) / len(recalls))


def shingles(text: str, size: int) -> Counter[tuple[str, ...]]:
    """All runs of `size` words, the text as one run if it is shorter."""
    words = _WORD.findall(text)
    return Counter(tuple(words[start : start + size]) for start in range(max(1, len(words) - size + 1)) if words)


def noise(split: str, cleaner: Callable[[str, str | None], set[str]]) -> tuple[int, int, int]:
    """Noise lines found, said and known in a split of gold."""
    hits = said = known = 0
    for article in gold(split):
        right, found = {line.strip() for line in article["noise"]}, cleaner(article["text"], article["title"])
        hits, said, known = hits + len(right & found), said + len(found), known + len(right)
    return hits, said, known


def errors(split: str) -> Iterator[str]:
    """Lines that were taken wrongly (+) or missed (-)."""
    for article in gold(split):
        right, found = {line.strip() for line in article["noise"]}, dragoman(article["text"], article["title"])
        yield from (f"+ {article['id'][:24]:<26}{line[:140]}" for line in sorted(found - right))
        yield from (f"- {article['id'][:24]:<26}{line[:140]}" for line in sorted(right - found))


def dragoman(text: str, title: str | None) -> set[str]:
    """Noise lines as Dragoman marks them."""
    return {span.text.strip() for span in clean(text, title).noise}


def plain(text: str, title: str | None) -> set[str]:
    """Noise lines by the plain list."""
    lines = {line.strip() for line in text.split("\n")} if "\n" in text else set()
    return {line for line in lines if line and (line == title or _PLAIN.fullmatch(line))}


def measures(precision: float, recall: float) -> Found:
    """Precision, recall and their harmonic mean."""
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def row(name: str, figures: Found) -> str:
    """A line of a table."""
    return f"{name:<34}" + "".join(f"{figure:>8.3f}" for figure in figures)
