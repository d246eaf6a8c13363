"""PLOVER's types, quad classes, modes, scores and contexts, as data (codebook, section 4)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

SECTORS = frozenset(
    """GOV JUD LEG MIL COP SPY PRM REB UAF OPP PTY CVL BUS JRN EDU LAB AGR MED REL SOC REF CRM ELI PRE UNK""".split()
)

# The CAMEO root code that each type came from (PLOVER manual, "Differences from CAMEO").
CAMEO_ROOT = {
    "AGREE": "03",
    "CONSULT": "04",
    "SUPPORT": "05",
    "COOPERATE": "06",
    "AID": "07",
    "CONCEDE": "08",
    "RETREAT": "08",
    "REQUEST": "10",
    "ACCUSE": "11",
    "REJECT": "12",
    "THREATEN": "13",
    "PROTEST": "14",
    "MOBILIZE": "15",
    "SANCTION": "16",
    "COERCE": "17",
    "ASSAULT": "18",
}


@dataclass(frozen=True, slots=True)
class EventType:
    """A type of event: its quad class (1 to 4), conflict-cooperation score (-10 to 10), and modes with theirs.

    `cameo` is the code of CAMEO that it maps to, two to four digits; `mode_cameo` those of its modes that have one of
    their own.
    """

    name: str
    quad: int
    score: float
    modes: Mapping[str, float]
    cameo: str
    mode_cameo: Mapping[str, str] = field(default_factory=dict)

    def score_of(self, mode: str | None) -> float:
        """The score of the mode, or that of the type where there is none."""
        return self.modes.get(mode, self.score) if mode else self.score

    def cameo_of(self, mode: str | None) -> str:
        """The CAMEO code of the mode, or that of the type where it has none."""
        return self.mode_cameo.get(mode, self.cameo) if mode else self.cameo


@cache
def event_types() -> Mapping[str, EventType]:
    """All types by name."""
    return {
        name: EventType(
            name, int(t["quad"]), float(t["score"]), {m: float(s) for m, s in t["modes"].items()}, CAMEO_ROOT[name]
        )
        for name, t in _ontology()["types"].items()
    }


@cache
def contexts() -> tuple[str, ...]:
    """The names of PLOVER's contexts."""
    return tuple(_ontology()["contexts"])


@cache
def _ontology() -> dict:  # type: ignore[type-arg]
    return json.loads((files("dragoman.plover") / "ontology.json").read_text("utf-8"))  # type: ignore[no-any-return]
