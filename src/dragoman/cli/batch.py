"""`dragoman batch`: many articles over all cores, into a store."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli import asking as ask
from dragoman.cli.actors import OwnActors, OwnOntology
from dragoman.cli.messages import INTERRUPTED, OK, SOME_FAILED, WRONG_USE, count, place, say
from dragoman.cli.options import Attributions, Model, Outlet, Published

if TYPE_CHECKING:
    from dragoman.batch import Crew, Run, Setting
    from dragoman.cluster import Cluster
    from dragoman.reading import BadInput
    from dragoman.reading.inputs import Reading

EVERY = 30.0
"""Seconds between two lines of progress where standard error is no terminal; on a terminal it is half a second."""


def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT", show_default=False, help="What `dragoman code` takes: folders, JSON lines, WARC archives …"
        ),
    ],
    store: ask.Address,
    workers: Annotated[
        int | None,
        typer.Option("--workers", "-w", metavar="N", min=1, help="Processes.  [default: one for each core]"),
    ] = None,
    ray: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS|local", help="Over a Ray cluster; --workers are its actors.", show_default=False),
    ] = None,
    limit: Annotated[
        float, typer.Option(metavar="SECONDS", min=1, help="Time after which an article counts as endless.")
    ] = 120.0,
    aside: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Where articles that cannot be coded are named.  [default: STORE.aside.jsonl]"
        ),
    ] = None,
    crawl_dates: Annotated[
        bool,
        typer.Option("--crawl-dates", help="Pages of archives that name no date take the day they were fetched."),
    ] = False,
    published: Published = None,
    outlet: Outlet = None,
    model: Model = None,
    actors: OwnActors = None,
    ontology: OwnOntology = None,
    attributions: Attributions = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="On standard error only what went wrong.")] = False,
) -> None:
    """Code many articles over all cores and store them. Stopped and begun again, it goes on where it was.

    A process that dies costs nothing but time; an article that ends its process, or does not end, is set aside.

    Exit status: 0 all coded, 1 something failed or was set aside, 2 wrong use, 130 interrupted.

    Example: `dragoman batch CC-NEWS-20240620.warc.gz articles.jsonl.zst --store news --workers 8`
    """
    from dragoman.batch import Aside, CrewError, Run, Setting
    from dragoman.cli.keeping import told
    from dragoman.cli.signals import Signals
    from dragoman.cli.work import NoModelError, check_own, find_encoder, find_model
    from dragoman.reading.fields import Defaults, iso_date
    from dragoman.reading.inputs import Reading

    try:
        if model is not None:
            find_model(model)
        if attributions:
            find_encoder()
        defaults = Defaults(iso_date(published) if published else None, outlet, None)
        check_own(actors, ontology)
    except (NoModelError, ValueError, OSError) as error:
        say(str(error))
        raise typer.Exit(WRONG_USE) from None
    setting = Setting(model, actors, ontology, defaults, crawl_dates, attributions)
    place_aside = aside or _beside(store)

    def set_aside(made_by: Mapping[str, str]) -> Aside:
        return Aside(place_aside, made_by)

    signals = Signals()
    status = OK
    with ask.opened(store, read_only=False) as found, ExitStack() as stack:
        reading = Reading(defaults)
        line = stack.enter_context(_progress(reading, inputs, quiet))
        stack.enter_context(signals)
        run = Run(found, set_aside, step=line.step, failed=line.failed)
        try:
            crew = _workers(ray, workers or os.cpu_count() or 1, setting, limit)
            stack.callback(crew.close)
            stack.callback(signals.over)
            run.all(reading.all(inputs), crew)
        except KeyboardInterrupt:
            status = INTERRUPTED + signals.number
        except (CrewError, ValueError, OSError) as error:
            say(str(error))
            status = SOME_FAILED
        except ImportError as error:
            say(f"--ray: {error.name or 'ray'} is missing: pip install 'dragoman[cluster]'")
            raise typer.Exit(WRONG_USE) from None
    for where, reason in run.set_aside:
        say(f"{where}: set aside, {reason}; see {place_aside}")
    if not quiet:
        say(f"{'interrupted: ' if status > WRONG_USE else ''}{line.summary(run)}; {told(run.added, store)}")
    if status == OK and (run.failures or run.set_aside):
        status = SOME_FAILED
    if status != OK:
        raise typer.Exit(status)


def _workers(ray: str | None, size: int, setting: Setting, limit: float) -> Cluster | Crew:
    """The workers. Raises ImportError without the extra, CrewError where a cluster is not reached."""
    if ray is not None:
        from dragoman.cluster import Cluster

        return Cluster(ray, size, setting, limit=limit)
    from dragoman.batch import Crew

    return Crew(size, setting, limit=limit)


class _Line:
    """The line of progress: on a terminal written over itself, else a line now and then."""

    def __init__(self, reading: Reading, total: int, quiet: bool) -> None:
        self._reading = reading
        self._total = total
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._began = self._told = time.monotonic()

    def step(self, run: Run) -> None:
        """Something changed."""
        now = time.monotonic()
        if self._quiet or now - self._told < (0.5 if self._terminal else EVERY):
            return
        self._told = now
        share = self._reading.taken / self._total if self._total else 0.0
        left = f" · {_duration((now - self._began) * (1 - share) / share)} left" if 0 < share <= 1 else ""
        if self._terminal:
            print(f"\r\x1b[K{self.summary(run)}{left}", end="", file=sys.stderr, flush=True)
        else:
            say(f"{self.summary(run)}{left}")

    def failed(self, problem: BadInput) -> None:
        """An input failed."""
        self.clear()
        say(f"{place(problem.where, problem.line)}: {problem.reason}")

    def clear(self) -> None:
        """Takes the line away."""
        if self._terminal and not self._quiet:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def summary(self, run: Run) -> str:
        """The numbers of a run."""
        rate = run.words / max(time.monotonic() - self._began, 0.001)
        parts = [f"{count(run.coded, 'article')} coded, {rate:,.0f} words/s", f"{run.failures:,} failed"]
        if run.refused:
            parts.append(f"{count(run.refused, 'page')} without an article in English")
        if run.set_aside:
            parts.append(f"{len(run.set_aside):,} set aside")
        return " · ".join(parts)


@contextmanager
def _progress(reading: Reading, inputs: list[str], quiet: bool) -> Iterator[_Line]:
    line = _Line(reading, sum(map(_bytes, inputs)), quiet)
    try:
        yield line
    finally:
        line.clear()


def _bytes(given: str) -> int:
    """What an input measures on the disk; 0 for what lies elsewhere."""
    path = Path(given)
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def _beside(store: str) -> Path:
    """The file of what is set aside, beside the store's folder; for a store elsewhere in the folder one is in."""
    if "://" in store:
        return Path("dragoman.aside.jsonl")
    folder = Path(store)
    return folder.with_name(f"{folder.name}.aside.jsonl")
