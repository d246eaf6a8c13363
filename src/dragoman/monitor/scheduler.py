"""Everything by itself: at regular times the feeds are read, the watches run, the alerts delivered."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from dragoman.monitor.feeds import now

if TYPE_CHECKING:
    from dragoman.coder import Coder
    from dragoman.monitor.delivery import Delivered
    from dragoman.monitor.polite import PoliteFetcher
    from dragoman.monitor.rounds import Round, Stop

EVERY = 900.0
"""Seconds from the end of one cycle to the beginning of the next."""

_NICE = 5  # who reads pages goes before what is read for later


@dataclass(frozen=True, slots=True)
class Settings:
    """What a cycle needs to know. Secrets are none of it: the senders take them from the environment."""

    store: str
    allow_hosts: tuple[str, ...] = ()
    pause: float = 1.0
    most: int = 500
    model: str | None = None
    actors: Path | None = None
    ontology: Path | None = None
    attributions: bool = False


@dataclass(slots=True)
class Cycle:
    """What one cycle did. `errors` says what kept a part of it from being done; the other parts were done."""

    began: datetime
    ended: datetime | None = None
    round: Round | None = None
    alerts: int = 0
    watches_failed: dict[str, str] = field(default_factory=dict)
    delivered: Delivered | None = None
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Status:
    """How a scheduler is: whether it is at work, what the last cycle did, when the next one begins (UTC)."""

    running: bool
    working: bool
    last: Cycle | None
    next_at: datetime | None


def cycle(settings: Settings, stop: Stop | None = None) -> Cycle:
    """Reads the feeds, runs the watches, delivers the alerts. Raises nothing: each part fails for itself."""
    from dragoman.monitor.delivery import Deliveries
    from dragoman.monitor.environment import senders
    from dragoman.monitor.rounds import run_round
    from dragoman.monitor.watches import Watches
    from dragoman.store import Store

    done = Cycle(now())
    stop = stop or threading.Event()
    try:
        with Store(settings.store) as store:
            with _failing(done, "feeds"):
                fetch = _fetcher(settings.allow_hosts, settings.pause)
                coder = partial(load_coder, settings.model, settings.actors, settings.ontology, settings.attributions)
                done.round = run_round(store, coder, fetch, most=settings.most, stop=stop)
            with _failing(done, "watches"):
                watched = Watches(store).run()
                done.alerts, done.watches_failed = len(watched.alerts), watched.failed
            with _failing(done, "delivery"):
                done.delivered = Deliveries(store, senders(settings.allow_hosts)).run()
    except Exception as error:  # a store that cannot be opened now may be there again the next time
        done.errors.append(f"store: {error}")
    done.ended = now()
    return done


@contextmanager
def _failing(done: Cycle, part: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # a part that fails must not keep the others from being done
        done.errors.append(f"{part}: {error}")


class Scheduler:
    """Does a cycle every so often, in the background. May be used by many threads.

    The work is done in a process of its own, so that it takes no time from who serves pages; with `own_process` false
    in the scheduler's thread. `told` is called with each cycle, in that thread. To be used in a `with` statement, or
    with `start` and `stop`.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        every: float = EVERY,
        own_process: bool = True,
        told: Callable[[Cycle], object] | None = None,
    ) -> None:
        if every <= 0:
            raise ValueError(f"every is {every:g}, it should be a number of seconds above 0")
        self._settings = settings
        self._every = every
        self._told = told
        self._worker: _Worker | None = _Worker() if own_process else None
        self._stop: Stop = self._worker.stop if self._worker else threading.Event()
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._status = Status(False, False, None, None)
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def status(self) -> Status:
        """How it is now."""
        with self._lock:
            return self._status

    def start(self) -> None:
        """Begins, with a cycle at once. Raises RuntimeError where it was begun before."""
        if self._thread is not None:
            raise RuntimeError("a scheduler is started once")
        self._thread = threading.Thread(target=self._run, name="dragoman-scheduler", daemon=True)
        self._set(running=True)
        self._thread.start()

    def wake(self) -> None:
        """Has the next cycle begin now, or as soon as the present one has ended."""
        self._wake.set()

    def stop(self, seconds: float = 60.0) -> bool:
        """Comes to an end: what is being fetched or coded is finished, the rest is left for the next time. Gives
        whether that was so within `seconds`; a process of its own that takes longer is ended, which loses nothing that
        was stored."""
        self._stop.set()
        self._wake.set()
        if self._thread is None:
            return True
        self._thread.join(seconds)
        ended = not self._thread.is_alive()
        if self._worker is not None:
            self._worker.close(kill=not ended)
        return ended

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._wake.clear()
                self._set(working=True, next_at=None)
                done = self._cycle()
                self._set(working=False, last=done, next_at=now() + timedelta(seconds=self._every))
                if self._told is not None:
                    try:
                        self._told(done)
                    except Exception as error:  # who listens must not end what they listen to
                        done.errors.append(f"listener: {type(error).__name__}: {error}")
                if not self._stop.is_set():
                    self._wake.wait(self._every)
        finally:
            self._set(running=False, working=False, next_at=None)

    def _cycle(self) -> Cycle:
        if self._worker is None:
            return cycle(self._settings, self._stop)
        began = now()
        try:
            return self._worker.submit(self._settings).result()
        except Exception as error:  # the process died, or was ended: the next cycle has a new one
            return Cycle(began, now(), errors=[f"the process ended: {type(error).__name__}: {error}"])

    def _set(self, **changes: object) -> None:
        with self._lock:
            self._status = replace(self._status, **changes)  # type: ignore[arg-type]


class _Worker:
    """A process that does cycles; a new one where the last one died."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")  # a fork would share the connections of whoever serves
        self.stop = self._context.Event()
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, settings: Settings) -> Future[Cycle]:
        if self._pool is None:
            self._pool = self._new()
        try:
            return self._pool.submit(_cycle_here, settings)
        except BrokenProcessPool:
            self._pool = self._new()
            return self._pool.submit(_cycle_here, settings)

    def close(self, *, kill: bool) -> None:
        if self._pool is None:
            return
        processes = list((self._pool._processes or {}).values()) if kill else []
        for process in processes:
            process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, self._context, initializer=_begin, initargs=(self.stop,))


_stop_here: Stop | None = None


def _begin(stop: Stop) -> None:
    import signal

    global _stop_here
    _stop_here = stop
    # Ctrl-C on the terminal goes to every process of it; this one ends when its scheduler says so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    threading.Thread(target=_end_with_parent, name="dragoman-parent", daemon=True).start()


def _end_with_parent() -> None:
    """Ends this process when the one that began it is gone without a word, killed: nobody else would."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _cycle_here(settings: Settings) -> Cycle:
    return cycle(settings, _stop_here)


@cache
def _fetcher(allow_hosts: tuple[str, ...], pause: float) -> PoliteFetcher:
    from dragoman.monitor.polite import PoliteFetcher
    from dragoman.reading.fetch import Fetcher

    return PoliteFetcher(Fetcher(allow_hosts=allow_hosts), pause=pause)


@cache
def load_coder(
    model: str | None, actors: Path | None, ontology: Path | None = None, attributions: bool = False
) -> Coder:
    """The coder of this process, loaded once. Raises ValueError where one of its parts cannot be."""
    from dragoman.coder import Coder
    from dragoman.language import DEFAULT_MODEL

    try:
        return Coder(model or DEFAULT_MODEL, actors, ontology=ontology, attributions=attributions)
    except (OSError, ImportError, AttributeError) as error:
        raise ValueError(f"the spaCy pipeline {model or DEFAULT_MODEL!r} cannot be loaded: {error}") from error
