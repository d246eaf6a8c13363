"""Beyond one article: the same report, the same story, the same event."""

from dragoman.stories.linking import link

__all__ = ["link"]
