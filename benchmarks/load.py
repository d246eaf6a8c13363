"""Asks a server for addresses at a steady rate, whether it keeps up or not, and says how long answers took.

`python -m benchmarks.load HOST PORT RATE SECONDS < addresses` gives a line of JSON. The time of an answer counts from
when it was to be asked for, not from when a connection was free, so that a server that stalls is not spared the
requests that it kept from being sent.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

CONNECTIONS = 400
PATIENCE = 30.0
"""Seconds after which an answer counts as an error."""


async def load(host: str, port: int, paths: Sequence[str], rate: float, seconds: float) -> dict[str, Any]:
    """Asks for the paths in turn. Gives numbers, errors by kind, and milliseconds by percentile."""
    free: asyncio.LifoQueue[_Connection] = asyncio.LifoQueue()
    for _ in range(CONNECTIONS):
        free.put_nowait(_Connection(host, port))
    times: list[tuple[float, str]] = []
    later: list[float] = []
    errors: Counter[str] = Counter()
    began = time.perf_counter()

    async def one(path: str, due: float) -> None:
        connection = await free.get()
        try:
            status = await asyncio.wait_for(connection.get(path), PATIENCE)
            if status >= 400:
                errors[f"{status} {path}"] += 1
        except Exception as error:
            errors[f"{type(error).__name__} {path}"] += 1
            connection.drop()
        finally:
            free.put_nowait(connection)
            took = 1000 * (time.perf_counter() - began - due)
            times.append((took, path))
            if due > seconds / 2:
                later.append(took)

    tasks = set()
    number = int(rate * seconds)
    for n in range(number):
        due = n / rate
        wait = due - (time.perf_counter() - began)
        if wait > 0:
            await asyncio.sleep(wait)
        task = asyncio.create_task(one(paths[n % len(paths)], due))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)
    took = time.perf_counter() - began
    while not free.empty():
        free.get_nowait().drop()
    found = _percentiles([ms for ms, _ in times]) | {"second half": _percentiles(later)}
    slow = [f"{ms:.0f} {path}" for ms, path in sorted(times, reverse=True)[:8]]
    said = {"asked": number, "addresses": len(set(paths[:number])), "rate": round(number / took, 1)}
    return said | {"errors": dict(errors), **found, "slowest": slow}


def _percentiles(times: list[float]) -> dict[str, float]:
    """Milliseconds."""
    ordered = sorted(times)
    return {name: round(ordered[min(len(times) - 1, int(len(times) * part))], 1) for name, part in _PARTS.items()}


_PARTS = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "most": 1.0}


class _Connection:
    """One connection that is kept open."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> int:
        """The status of the answer, which is read to its end. A connection that the server closed while nobody used it
        is opened anew, as browsers do."""
        used = self._streams is not None
        try:
            reader, head = await self._asked(path)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.drop()
            if not used:
                raise
            reader, head = await self._asked(path)
        status = int(head.split(" ", 2)[1])
        length = next((line.partition(":")[2] for line in head.split("\r\n") if line.startswith("content-length:")), "")
        if length:
            await reader.readexactly(int(length))
        elif "transfer-encoding: chunked" in head:
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        if "connection: close" in head:
            self.drop()
        return status

    async def _asked(self, path: str) -> tuple[asyncio.StreamReader, str]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n\r\n".encode())
        return reader, (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()

    def drop(self) -> None:
        """Closes it; the next request opens another."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


def main() -> None:
    """As the docstring of the module says."""
    host, port, rate, seconds = sys.argv[1:]
    paths = json.load(sys.stdin)
    print(json.dumps(asyncio.run(load(host, int(port), paths, float(rate), float(seconds)))))


if __name__ == "__main__":
    main()
