"""Finds actors: names, then what the article says of each, then nominals and pronouns in reading order."""

from __future__ import annotations

from pathlib import Path

from dragoman.actors.dictionaries import Dictionary
from dragoman.actors.layer import ActorLayer
from dragoman.actors.names import day_told, find_names
from dragoman.actors.namings import Namings
from dragoman.actors.nominals import Nominals
from dragoman.actors.phrases import Phrases
from dragoman.actors.roles import lexicon
from dragoman.actors.spans import Spans
from dragoman.actors.state import State
from dragoman.language import Parsed


class ActorFinder:
    """Finds and resolves the actors of articles. Load once, use for many.

    `extra` is a user's own dictionary file, laid over the package's.
    """

    def __init__(self, extra: Path | None = None) -> None:
        self.dictionary = Dictionary.load(extra)
        self.lexicon = lexicon()

    def find(self, parsed: Parsed) -> ActorLayer:
        """The actor layer of one article."""
        state = State(parsed, self.dictionary, self.lexicon)
        names = find_names(state)
        state.day = day_told(state, names)
        namings = Namings(state, names)
        namings.mention()
        phrases = Phrases(state, namings.focus())
        namings.settle(phrases)
        nominals = Nominals(state, phrases, namings)
        nominals.read_on()
        nominals.first_persons()
        state.layer.answer_with(Spans(state, phrases, nominals).of)
        state.layer.mentions.sort(key=lambda m: (m.start, -m.end))
        return state.layer
