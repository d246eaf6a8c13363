"""The version of the program; it stands in every coded article."""

__version__ = "0.1.0"
