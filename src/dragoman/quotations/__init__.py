"""Quotations: who is reported to have said what (codebook, section 1)."""

from dragoman.quotations.attributions import find_attributions
from dragoman.quotations.finder import find_quotations
from dragoman.quotations.second_reading import reread

__all__ = ["find_attributions", "find_quotations", "reread"]
