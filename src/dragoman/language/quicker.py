"""The same pipeline, quicker: what spaCy does over and over is done once, and matrices are multiplied by numpy.

A pipeline that is not built as spaCy's own for English are is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy
from spacy.attrs import DEP, IS_SPACE, LEMMA, LOWER, MORPH, ORTH, POS, SENT_START, TAG
from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, EntityRecognizer
from spacy.tokens import Doc, Span
from thinc.api import Model, NumpyOps

_READ = {"LOWER", "TAG", "DEP", "IS_SPACE"}
"""What the patterns of a ruler may ask for."""

_MEMORY = 200_000
"""Words that are remembered; then all are forgotten, so that memory stays bounded."""


def quicken(nlp: Language) -> None:
    """Makes a pipeline quicker, with the same results but for the last digits of what networks compute.

    It is to be given one document at a time.
    """
    _multiply_by_numpy(nlp)
    pipes = dict(nlp.pipeline)
    ruler, lemmatizer = pipes.get("attribute_ruler"), pipes.get("lemmatizer")
    if "attribute_ruler lemmatizer" in " ".join(nlp.pipe_names) and _understood(ruler, lemmatizer):
        nlp.add_pipe("dragoman_words", after="lemmatizer")
        nlp.get_pipe("dragoman_words").take(ruler, lemmatizer)  # type: ignore[attr-defined]
        nlp.remove_pipe("attribute_ruler")
        nlp.remove_pipe("lemmatizer")
    recognizer = pipes.get("ner")
    if type(recognizer) is EntityRecognizer and _steps(recognizer):
        nlp.add_pipe("dragoman_names", after="ner")
        nlp.get_pipe("dragoman_names").take(recognizer)  # type: ignore[attr-defined]
        nlp.remove_pipe("ner")


@Language.factory("dragoman_words")
def _words(nlp: Language, name: str) -> Words:
    return Words()


@Language.factory("dragoman_names")
def _names(nlp: Language, name: str) -> Names:
    return Names()


class Words:
    """Parts of speech, morphology and lemmas as spaCy's attribute ruler and lemmatizer give them.

    What they say of a word depends on the word, its tag and its relation alone, but for the ruler's few patterns of
    several words: so it is asked for once for each, and remembered.
    """

    def take(self, ruler: AttributeRuler, lemmatizer: EnglishLemmatizer) -> None:
        """Those whose work it does."""
        self._ruler, self._lemmatizer = ruler, lemmatizer
        index = lemmatizer.lookups.get_table("lemma_index", {})
        for kind in list(index):  # thousands of words, which spaCy looks through as lists
            index[kind] = frozenset(index[kind])
        patterns = _patterns(ruler)
        self._spelled = re.compile("|".join(f"(?:{_spelling(token)})" for pattern in patterns for token in pattern))
        self._several = Matcher(ruler.vocab, validate=False)
        self._several.add("several", [pattern for pattern in patterns if len(pattern) > 1])
        self._forget()

    def _forget(self) -> None:
        self._names: dict[int, int] = {}
        self._known: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._lemmas: dict[tuple[int, int, int], int] = {}
        self._lemmatizer.cache.clear()

    def __call__(self, doc: Doc) -> Doc:
        """Sets them."""
        if len(self._names) + len(self._lemmas) > _MEMORY:
            self._forget()
        rows: list[list[int]] = doc.to_array([LOWER, TAG, DEP, IS_SPACE]).tolist()
        found = [self._said(doc, place, row) for place, row in enumerate(rows)]
        for start, end in self._spans(doc):
            found[start:end] = self._ruled(doc, start, end)
        for place, (_, tag, dep, _) in enumerate(rows):
            if found[place][:2] != (tag, dep):
                doc[place].tag, doc[place].dep = found[place][:2]
        array: Any = numpy.array([said[2:] for said in found], dtype=numpy.uint64).reshape(len(doc), 3)
        doc.from_array([POS, MORPH, LEMMA], array)
        lemmas = self._lemmas
        orths = doc.to_array([ORTH]).tolist() if len(doc) else []
        for place, (orth, said) in enumerate(zip(orths, found, strict=True)):
            if not said[4]:
                key = (orth, said[2], said[3])
                array[place, 2] = lemmas.get(key) or self._lemma(doc, place, key)
        return doc.from_array([POS, MORPH, LEMMA], array)

    def _said(self, doc: Doc, place: int, row: Sequence[int]) -> tuple[int, ...]:
        lower, tag, dep, space = row
        name = self._names.get(lower)
        if name is None:  # a word that no pattern spells is as good as any other
            name = self._names[lower] = lower if self._spelled.search(doc.vocab.strings[lower]) else 0
        key = (name, tag, dep, space)
        said = self._known.get(key)
        if said is None:
            (said,) = self._ruled(doc, place, place + 1)
            self._known[key] = said
        return said

    def _ruled(self, doc: Doc, start: int, end: int) -> list[tuple[int, ...]]:
        """What the ruler says of a few words by themselves: tag, relation, part of speech, morphology, lemma."""
        words: Any = doc[start:end]
        alone = Doc(doc.vocab, [word.text for word in words])
        alone.from_array([TAG, DEP], words.to_array([TAG, DEP]).reshape(end - start, 2))
        self._ruler(alone)
        return [tuple(row) for row in alone.to_array([TAG, DEP, POS, MORPH, LEMMA]).tolist()]

    def _lemma(self, doc: Doc, place: int, key: tuple[int, int, int]) -> int:
        lemma = doc.vocab.strings.add(self._lemmatizer.lemmatize(doc[place])[0])
        self._lemmas[key] = lemma
        return lemma

    def _spans(self, doc: Doc) -> list[tuple[int, int]]:
        """Where a pattern of several words may be; those that overlap, together."""
        spans: list[tuple[int, int]] = []
        for _, start, end in sorted(self._several(doc, allow_missing=True), key=lambda match: match[1:]):
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans


def _understood(ruler: object, lemmatizer: object) -> bool:
    """Whether they are spaCy's own, and the ruler's patterns ask for no more than what is remembered of a word."""
    if type(ruler) is not AttributeRuler or type(lemmatizer) is not EnglishLemmatizer:
        return False
    if lemmatizer.mode != "rule" or lemmatizer.overwrite:
        return False
    tokens = [token for pattern in _patterns(ruler) for token in pattern]
    spellings = [token["LOWER"] for token in tokens if isinstance(token.get("LOWER"), dict)]
    return all(set(token) <= _READ for token in tokens) and all(set(one) <= {"IN", "REGEX"} for one in spellings)


def _patterns(ruler: AttributeRuler) -> list[list[dict[str, Any]]]:
    rules: Any = ruler.patterns
    return [pattern for rule in rules for pattern in rule["patterns"]]


def _spelling(token: dict[str, Any]) -> str:
    """An expression for the words that a pattern spells; one that never matches where it spells none."""
    asked = token.get("LOWER", {"REGEX": r"(?!)"})
    if isinstance(asked, str):
        return f"^{re.escape(asked)}$"
    listed = "|".join(f"^{re.escape(word)}$" for word in asked.get("IN", ()))
    return listed or str(asked["REGEX"])


def _multiply_by_numpy(nlp: Language) -> None:
    """numpy's matrix product is no slower than the one that spaCy brings along, and on some machines three times as
    fast. Its last digits depend on what else is in the matrix: so no two articles are to be read in one."""
    ops = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if isinstance(model, Model):
            for node in model.walk():
                node.ops = ops


class Names:
    """Names as spaCy's `EntityRecognizer` finds them, for documents that have none yet.

    Outside of names, which is where most words are, what it decides about a word does not depend on what it decided
    before: so the scores of all words are computed at once. spaCy steps from word to word, and takes and gives back
    Python's lock many times at each step.
    """

    def take(self, recognizer: EntityRecognizer) -> None:
        """The one whose work it does."""
        self._vectors, self._parts, upper = recognizer.model.layers
        self._bias = self._parts.get_param("b")
        self._weights, self._weights_bias = upper.get_param("W"), upper.get_param("b")
        moves = recognizer.moves
        names = [moves.get_class_name(n).partition("-") for n in range(moves.n_moves)]
        self._moves = [(kind, label) for kind, _, label in names]
        self._places = {move: place for place, move in enumerate(self._moves)}
        self._begin = self._of("B")
        self._unit = [place for place in self._of("U") if self._moves[place][1]]
        self._never = [*self._of("IL"), *(set(self._of("U")) - set(self._unit))]

    def _of(self, kinds: str) -> list[int]:
        return [place for place, (kind, _) in enumerate(self._moves) if kind in kinds]

    def __call__(self, doc: Doc) -> Doc:
        """Sets them."""
        if len(doc):
            doc.set_ents([Span(doc, *found) for found in self._find(doc)], default="outside")
        return doc

    def _find(self, doc: Doc) -> Iterator[tuple[int, int, str]]:
        parts = self._parts.predict(self._vectors.predict([doc]))  # a row for no word, then one for each
        starts = (doc.to_array([SENT_START]) == 1).tolist()
        moves = self._outside(doc, parts, starts)
        place, end = 0, len(doc)
        while place < end:
            kind, label = self._moves[moves[place]]
            first = place
            if kind == "B":
                place += 1
                while place + 1 < end and not starts[place + 1] and self._goes_on(parts, first, place, label):
                    place += 1
            place += 1
            if kind != "O":
                yield first, place, label

    def _outside(self, doc: Doc, parts: Any, starts: list[bool]) -> list[int]:
        scores = self._scores(parts[1:, 0] + parts[0, 1] + parts[0, 2], slice(None))
        scores[:, self._never] = -numpy.inf
        space = doc.to_array([IS_SPACE]) == 1
        last = numpy.array([*starts[1:], True])  # a name does not begin with the last word of a sentence
        scores[numpy.ix_(space | last, self._begin)] = -numpy.inf
        scores[numpy.ix_(space, self._unit)] = -numpy.inf
        best: list[int] = scores.argmax(axis=1).tolist()
        return best

    def _goes_on(self, parts: Any, first: int, place: int, label: str) -> bool:
        """Whether a name that began at `first` goes on after the word at `place`."""
        both = [self._places["I", label], self._places["L", label]]
        inside, last = self._scores(parts[place + 1, 0] + parts[first + 1, 1] + parts[place, 2], both)
        return bool(inside > last or (inside == last and both[0] < both[1]))

    def _scores(self, found: Any, moves: Any) -> Any:
        hidden = (found + self._bias).max(axis=-1)
        return hidden @ self._weights[moves].T + self._weights_bias[moves]


def _steps(recognizer: EntityRecognizer) -> bool:
    """Whether it is a recognizer as that of spaCy's small pipelines is."""
    model = recognizer.model
    return (
        model.name == "parser_model"
        and model.attrs["has_upper"]
        and not model.attrs["unseen_classes"]
        and not recognizer.postprocesses
        and recognizer.cfg["beam_width"] == 1
        and (model.layers[1].get_dim("nF"), model.layers[1].get_dim("nP")) == (3, 2)
    )
