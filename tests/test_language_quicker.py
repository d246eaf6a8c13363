"""The pipeline that was made quicker says what spaCy's own says."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from dragoman.language.quicker import Words, quicken
from dragoman.language.reader import DEFAULT_MODEL, load_pipeline

TEXTS = (
    "There is no deal, Angela Merkel told the BBC. It ain't over, and we're gonna talk; y'all got ta see.",
    "Let's go. C'mon, nothin' was signed!\n\n  \nThe European Union\nRussia and China agreed. He's left; who's there?",
    "On June 20, 2024 the United Nations Security Council met in New York City for the third time in two weeks.",
    "“I'd have thought so,” he said. They'd better leave. There are 20 of them. Best of all, it cost $3 million.",
    "Paris",
    " \n ",
    "",
)
WORDS = "There is are ain't gonna let's nothin' y'all Angela Merkel Iran's U.N. $5 million said left \n . , “ ”".split(
    " "
)


def _pipeline() -> Language:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the model says that it was made by an older minor version
        return load_pipeline(DEFAULT_MODEL)


@pytest.fixture(scope="module")
def pipelines() -> tuple[Language, Language]:
    """spaCy's own, and the one made quicker."""
    own, quick = _pipeline(), _pipeline()
    quicken(quick)
    for nlp in (own, quick):
        nlp.add_pipe("dragoman_lines", first=True)
    return own, quick


def said(doc: Doc) -> list[tuple[object, ...]]:
    """All that is said of each word."""
    of_word = [(w.text, w.tag_, w.pos_, str(w.morph), w.lemma_, w.dep_, w.head.i, w.is_sent_start) for w in doc]
    return [*of_word, *((w.ent_iob_, w.ent_type_) for w in doc), *((e.start, e.end, e.label_) for e in doc.ents)]


@pytest.mark.parametrize("text", TEXTS)
def test_it_says_what_spacy_says(pipelines: tuple[Language, Language], text: str) -> None:
    own, quick = pipelines
    assert {"dragoman_words", "dragoman_names"} <= set(quick.pipe_names)
    assert said(quick(text)) == said(own(text))


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_it_says_what_spacy_says_of_whatever_words(pipelines: tuple[Language, Language], words: list[str]) -> None:
    own, quick = pipelines
    assert said(quick(" ".join(words))) == said(own(" ".join(words)))


def test_what_it_remembers_is_forgotten_before_it_is_too_much(
    pipelines: tuple[Language, Language], monkeypatch: pytest.MonkeyPatch
) -> None:
    own, quick = pipelines
    monkeypatch.setattr("dragoman.language.quicker._MEMORY", 5)
    for text in TEXTS:
        assert said(quick(text)) == said(own(text))
    words = quick.get_pipe("dragoman_words")
    assert isinstance(words, Words) and len(words._lemmas) < 60


def test_a_pipeline_that_is_built_otherwise_is_left_as_it_is() -> None:
    nlp = _pipeline()
    nlp.get_pipe("attribute_ruler").add([[{"SHAPE": "Xxxx"}]], {"LEMMA": "x"})  # type: ignore[attr-defined]
    nlp.get_pipe("ner").cfg["beam_width"] = 4  # type: ignore[attr-defined]
    names = list(nlp.pipe_names)
    quicken(nlp)
    assert nlp.pipe_names == names
