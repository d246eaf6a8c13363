"""Exports: one module a format, each a function that takes a stream of coded articles."""
