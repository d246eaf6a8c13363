"""The command line reference, from the commands themselves: `python -m dragoman.cli.docs docs/cli.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from dragoman.cli.app import app

HEAD = """# Command line

<!-- Made by `make docs` from the commands' own help: do not edit. -->

Every command says what it takes with `--help`. Records go to standard output or to where `--output` says; what went
wrong goes to standard error, a line each, with the input, the line and the reason.
"""


def reference() -> str:
    """The page docs/cli.md."""
    return HEAD + "".join(f"\n{part}\n" for part in _command(typer.main.get_command(app), "dragoman"))


def commands() -> dict[str, list[str]]:
    """All commands by name, with the names of their options and arguments."""
    return {name: [option for param in command.params for option in _names(param)] for name, command in _all()}


def _all(name: str = "dragoman", command: Any = None) -> Iterator[tuple[str, Any]]:
    command = command or typer.main.get_command(app)
    yield name, command
    for sub, subcommand in getattr(command, "commands", {}).items():
        yield from _all(f"{name} {sub}", subcommand)


def _names(param: Any) -> list[str]:
    return [param.metavar] if param.param_type_name == "argument" else [*param.opts, *param.secondary_opts]


def _command(command: Any, name: str) -> Iterator[str]:
    context = typer.Context(command, info_name=name)
    yield f"## `{name}`"
    yield command.help or ""
    yield f"```text\n{name} {' '.join(command.collect_usage_pieces(context))}\n```"
    rows = [(param, param.get_help_record(context)) for param in command.get_params(context)]
    yield "| | |\n|---|---|\n" + "\n".join(_row(param, record) for param, record in rows if record)
    for sub, subcommand in getattr(command, "commands", {}).items():
        yield from _command(subcommand, f"{name} {sub}")


def _row(param: Any, record: tuple[str, str]) -> str:
    said, meaning = record
    if param.param_type_name == "argument":
        said, meaning = param.metavar, param.help
    told = meaning.replace("  [", " [").replace("] [", "; ")  # "[…] [x>=1]" would be a link
    return f"| `{said}` | {told} |"


def main() -> None:
    """Writes the page to the file that is named, or prints it."""
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(reference(), "utf-8", newline="\n")
    else:
        print(reference(), end="")


if __name__ == "__main__":
    main()
