"""How the desk is served: which store, where, and who may ask."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

SHORTEST_TOKEN = 16


@dataclass(frozen=True, slots=True)
class Settings:
    """Of one desk. `names` are the host names it answers to, beside localhost and addresses in figures.

    Raises ValueError where others could reach it (`host` is no loopback address) and there is no token, or where the
    token is too short to keep anyone out.
    """

    store: str
    host: str = "127.0.0.1"
    port: int = 8750
    token: str | None = None
    names: tuple[str, ...] = ()
    readers: int = 4
    """Connections that are kept open to read the store; each serves one request at a time."""
    copied: int = 0
    """A store of at most so many events is copied into memory, which makes answers fast."""
    largest_body: int = 1_000_000
    """Bytes of a request."""
    longest_text: int = 100_000
    """Characters of a text to be coded."""
    allow_hosts: tuple[str, ...] = ()
    """Hosts that are fetched from though their addresses are not public."""
    actors: Path | None = None
    ontology: Path | None = None
    """A user's own dictionary and ontology, for what is coded here."""
    attributions: bool = False
    """Whether what is coded here is read with the encoder, too."""

    def __post_init__(self) -> None:
        if self.token is None and not is_loopback(self.host):
            raise ValueError(
                f"others can reach {self.host}, so it needs a token (--token, or DRAGOMAN_TOKEN in the environment); "
                "127.0.0.1 needs none"
            )
        if self.token is not None and not (len(self.token) >= SHORTEST_TOKEN and self.token.isascii()):
            raise ValueError(f"the token should be at least {SHORTEST_TOKEN} ASCII characters that nobody can guess")

    def answers_to(self, host: str) -> bool:
        """Whether a request may name this host.

        A page elsewhere can make its own name lead here (DNS rebinding), but neither localhost nor an address.
        """
        name = _without_port(host).lower()
        return name in ("localhost", self.host.lower(), *(one.lower() for one in self.names)) or _is_address(name)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
