"""Finds actors."""

from __future__ import annotations

from dragoman.actors.layer import ActorLayer
from dragoman.language import Parsed


class ActorFinder:
    """Finds and resolves the actors of articles. Load once, use for many."""

    def find(self, parsed: Parsed) -> ActorLayer:
        """The actor layer of one article."""
        return ActorLayer()
