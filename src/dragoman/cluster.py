"""`Cluster`: the workers of `dragoman batch` on the machines of a Ray cluster, by Ray Data."""

from __future__ import annotations

import logging
import pickle
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from queue import SimpleQueue
from typing import Any, Self

import pyarrow
import ray
import ray.data
from ray.data.block import BlockMetadata
from ray.data.datasource import Datasource, ReadTask
from ray.util.queue import Queue

from dragoman.batch.crew import JOB, LIMIT, Crew, CrewError
from dragoman.batch.worker import Reply, Setting, Unit, length
from dragoman.pieces import ahead

LOCAL = "local"

_AHEAD = 4  # jobs for each worker that are under way, so that none waits for the next


class Cluster:
    """`size` workers on a Ray cluster; `address` is Ray's (`ray://head:10001`, `auto`), or `local` for this machine.

    Dragoman of the same version is to be installed on all machines. The inputs are read here, and the store is
    written here. Where Ray loses a worker or a machine, it gives the job to another. To be used in a `with` statement,
    or closed by `close`. Raises CrewError where the cluster is not reached.
    """

    def __init__(self, address: str, size: int, setting: Setting, *, limit: float = LIMIT) -> None:
        if size < 1:
            raise ValueError(f"{size} workers; it should be 1 or more")
        self.size = size
        self._setting = setting
        self._limit = limit
        self._done: SimpleQueue[list[tuple[Unit, Reply]] | Exception] = SimpleQueue()
        _quieten()
        # On this machine each worker has a core by name, whatever the machine has.
        where: dict[str, Any] = {"num_cpus": size} if address == LOCAL else {"address": address}
        try:
            ray.init(**where, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
        except Exception as error:  # of which kind, differs by how the cluster is addressed
            raise CrewError(f"the Ray cluster {address!r} cannot be reached: {error}") from error
        self._feed = Queue(actor_options={"num_cpus": 0})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leaves the cluster, which ends what was begun there."""
        ray.shutdown()

    def made_by(self) -> dict[str, str]:
        """What the coder of the workers calls itself. Raises CrewError."""
        try:
            # Once: the process that has loaded a coder for this alone ends, and gives its memory back.
            found: dict[str, str] = ray.get(ray.remote(max_calls=1)(_made_by).remote(self._setting))
        except ray.exceptions.RayError as error:
            raise CrewError(f"the coder cannot be loaded on the cluster: {error}") from error
        return found

    def code(self, units: Iterable[Unit]) -> Iterator[tuple[Unit, Reply]]:
        """What becomes of each unit of a stream, in any order. Raises CrewError. To be called once."""
        jobs = ahead(units, length, JOB)
        threading.Thread(target=self._collect, daemon=True).start()
        waiting = 0
        more = True
        while True:
            while more and waiting < _AHEAD * self.size:
                job = next(jobs, None)
                more = job is not None
                self._feed.put(pickle.dumps(job))
                waiting += more
            if not waiting:
                return
            done = self._done.get()
            if isinstance(done, Exception):
                raise CrewError(f"the Ray cluster failed: {done}") from done
            waiting -= 1
            yield from done

    def _collect(self) -> None:
        """In a thread of its own: runs the stream on the cluster and gives what comes out of it."""
        try:
            context = ray.data.DataContext.get_current()
            context.enable_progress_bars = False
            context.target_max_block_size = 1  # each job goes on at once, and is not kept until there are more
            pool = ray.data.ActorPoolStrategy(size=self.size)
            jobs = ray.data.read_datasource(_Feed(self._feed), override_num_blocks=1, num_cpus=0)
            done = jobs.map_batches(
                _Coding, fn_constructor_args=(self._setting, self._limit), batch_size=1, compute=pool, num_cpus=1
            )
            for batch in done.iter_batches(batch_size=None, prefetch_batches=0, batch_format="pyarrow"):
                for replies in batch["replies"].to_pylist():
                    self._done.put(pickle.loads(replies))  # noqa: S301 - from our own workers
            self._done.put(EOFError("it ended before all was coded"))  # read only where that is so
        except Exception as error:
            self._done.put(error)


class _Feed(Datasource):
    """Jobs as they come through a queue, one to a block, until there is None."""

    def __init__(self, queue: Queue) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._queue = queue

    def estimate_inmemory_data_size(self) -> int | None:
        return None

    def get_read_tasks(self, parallelism: int, *_: Any, **__: Any) -> list[ReadTask]:
        unknown = BlockMetadata(num_rows=None, size_bytes=None, input_files=None, exec_stats=None)
        return [ReadTask(_reader(self._queue), unknown)]


class _Coding:
    """An actor of the cluster. Its coder works in a process of its own, so that no article can end the actor."""

    def __init__(self, setting: Setting, limit: float) -> None:
        self._crew = Crew(1, setting, limit=limit)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        found = []
        for packed in batch["job"]:
            job: Sequence[Unit] = pickle.loads(packed)  # noqa: S301 - from the one who leads
            found.append(pickle.dumps(list(self._crew.code(job))))
        return {"replies": found}


def _reader(queue: Queue) -> Callable[[], Iterator[pyarrow.Table]]:
    def read() -> Iterator[pyarrow.Table]:
        while pickle.loads(job := queue.get()) is not None:  # noqa: S301 - from the one who leads
            yield pyarrow.table({"job": [job]})

    return read


def _quieten() -> None:
    """Ray tells much that is of no use to those who use its workers through us; what fails, it still tells."""
    logging.getLogger("ray.data").setLevel(logging.WARNING)
    logging.getLogger("ray.data._internal.progress").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", "The minimum number of concurrent actors", module="ray.data")


def _made_by(setting: Setting) -> dict[str, str]:
    return setting.coder().made_by
