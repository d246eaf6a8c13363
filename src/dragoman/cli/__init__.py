"""The command line: parses, calls the library, prints. One module a command."""


def main() -> None:
    """Entry point of `dragoman`."""
    from dragoman.cli.app import app

    app(prog_name="dragoman")
