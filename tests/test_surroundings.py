"""What stands around an act, as evidence for its confidence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import spacy
from spacy.tokens import Doc

from dragoman.events.parties import Side
from dragoman.events.prominence import Prominence
from dragoman.events.reading import Reading
from dragoman.events.surroundings import Surroundings, rivals


@pytest.fixture(scope="module")
def parse() -> Callable[[str], Doc]:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return nlp


def reading(kind: str = "ACCUSE", actors: tuple[Side, ...] = (), recipients: tuple[Side, ...] = ()) -> Reading:
    return Reading(kind, None, "actual", list(actors), list(recipients), "verb 'blame' of ACCUSE")


def seen(doc: Doc, at: int, title: str | None, said: Reading) -> set[str]:
    sentence = doc[at].sent
    words = frozenset(t.lower_ for t in sentence)
    return set(Surroundings(title, len(doc.text)).features(doc[at], sentence, words, said))


def test_neighbours_are_those_of_the_sentence(parse: Callable[[str], Doc]) -> None:
    doc = parse("It ended. Norland blamed Sudland.")
    names = seen(doc, 4, None, reading())
    assert {"word=blamed", "word -1=norland", "word +1=sudland", "word +2=."} <= names
    assert not any(name.startswith("word -2=") for name in names)


def test_the_title_is_known_by_the_beginnings_of_its_words(parse: Callable[[str], Doc]) -> None:
    doc = parse("Norland criticised Sudland.")
    actor = Side("NOR GOV", 0, 7, "Norland's cabinet", "name")
    told = seen(doc, 1, "Criticism of the Norlanders", reading(actors=(actor,)))
    assert {"in title=True", "actor in title=1", "recipient in title=0"} <= told
    assert not any("in title" in name for name in seen(doc, 1, None, reading(actors=(actor,))))  # there is none


def test_where_a_party_stands_and_how_both_are_named(parse: Callable[[str], Doc]) -> None:
    doc = parse("Norland blamed them.")
    names = seen(
        doc, 1, None, reading(actors=(Side("NOR GOV", 0, 7, "Norland", "name"),), recipients=(Side("SUD GOV"),))
    )
    assert {"actor before ACCUSE", "name>understood", "ACCUSE name>understood", "verb name>understood"} <= names
    assert not any(name.startswith(("recipient before", "recipient after")) for name in names)


def test_a_reading_knows_of_its_rivals() -> None:
    options = [reading(), reading("REJECT"), reading()]
    assert set(rivals(1, options)) == {"rivals=3", "rival=1", "rival types=2"}


def test_later_tellings_of_an_act_are_numbered() -> None:
    class Nobody:
        mentions = ()

    known = Prominence(Nobody())  # type: ignore[arg-type]
    for token, sentence in ((3, 0), (5, 0), (12, 10)):
        known.note(token, sentence, reading())
    assert {"telling no=0", "act no=0 of 2"} <= set(known.features(3, 0, reading()))
    assert {"telling no=1", "act no=0 of 1"} <= set(known.features(12, 10, reading()))
