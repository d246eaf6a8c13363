"""What an article as a whole is about: PLOVER's contexts (codebook, section 7)."""

from __future__ import annotations

from dragoman.language import Parsed


def find_contexts(parsed: Parsed) -> tuple[str, ...]:
    """One to four contexts, the most prominent first; none if nothing in the text speaks for one."""
    return ()
