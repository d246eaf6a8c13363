"""Many articles over all cores of a machine, into a store; docs/batch.md."""

from dragoman.batch.aside import Aside
from dragoman.batch.crew import Crew, CrewError
from dragoman.batch.run import Run
from dragoman.batch.worker import Faulty, Refused, SetAside, Setting

__all__ = ["Aside", "Crew", "CrewError", "Faulty", "Refused", "Run", "SetAside", "Setting"]
