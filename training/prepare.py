"""Reads the data sets into examples of one form: word pieces with labels.

An `Example` is one article (PolNeAR, gold) or several sentences with one relation each (PLV). Labels are spans of
pieces, so that windows can be cut anywhere.
"""

from __future__ import annotations

import csv
import gzip
import json
import pickle
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tokenizers import Tokenizer

from dragoman.language.windows import Pieces, pieces_of, sentence_starts
from training.careful import careful_news
from training.classes import MODES, STATUSES, TYPES

if TYPE_CHECKING:
    from training.taught import Taught

FOLDS = 3  # article i of gold/train, and of the careful labels, is held out by the model of fold i % FOLDS
UNREAD = 200
"""Articles of which the teacher alone says what is attributed."""
Place = tuple[int, int]  # [start, end) in code points

OPENING, CLOSING = '“"„«‘', '”"»’'


@dataclass(slots=True)
class Attribution:
    """Pieces of the source, the cue and the content. `anchor` is the cue's first piece, else the content's."""

    anchor: int
    source: list[int]
    cue: list[int]
    content: list[int]


@dataclass(slots=True)
class Act:
    """Pieces of a trigger and of the mentions of its parties; classes as numbers (mode 0: none)."""

    trigger: list[int]
    type: int
    status: int
    mode: int
    actors: list[int]
    recipients: list[int]


@dataclass(slots=True)
class Example:
    id: str
    data: str  # polnear, unread (labels by the teacher), gold, acts (no labels of quotations), plv
    text: str
    pieces: Pieces
    sentences: list[int]
    attributions: list[Attribution] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    ignored: set[int] = field(default_factory=set)
    """Pieces whose trigger label is not known: later tellings of a labelled act."""
    relations: list[tuple[int, int, tuple[int, ...]]] = field(default_factory=list)
    """Pieces [first, last) in which one of these types is told."""
    weight: float = 1.0
    """How sure its labels are: below 1 it is in that share of the epochs."""
    taught: Taught | None = None


def pieces_in(pieces: Pieces, spans: Iterable[Place]) -> list[int]:
    """The pieces that share a character with one of the spans."""
    return sorted({p for start, end in spans for p in pieces.covering(start, end) if pieces.ends[p] > pieces.starts[p]})


def attribution(pieces: Pieces, source: list[Place], cue: list[Place], content: list[Place]) -> Attribution | None:
    said, by, what = pieces_in(pieces, cue), pieces_in(pieces, source), pieces_in(pieces, content)
    return Attribution((said or what)[0], by, said, what) if what else None


def polnear(path: Path, tokenizer: Tokenizer) -> list[Example]:
    """The articles of a PolNeAR split."""
    out = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            text = article["text"]
            example = Example(article["id"], "polnear", text, pieces_of(text, tokenizer), sentence_starts(text))
            for a in article["attributions"]:
                made = attribution(example.pieces, a["source"], a["cue"], a["content"])
                if made:
                    example.attributions.append(made)
            out.append(example)
    return out


def occurrences(text: str, words: str) -> list[int]:
    """Offsets of the words in the text, not inside a longer word."""
    left = r"(?<!\w)" if words[:1].isalnum() else ""
    right = r"(?!\w)" if words[-1:].isalnum() else ""
    return [m.start() for m in re.finditer(left + re.escape(words) + right, text)]


def nearest(text: str, words: str, around: list[Place]) -> Place | None:
    """The occurrence of the words that is nearest to one of the spans."""
    found = [(min(max(s - at, at - e, 0) for s, e in around), at) for at in occurrences(text, words)]
    if not found:
        return None
    at = min(found)[1]
    return at, at + len(words)


def gold_article(article: dict[str, Any], tokenizer: Tokenizer, data: str = "gold") -> Example:
    """One article coded by the codebook; `data` "acts" where nobody coded the spans of its quotations."""
    text = article["text"]
    pieces = pieces_of(text, tokenizer)
    weight = float(article.get("weight", 1.0))
    example = Example(article["id"], data, text, pieces, sentence_starts(text), weight=weight)
    reached = 0
    for q in article["quotations"]:
        content = []
        for words in q["content"]:
            at = text.find(words, reached)
            at = at if at >= 0 else text.find(words)
            if at >= 0:
                content.append((at, at + len(words)))
                reached = at
        if not content:
            continue
        cue = nearest(text, q["cue"], content) if q["cue"] else None
        source = nearest(text, q["speaker"], [cue] if cue else content) if q["speaker"] else None
        # PolNeAR's contents hold their quotation marks, the codebook's do not: taken as PolNeAR has them
        marked = [
            (
                s - 1 if text[s - 1 : s] and text[s - 1] in OPENING else s,
                e + 1 if text[e : e + 1] and text[e] in CLOSING else e,
            )
            for s, e in content
        ]
        made = attribution(pieces, [source] if source else [], [cue] if cue else [], marked)
        if made:
            example.attributions.append(made)
    triggers = set()
    for e in article["events"]:
        start = text.find(e["sentence"])
        at = text.find(e["trigger"], start)
        if start < 0 or at < 0:
            continue
        triggers.add(e["trigger"])

        def mentions(side: list[dict[str, Any]], start: int = start, at: int = at, e: dict[str, Any] = e) -> list[int]:
            spans = []
            for party in side:
                words = party.get("mention")
                if words:
                    found = nearest(e["sentence"], words, [(at - start, at - start + len(e["trigger"]))])
                    spans += [(start + found[0], start + found[1])] if found else []
            return pieces_in(pieces, spans)

        example.acts.append(
            Act(
                pieces_in(pieces, [(at, at + len(e["trigger"]))]),
                TYPES.index(e["type"]),
                STATUSES.index(e["status"]),
                MODES.index(e["mode"]) + 1 if e["mode"] in MODES else 0,
                mentions(e["actors"]),
                mentions(e["recipients"]),
            )
        )
    labelled = {p for act in example.acts for p in act.trigger}
    for words in triggers:
        for at in occurrences(text, words):
            example.ignored.update(pieces_in(pieces, [(at, at + len(words))]))
    example.ignored -= labelled
    return example


def gold(folder: Path, tokenizer: Tokenizer) -> list[Example]:
    """The articles of a gold folder, by name."""
    return [gold_article(json.loads(p.read_text("utf-8")), tokenizer) for p in sorted(folder.glob("*.json"))]


def plv(path: Path, tokenizer: Tokenizer, together: int = 7) -> list[Example]:
    """PLV's sentences, several of them, as paragraphs, to an example."""
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    labels: dict[str, set[int]] = {}
    for row in rows:
        root = row["root"]
        kinds = ("CONCEDE", "RETREAT") if root == "YIELD" else (root,)
        labels.setdefault(row["sentence"], set()).update(TYPES.index(k) for k in kinds)
    sentences = sorted(labels)
    random.Random(0).shuffle(sentences)
    out = []
    for i in range(0, len(sentences), together):
        part = sentences[i : i + together]
        text = "\n".join(part)
        pieces = pieces_of(text, tokenizer)
        example = Example(f"plv-{i}", "plv", text, pieces, sentence_starts(text))
        at = 0
        for sentence in part:
            covered = pieces.covering(at, at + len(sentence))
            example.relations.append((covered.start, covered.stop, tuple(sorted(labels[sentence]))))
            at += len(sentence) + 1
        out.append(example)
    return out


def unread(path: Path, tokenizer: Tokenizer, coded: set[str], count: int) -> list[Example]:
    """The first `count` articles of `../shared/data/articles` that are not in gold, without labels of attributions."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        articles = [a for a in map(json.loads, lines) if a["id"] not in coded]
    return [
        Example(a["id"], "unread", a["text"], pieces_of(a["text"], tokenizer), sentence_starts(a["text"]))
        for a in articles[:count]
    ]


def load(path: Path) -> dict[str, list[Example]]:
    """Sets of examples that a stage has written."""
    with path.open("rb") as file:
        sets: dict[str, list[Example]] = pickle.load(file)  # noqa: S301 - written by a stage of this training
    return sets


def prepare(shared: Path, work: Path, tokenizer: Tokenizer, labelled: Iterable[dict[str, Any]] = ()) -> Path:
    """Writes all examples to `work`/examples.pickle, by data set: what the other stages read.

    `labelled` are articles with labels of other coders, in gold's form, each with its weight (training/label.py).
    """
    data = shared / "data"
    annotated, held_out = (gold(shared / "gold" / split, tokenizer) for split in ("train", "dev"))
    coded = {example.id for example in (*annotated, *held_out)}
    sets = {
        "polnear": polnear(data / "polnear" / "train.jsonl.gz", tokenizer),
        "polnear_dev": polnear(data / "polnear" / "dev.jsonl.gz", tokenizer),
        "unread": unread(data / "articles" / "articles.jsonl.gz", tokenizer, coded, UNREAD),
        "gold": annotated,
        "careful": [gold_article(article, tokenizer, "acts") for article in careful_news(shared)],
        "labelled": [gold_article(article, tokenizer) for article in labelled],
        "gold_dev": held_out,
        "plv": plv(data / "plover_relations" / "plv_train.tsv", tokenizer),
    }
    work.mkdir(parents=True, exist_ok=True)
    path = work / "examples.pickle"
    with path.open("wb") as file:
        pickle.dump(sets, file)
    for name, examples in sets.items():
        print(
            f"prepare {name}: {len(examples)} examples, {sum(len(e.pieces) for e in examples)} pieces, "
            f"{sum(len(e.attributions) for e in examples)} attributions, {sum(len(e.acts) for e in examples)} acts"
        )
    return path
