"""PLOVER: the ontology as data, and the contexts of an article."""
