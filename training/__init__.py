"""From data to the shipped encoder: prepare, train, export, evaluate. See training/README.md."""
