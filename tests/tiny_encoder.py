"""A tiny encoder with random weights, in the form of the one that ships: fast to make, wrong about everything."""

from __future__ import annotations

import hashlib
import json
import string
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from dragoman.language.encoder import HASHES, MODEL, TOKENIZER
from dragoman.language.heads import packed
from dragoman.language.windows import SHAPES

WIDTH, HEAD, HIDDEN = 12, 4, 6
TYPES, STATUSES, MODES = ("AGREE", "ACCUSE"), ("actual", "future"), ("meet",)
MEMBERS = ("source", "cue", "content", "actor", "recipient")
FLAT = {"roles": 9, "anchors": 2, "type": 1 + len(TYPES), "status": len(STATUSES), "mode": 1 + len(MODES)}
WORDS = "the minister said that talks with officials were good and we will not accept this deal".split()


def tokenizer() -> Tokenizer:
    """Word pieces: the special ones where BERT has them, some words, every ASCII character alone and as an ending."""
    names = ["[CLS]", "[SEP]", "[MASK]", *WORDS, *string.ascii_lowercase, *string.digits, *string.punctuation]
    names += [f"##{c}" for c in string.ascii_lowercase + string.digits]
    vocabulary = {f"[unused{i}]": i for i in range(100)} | {"[UNK]": 100}
    vocabulary |= {name: 101 + i for i, name in enumerate(names)}
    made = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer = BertNormalizer(lowercase=True)
    made.pre_tokenizer = BertPreTokenizer()
    return made


def model(seed: int = 0) -> onnx.ModelProto:
    """One layer of attention over random vectors, and the heads; inputs and outputs as `Encoder` reads them."""
    random = np.random.default_rng(seed)
    each = len(MEMBERS) * HEAD + HIDDEN
    sizes = {"flat": sum(FLAT.values()), "query": each, "key": each}

    def array(name: str, *shape: int) -> onnx.TensorProto:
        return numpy_helper.from_array(random.normal(size=shape).astype(np.float32), name)

    weights = [array("words", 400, WIDTH), array("cases", SHAPES, WIDTH)]
    weights += [array(f"to_{name}", WIDTH, size) for name, size in sizes.items()]
    weights.append(numpy_helper.from_array(np.array([0], dtype=np.int64), "first"))
    nodes = [
        helper.make_node("Gather", ["words", "ids"], ["word"]),
        helper.make_node("Gather", ["cases", "shapes"], ["case"]),
        helper.make_node("Add", ["word", "case"], ["both"]),
        helper.make_node("Squeeze", ["both", "first"], ["x"]),
        helper.make_node("Transpose", ["x"], ["turned"], perm=[1, 0]),
        helper.make_node("MatMul", ["x", "turned"], ["near"]),
        helper.make_node("Softmax", ["near"], ["share"], axis=-1),
        helper.make_node("MatMul", ["share", "x"], ["seen"]),
        helper.make_node("Add", ["x", "seen"], ["y"]),
        *(helper.make_node("MatMul", ["y", f"to_{name}"], [name]) for name in sizes),
    ]
    made = helper.make_model(
        helper.make_graph(
            nodes,
            "tiny",
            [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "pieces"]) for name in ("ids", "shapes")],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["pieces", size]) for name, size in sizes.items()],
            weights,
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    tables = {
        "flat": FLAT, "types": TYPES, "statuses": STATUSES, "modes": MODES, "members": MEMBERS,
        "head": HEAD, "scale": 0.5,
        "distance": packed(random.normal(size=(9, HIDDEN))), "sentence": packed(random.normal(size=(5, HIDDEN))),
        "member": packed(random.normal(size=(len(MEMBERS), HIDDEN))), "bias": packed(random.normal(size=len(MEMBERS))),
    }  # fmt: skip
    entry = made.metadata_props.add()
    entry.key, entry.value = "dragoman", json.dumps(tables)
    return made


def write(folder: Path, seed: int = 0) -> Path:
    """The folder with model, tokenizer and hashes in it."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {MODEL: model(seed).SerializeToString(), TOKENIZER: tokenizer().to_str().encode("utf-8")}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    (folder / HASHES).write_text(json.dumps({n: hashlib.sha256(c).hexdigest() for n, c in contents.items()}), "utf-8")
    return folder


def tokens(text: str) -> list[tuple[int, int]]:
    """Offsets of what stands between spaces."""
    out, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        out.append((at, at + len(word)))
        at += len(word)
    return out
