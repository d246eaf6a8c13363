"""Actors: who is mentioned, who each one is, and its code (codebook, section 3)."""

from dragoman.actors.finder import ActorFinder
from dragoman.actors.layer import ActorLayer, Entity, Mention

__all__ = ["ActorFinder", "ActorLayer", "Entity", "Mention"]
