"""Events: who did what to whom (codebook, sections 2 and 4)."""

from dragoman.events.coder import EventCoder
from dragoman.events.ontology_file import OntologyError, OwnOntology, read_ontology

__all__ = ["EventCoder", "OntologyError", "OwnOntology", "read_ontology"]
