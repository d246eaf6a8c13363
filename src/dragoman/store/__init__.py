"""The store: coded articles in DuckLake tables, in a folder of one's own or shared by a team (DESIGN, section 4)."""

from dragoman.store.errors import NoStoreError, StoreBusyError, StoreError, StoreFullError, StoreVersionError
from dragoman.store.store import Store
from dragoman.store.writing import Added

__all__ = [
    "Added",
    "NoStoreError",
    "Store",
    "StoreBusyError",
    "StoreError",
    "StoreFullError",
    "StoreVersionError",
]
