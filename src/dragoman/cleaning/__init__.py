"""Cleaning: which lines are no part of the report, and what the dateline says (codebook, section 8)."""

from dragoman.cleaning.noise import Cleaned, clean

__all__ = ["Cleaned", "clean"]
