"""What can go wrong with a store, in words for the user."""

from __future__ import annotations

import errno


class StoreError(Exception):
    """A store cannot do what was asked; the message says which store, and what would help."""


class NoStoreError(StoreError):
    """There is no store at this address."""


class StoreBusyError(StoreError):
    """Other writers kept the store for longer than one waits."""


class StoreFullError(StoreError):
    """No room is left where the store lies. What was committed before is there, whole."""


class StoreVersionError(StoreError):
    """The store was made by a later version of the program."""


_BUSY = ("database is locked", "conflict", "could not serialize", "deadlock detected", "snapshot_id", "duplicate key")
_FULL = (
    *("no space left", "database or disk is full", "file too large", "not enough space", "disk quota exceeded"),
    *(f"error {errno.ENOSPC}", "disk i/o error", "could not write all bytes"),
)


def is_busy(error: BaseException) -> bool:
    """Whether another writer was in the way, so that the same work may well succeed a moment later."""
    said = str(error).lower()
    return any(mark in said for mark in _BUSY)


def is_full(error: BaseException) -> bool:
    """Whether there was no room to write."""
    said = str(error).lower()
    return any(mark in said for mark in _FULL)
