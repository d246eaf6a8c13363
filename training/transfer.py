"""Pairs that nobody labelled, labelled by the larger relation head, for the small one to learn from beside PLV.

A pair is the subject and an object of one verb, in a sentence of a synthetic story or of an article without gold. Of
every fold of PLV the pairs are labelled by the larger head that has not learnt from the fold: figures stay honest.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from spacy.tokens import Doc, Token
from tokenizers import Tokenizer

from benchmarks.shared import gold
from dragoman.language import Reader
from dragoman.language.windows import CLS, SEP, pieces_of
from training.classes import TYPES
from training.judge import ACTOR, NO_TRIGGER, QUESTION, RECIPIENT, SEED, Copy, Group, Judge, Lower, Sentence, inputs
from training.model import Model, half

STORIES, ARTICLES = "data/ngec_synthetic/stories.jsonl.gz", "data/articles/articles.jsonl.gz"
MOST = 3500
"""Pairs of stories, and as many of articles."""
STORY = 700
"""Characters of a story that are read."""
WORDS, PIECES = range(7, 49), 80
"""Words and pieces of a sentence."""
PARTIES = frozenset(["GPE", "NORP", "ORG", "PERSON", "LOC", "FAC"])
AMOUNTS = frozenset(["DATE", "TIME", "MONEY", "PERCENT", "CARDINAL"])
WITHOUT_NAME = (0.4, 0.2)
"""Shares of subjects and of objects without a name that are taken all the same."""
BATCH = 16

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence with the characters of actor and recipient."""

    text: str
    actor: Place
    recipient: Place


def texts(shared: Path) -> Iterator[tuple[str, str]]:
    """Where a text is from, and the text: stories, then articles that are not in gold."""
    known = {article["id"] for split in ("train", "dev") for article in gold(split)}
    for name in (STORIES, ARTICLES):
        with gzip.open(shared / name, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if name == STORIES:
                    yield name, f"{row['title']}. {row['text'][:STORY]}"
                elif row["id"] not in known:
                    yield name, row["text"]


def pairs(shared: Path) -> list[Pair]:
    """The pairs, one of a sentence, as many of stories as of articles where there are so many."""
    rng = random.Random(SEED)
    found: dict[str, list[Pair]] = {STORIES: [], ARTICLES: []}
    sources = list(texts(shared))
    docs = Reader().nlp.pipe((" ".join(text.split()) for _, text in sources), batch_size=64)
    for (name, _), doc in zip(sources, docs, strict=True):
        found[name] += _of_doc(doc, rng)
    kept = [pair for part in found.values() for pair in rng.sample(part, min(MOST, len(part)))]
    print(f"transfer: {len(kept)} pairs of {sum(map(len, found.values()))}", flush=True)
    return kept


def _of_doc(doc: Doc, rng: random.Random) -> Iterator[Pair]:
    for sentence in doc.sents:
        if len(sentence) not in WORDS:
            continue
        here = [sides for verb in sentence if verb.pos_ in ("VERB", "AUX") for sides in _of_verb(verb, rng)]
        if here:
            actor, recipient = (_characters(side, sentence.start_char) for side in rng.choice(here))
            yield Pair(sentence.text, actor, recipient)


def _of_verb(verb: Token, rng: random.Random) -> Iterator[tuple[Sequence[Token], Sequence[Token]]]:
    """The phrases of actor and recipient: a subject and an object of the verb, the other way round in the passive."""
    for subject in _subjects(verb):
        for other in verb.subtree:
            if other.i <= verb.i or other.dep_ not in ("dobj", "pobj", "dative", "attr") or other.ent_type_ in AMOUNTS:
                continue
            one, two = _phrase(subject), _phrase(other)
            if other.pos_ not in ("NOUN", "PROPN") or (one[-1].i >= two[0].i and two[-1].i >= one[0].i):
                continue
            if not all(
                _named(side) or rng.random() < share for side, share in zip((one, two), WITHOUT_NAME, strict=True)
            ):
                continue
            passive = subject.dep_ == "nsubjpass"
            if not passive or other.head.dep_ == "agent" or rng.random() < 1 / 2:
                yield (two, one) if passive and other.head.dep_ == "agent" else (one, two)


def _subjects(verb: Token) -> list[Token]:
    while True:
        own = [t for t in verb.lefts if t.dep_ in ("nsubj", "nsubjpass") and t.pos_ in ("NOUN", "PROPN")]
        if own or verb.dep_ not in ("conj", "xcomp", "ccomp") or verb.head == verb:
            return own
        verb = verb.head


def _phrase(noun: Token) -> list[Token]:
    """A noun with what stands before it, and an "of" behind it."""
    last = noun.i
    for child in noun.rights:
        if child.dep_ not in ("compound", "case") and child.lower_ != "of":
            break
        last = child.right_edge.i
    return list(noun.doc[noun.left_edge.i : last + 1])


def _named(phrase: Sequence[Token]) -> bool:
    return any(token.ent_type_ in PARTIES for token in phrase)


def _characters(phrase: Sequence[Token], start: int) -> Place:
    return phrase[0].idx - start, phrase[-1].idx + len(phrase[-1]) - start


def sentences_of(found: Sequence[Pair], tokenizer: Tokenizer) -> list[Sentence]:
    """The pairs as sentences for a judge, without types."""
    out = []
    for number, pair in enumerate(found):
        pieces = pieces_of(pair.text, tokenizer)
        copies = [Copy(QUESTION), Copy(NO_TRIGGER)]
        for role, place in ((ACTOR, pair.actor), (RECIPIENT, pair.recipient)):
            copies.append(Copy(role, tuple(p + 1 for p in pieces.covering(*place))))
        if len(pieces) <= PIECES and all(copy.places for copy in copies[2:]):
            out.append(Sentence(-1, [CLS, *pieces.ids, SEP], [Group(copies, key=number)]))
    return out


@torch.no_grad()
def label(sentences: Sequence[Sentence], body: Model, judges: Sequence[Judge]) -> np.ndarray:
    """The chances that each judge over `body` gives the types of each pair: [judges, sentences, types]."""
    out = np.zeros((len(judges), len(sentences), len(TYPES)), dtype=np.float32)
    lower = Lower(body)
    order = sorted(range(len(sentences)), key=lambda n: len(sentences[n].ids))
    for first in range(0, len(order), BATCH):
        numbers = order[first : first + BATCH]
        batch = [sentences[n] for n in numbers]
        for sentence in batch:
            lower.prepare(sentence)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half()):
            for judge, chances in zip(judges, out, strict=True):
                chances[numbers] = judge(*inputs(batch, None))[0][:, 0, 1:].float().softmax(-1).numpy()
        for sentence in batch:
            sentence.low = sentence.copies = None
        if first // BATCH % 50 == 0:
            print(f"transfer: {first} of {len(order)} labelled", flush=True)
    return out


def taught(sentences: Sequence[Sentence], chances: np.ndarray) -> list[Sentence]:
    """The sentences with the chances [sentences, types] of one judge as what is to be learnt."""
    for sentence, row in zip(sentences, chances, strict=True):
        sentence.groups[0].chances = tuple(map(float, row))
    return list(sentences)
