"""The command line: parses, calls the library, prints."""


def main() -> None:
    """Entry point of `dragoman`."""
    raise SystemExit("not yet")
