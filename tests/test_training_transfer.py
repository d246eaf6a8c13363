"""Pairs that nobody labelled. Needs torch, which is in the environment of training only."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("torch")

from dragoman.language import Reader
from training.transfer import _of_doc


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize(
    ("text", "actor", "recipient"),
    [
        ("The government of France criticized Iran for the raid.", "The government of France", "Iran"),
        ("Turkish troops were attacked in the valley by Kurdish rebels.", "Kurdish rebels", "Turkish troops"),
    ],
)
def test_a_pair_is_subject_and_object_and_the_agent_of_a_passive_acts(
    reader: Reader, text: str, actor: str, recipient: str
) -> None:
    chance = random.Random(1)  # noqa: S311 - it chooses examples
    found = {pair for _ in range(12) for pair in _of_doc(reader.nlp(text), chance)}
    assert (actor, recipient) in {(text[slice(*p.actor)], text[slice(*p.recipient)]) for p in found}
    assert all(p.text == text for p in found)


def test_a_sentence_without_two_parties_gives_no_pair(reader: Reader) -> None:
    chance = random.Random(1)  # noqa: S311 - it chooses examples
    assert not list(_of_doc(reader.nlp("It has been raining here all day long."), chance))
