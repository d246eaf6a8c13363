"""The desk: an HTTP API and pages over a store."""

from dragoman.server.app import make_app
from dragoman.server.settings import Settings

__all__ = ["Settings", "make_app"]
