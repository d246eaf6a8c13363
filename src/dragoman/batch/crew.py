"""`Crew`: worker processes, each with a coder, each led by a thread that outlives it."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Self

from dragoman.batch.worker import NoCoder, Reply, SetAside, Setting, Unit, length, serve
from dragoman.pieces import ahead

JOB = 16
"""Units that a worker gets at once."""

LIMIT = 120.0
"""Seconds that a worker may take without a reply."""

TRIES = 2
"""Times that a unit alone may end its worker."""

_LOADING = 300.0  # seconds for a worker to load its coder, on a machine that has much else to do
_STARTS = 3  # workers that may die one after the other before they have loaded

_spawning = multiprocessing.get_context("spawn")  # a fork of a process with threads may inherit a lock that is held


class CrewError(Exception):
    """No worker can be started; what was coded before stays."""


@dataclass(frozen=True, slots=True)
class _Job:
    units: Sequence[Unit]
    tries: int = 0


@dataclass(frozen=True, slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class Crew:
    """`size` workers. To be used in a `with` statement, or closed by `close`.

    Where a worker dies (or gives no reply for `limit` seconds, and is killed), another takes its place, and what it
    had not finished is tried again, unit by unit. A unit that twice, alone, ends its worker is set aside.
    """

    def __init__(self, size: int, setting: Setting, *, limit: float = LIMIT) -> None:
        if size < 1:
            raise ValueError(f"{size} workers; it should be 1 or more")
        self.size = size
        self._setting = setting
        self._limit = limit
        self._todo: SimpleQueue[_Job | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[Unit, Reply] | Exception] = SimpleQueue()
        self._made_by: SimpleQueue[dict[str, str] | Exception] = SimpleQueue()
        self._lock = threading.Lock()
        self._workers: set[_Worker] = set()
        self._closed = False
        self._threads = [threading.Thread(target=self._lead, daemon=True) for _ in range(size)]
        resource_tracker.ensure_running()  # where a thread of ours starts it, it would unblock that thread's signals
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends all workers, whatever they are at."""
        self._closed = True
        for _ in self._threads:
            self._todo.put(None)
        with self._lock:
            for worker in self._workers:
                worker.process.kill()
        for thread in self._threads:
            thread.join()

    def made_by(self) -> dict[str, str]:
        """What the coder of the workers calls itself; waits until one is loaded. Raises CrewError."""
        found = self._made_by.get()
        self._made_by.put(found)
        if isinstance(found, Exception):
            raise found
        return found

    @property
    def processes(self) -> list[int]:
        """The numbers of the workers' processes."""
        with self._lock:
            return [worker.process.pid for worker in self._workers if worker.process.pid]

    def code(self, units: Iterable[Unit]) -> Iterator[tuple[Unit, Reply]]:
        """What becomes of each unit of a stream, in any order. Raises CrewError."""
        jobs = ahead(units, length, JOB)
        waiting = 0
        more = True
        while True:
            while more and waiting < 2 * self.size * JOB:
                job = next(jobs, None)
                more = job is not None
                if job is not None:
                    waiting += len(job)
                    self._todo.put(_Job(job))
            if not waiting:
                return
            done = self._done.get()
            if isinstance(done, Exception):
                raise done
            waiting -= 1
            yield done

    def _lead(self) -> None:
        """One thread: gives jobs to its worker, and starts another where that ends."""
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # the worker inherits it, before it can ignore it
        worker: _Worker | None = None
        try:
            worker = self._start()
            while worker and (job := self._todo.get()) is not None:
                if not self._do(job, worker):
                    self._end(worker)
                    worker = self._start()
        except Exception as error:
            self._made_by.put(error)
            self._done.put(error)
        finally:
            if worker:
                self._end(worker)

    def _do(self, job: _Job, worker: _Worker) -> bool:
        """Whether the worker is there after it."""
        left = dict(enumerate(job.units))
        try:
            worker.connection.send(job.units)
            while left:
                if not worker.connection.poll(self._limit):
                    reason = f"no end after {self._limit:g} seconds"
                    break
                place, reply = worker.connection.recv()
                self._done.put((left.pop(place), reply))
            else:
                return True
        except (EOFError, OSError):
            worker.process.join()
            reason = f"its worker ended ({_ended(worker.process.exitcode)})"
        if not self._closed:
            self._again(job, list(left.values()), reason)
        return False

    def _again(self, job: _Job, left: Sequence[Unit], reason: str) -> None:
        if len(job.units) > 1:  # which of them it was, is not known
            for unit in left:
                self._todo.put(_Job([unit]))
        elif job.tries + 1 < TRIES:
            self._todo.put(_Job(left, job.tries + 1))
        else:
            self._done.put((left[0], SetAside(reason)))

    def _start(self) -> _Worker | None:
        """A worker whose coder is loaded; None if there is no more need of it. Raises CrewError."""
        status: int | None = None
        for _ in range(_STARTS):
            ours, theirs = _spawning.Pipe()
            process = _spawning.Process(target=serve, args=(theirs, self._setting), daemon=True, name="dragoman-worker")
            worker = _Worker(process, ours)
            with self._lock:
                if self._closed:
                    return None
                process.start()
                self._workers.add(worker)
            theirs.close()
            try:
                if ours.poll(_LOADING):
                    said = ours.recv()
                    if isinstance(said, NoCoder):
                        raise CrewError(f"the coder cannot be loaded: {said.reason}")
                    self._made_by.put(said)
                    return worker
            except (EOFError, OSError):
                process.join()
            status = process.exitcode
            self._end(worker)
        if self._closed:
            return None
        raise CrewError(f"{_STARTS} workers ended before they had loaded ({_ended(status)})")

    def _end(self, worker: _Worker) -> None:
        worker.end()
        with self._lock:
            self._workers.discard(worker)


def _ended(status: int | None) -> str:
    if status is None:
        return "it did not answer"
    if status >= 0:
        return f"status {status}"
    try:
        return f"signal {-status}, {signal.Signals(-status).name}"
    except ValueError:
        return f"signal {-status}"
