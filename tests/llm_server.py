"""A server on loopback that answers as OpenAI's API does, well or badly, as a test tells it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NOTHING: dict[str, Any] = {"events": [], "quotations": [], "allegations": [], "agreements": []}


@dataclass
class Said:
    """What the server does with a request. `text` is streamed in small chunks, with or without an end."""

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    error: dict[str, Any] = field(default_factory=dict)
    finish: str | None = "stop"
    usage: bool = True
    tokens: dict[str, Any] = field(default_factory=dict)
    """What it says of tokens, if that is not right."""
    wait: float = 0.0
    breaks_off: bool = False
    """Closes the connection in the middle of the stream."""


def answer(**records: Any) -> Said:
    """A right answer with these records."""
    return Said(json.dumps(NOTHING | records, ensure_ascii=False))


Respond = Callable[[dict[str, Any], int], Said]
"""From a request and its number (from 0) to what is answered."""


class Server(ThreadingHTTPServer):
    """Keeps all requests that it got, and how many there were at once at most."""

    daemon_threads = True

    def __init__(self, respond: Respond) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.respond = respond
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.times: list[float] = []
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def shown(self, number: int = 0) -> str:
        """What a request shows of the article."""
        said: str = self.requests[number]["messages"][-1]["content"]
        return said


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with self.server.lock:
            number = len(self.server.requests)
            self.server.requests.append(request)
            self.server.keys.append(self.headers.get("authorization"))
            self.server.times.append(time.monotonic())
            self.server.at_once += 1
            self.server.most_at_once = max(self.server.most_at_once, self.server.at_once)
        try:
            self._say(self.server.respond(request, number), request)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with self.server.lock:
                self.server.at_once -= 1

    def _say(self, said: Said, request: dict[str, Any]) -> None:
        if self.path != "/v1/chat/completions":
            said = Said(status=404, error={"message": f"no {self.path} here"})
        time.sleep(said.wait)
        if said.status != 200:
            body = json.dumps({"error": said.error or {"message": "something went wrong"}}).encode()
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        step = max(1, len(said.text) // 5)
        for at in range(0, len(said.text), step):
            self._event(self._chunk(content=said.text[at : at + step]))
        if said.breaks_off:
            self.close_connection = True
            self.wfile.flush()
            return
        if said.finish:
            self._event(self._chunk(finish=said.finish))
        if said.usage and request.get("stream_options"):
            prompt = sum(len(message["content"]) for message in request["messages"]) // 4
            usage = {"prompt_tokens": prompt, "completion_tokens": len(said.text) // 4}
            self._event({**self._chunk(), "choices": [], "usage": usage | {"total_tokens": 0} | said.tokens})
        self._raw("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, content: str | None = None, finish: str | None = None) -> dict[str, Any]:
        delta = {"content": content} if content is not None else {}
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}

    def _event(self, value: dict[str, Any]) -> None:
        self._raw(json.dumps(value))

    def _raw(self, data: str) -> None:
        line = f"data: {data}\n\n".encode()
        self.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def serving(respond: Respond | Said) -> Iterator[Server]:
    """A server while it is needed."""
    said = respond
    with Server(respond if callable(respond) else lambda *_: said) as server:  # type: ignore[arg-type, return-value]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
