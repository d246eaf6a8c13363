"""Quotations: who is reported to have said what (codebook, section 1)."""

from dragoman.quotations.finder import find_quotations

__all__ = ["find_quotations"]
