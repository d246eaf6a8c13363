"""Events: who did what to whom (codebook, sections 2 and 4)."""

from dragoman.events.coder import EventCoder

__all__ = ["EventCoder"]
