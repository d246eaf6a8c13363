"""Claims: allegations that a norm was broken, and agreements (codebook, sections 5 and 6)."""

from dragoman.claims.agreements import find_agreements
from dragoman.claims.allegations import find_allegations

__all__ = ["find_agreements", "find_allegations"]
