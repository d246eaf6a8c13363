"""The encoder at run time: one ONNX file read by onnxruntime, one pass over an article.

Every window of the article is read alone and without padding, so that a window gives the same output whatever stands
beside it, on one thread or on several.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from spacy.tokens import Doc
from tokenizers import Tokenizer

from dragoman.language.heads import Array, Reading, Tables
from dragoman.language.windows import CLS, SEP, best_window, pieces_of, sentence_starts, windows

MODEL, TOKENIZER, HASHES = "encoder.onnx", "tokenizer.json", "sha256.json"

KEPT = 64
"""Windows of an article whose output is kept, about a megabyte each; one that is asked for later is read again."""


class ModelFileError(OSError):
    """A model file is missing, or is not the one that the program was made with.

    Fields: `path`; `expected` and `found`, SHA-256 in hex. `found` is None for a file that cannot be opened; both are
    empty for a list of hashes that makes no sense.
    """

    def __init__(self, path: Path, expected: str, found: str | None) -> None:
        self.path, self.expected, self.found = path, expected, found
        if found is None:
            what = "cannot be opened: install the package again, or name a folder that has it"
        elif found:
            what = f"has the SHA-256 {found}, not {expected}: it was altered or comes from another version"
        else:
            what = f"names no hash of {MODEL} and {TOKENIZER}"
        super().__init__(f"model file {path} {what}")


class Encoder:
    """Reads articles with the trained encoder. One per process; loading takes a fraction of a second.

    `models` is a folder with the model, its tokenizer and their hashes; by default the one that the package ships.
    Raises ModelFileError if a file is missing or altered.
    """

    def __init__(self, models: Path | None = None, threads: int = 1) -> None:
        folder = models or shipped()
        model, tokenizer = verified(folder)
        self._tokenizer = Tokenizer.from_str(tokenizer.decode("utf-8"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.use_deterministic_compute = True
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        raw: dict[str, Any] = json.loads(self._session.get_modelmeta().custom_metadata_map["dragoman"])
        self._tables = Tables.of(raw)
        self.version = hashlib.sha256(model).hexdigest()[:12]

    def read(self, doc: Doc) -> Reading:
        """What the heads say about a parsed article, by spaCy's tokens."""
        return self.read_text(doc.text, [(t.idx, t.idx + len(t)) for t in doc])

    def read_text(self, text: str, tokens: Sequence[tuple[int, int]]) -> Reading:
        """The same for any tokens, given as offsets [start, end) in the order of the text.

        Sentences are those of `sentence_starts`, as in training, whatever a parser says.
        """
        pieces = pieces_of(text, self._tokenizer)
        sentences = sentence_starts(text)
        spans = windows(pieces, sentences)

        @lru_cache(maxsize=KEPT)
        def run(number: int) -> tuple[Array, ...]:
            start, end = spans[number]
            return self._run(pieces.ids[start:end], pieces.shapes[start:end])

        return Reading(pieces, tokens, sentences, spans, best_window(spans, len(pieces)), run, self._tables)

    def _run(self, ids: list[int], shapes: list[int]) -> tuple[Array, ...]:
        """Flat logits, queries and keys of one window, [CLS] and the closing [SEP] left out."""
        feed = {
            "ids": np.array([[CLS, *ids, SEP]], dtype=np.int64),
            "shapes": np.array([[0, *shapes, 0]], dtype=np.int64),
        }
        return tuple(x[1:-1] for x in self._session.run(None, feed))


@lru_cache(maxsize=1)
def shipped() -> Path:
    """The folder of the models that the package ships."""
    return Path(str(resources.files("dragoman") / "models"))


def verified(folder: Path) -> tuple[bytes, bytes]:
    """The bytes of model and tokenizer, both as sha256.json says. Raises ModelFileError."""
    hashes = folder / HASHES
    try:
        raw = json.loads(_content(hashes, ""))
        expected = {name: str(raw[name]) for name in (MODEL, TOKENIZER)}
    except (ValueError, KeyError, TypeError) as error:
        raise ModelFileError(hashes, "", "") from error
    model, tokenizer = (_verified(folder / name, digest) for name, digest in expected.items())
    return model, tokenizer


def _verified(path: Path, expected: str) -> bytes:
    content = _content(path, expected)
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise ModelFileError(path, expected, found)
    return content


def _content(path: Path, expected: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelFileError(path, expected, None) from error
