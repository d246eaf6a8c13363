"""The relation head as one ONNX file, float and int8, and its figures by folds in both forms."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.export import int8_model
from training.judge import GROUP, Judge, Sentence, lower
from training.model import ATTENTION, WIDTH, Layer, Model, base_model
from training.relation import FOLDS, SMALL_HEAD, Head, folds_of, plv, roots, scored

INPUTS = ("ids", "copied", "roles", "bias")


class Whole(nn.Module):
    """Both halves for one sentence without padding, attention written out in matrix products.

    ids [L]; copied [C, L], the share of each piece in each copy; roles [C]; bias [L + C, L + C].
    """

    def __init__(self, body: Model, judge: Judge) -> None:
        super().__init__()
        self.body, self.judge = body, judge

    def forward(self, ids: Tensor, copied: Tensor, roles: Tensor, bias: Tensor) -> Tensor:
        length = ids.shape[0]
        x = self.body.norm(self.body.words(ids) + self.body.positions.weight[:length])
        for layer in self.body.layers[: lower(self.body.size)]:
            x = plain(layer, x, bias[:length, :length])
        x = torch.cat([x, copied @ x + self.judge.roles(roles)])
        for layer in self.judge.layers:
            x = plain(layer, x, bias)
        groups = x[length:].view(-1, GROUP * WIDTH)
        return self.judge.kind(torch.tanh(self.judge.hidden(groups)))


def plain(layer: Layer, x: Tensor, bias: Tensor) -> Tensor:
    """One layer over the vectors of one sentence."""
    q, k, v = layer.qkv(x).split(WIDTH, dim=-1)
    q, k, v = (y.view(-1, ATTENTION, WIDTH // ATTENTION).transpose(0, 1) for y in (q, k, v))
    weights = (q @ k.transpose(-1, -2) * (WIDTH // ATTENTION) ** -0.5 + bias).softmax(-1)
    x = layer.norm1(x + layer.out((weights @ v).transpose(0, 1).reshape(-1, WIDTH)))
    return layer.norm2(x + layer.down(nn.functional.gelu(layer.up(x))))


def feed(sentence: Sentence) -> dict[str, np.ndarray]:
    """The inputs for a sentence whose copies are all of its own pieces."""
    length, copies = len(sentence.ids), [c for group in sentence.groups for c in group.copies]
    copied = np.zeros((len(copies), length), dtype=np.float32)
    for row, copy in zip(copied, copies, strict=True):
        row[list(copy.places or (0,))] = 1 / len(copy.places or (0,))
    group = np.concatenate([np.zeros(length, dtype=np.int64), 1 + np.arange(len(copies)) // GROUP])
    seen = (group[None] == 0) | (group[:, None] == group[None])
    return {
        "ids": np.array(sentence.ids, dtype=np.int64),
        "copied": copied,
        "roles": np.array([c.role for c in copies], dtype=np.int64),
        "bias": np.where(seen, 0, -1e4).astype(np.float32),
    }


def export(judge: Judge, base: Path, folder: Path) -> tuple[Path, Path]:
    """Writes float.onnx and int8.onnx."""
    folder.mkdir(parents=True, exist_ok=True)
    body = base_model(base)
    example = [torch.randint(1000, 2000, (20,)), torch.full((8, 20), 0.05), torch.zeros(8, dtype=torch.long)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Whole(body, judge).eval(),
            (*example, torch.zeros(28, 28)),
            str(folder / "float.onnx"),
            input_names=list(INPUTS),
            output_names=["types"],
            dynamic_axes={
                "ids": {0: "pieces"},
                "copied": {0: "copies", 1: "pieces"},
                "roles": {0: "copies"},
                "bias": {0: "all", 1: "all"},
                "types": {0: "readings"},
            },
            opset_version=17,
            dynamo=False,
        )
    return folder / "float.onnx", int8_model(folder / "float.onnx", folder / "int8.onnx")


def figures(shared: Path, work: Path, base: Path, tokenizer: Tokenizer, head: Head = SMALL_HEAD) -> None:
    """Exports the model of each fold of PLV and prints what float and int8 reach on what it has not seen."""
    sentences, rows = plv(shared / "data" / "plover_relations" / "plv_train.tsv", tokenizer)
    folds = folds_of(rows)
    chances: dict[str, dict[object, dict[str, float]]] = {"float": {}, "int8": {}}
    for fold in range(FOLDS):
        judge = Judge(base_model(base))
        judge.load_state_dict(torch.load(work / f"{head.name}{fold}.pt"))
        for path in export(judge, base, work / head.name):
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            for sentence in (s for s, f in zip(sentences, folds, strict=True) if f == fold):
                odds = session.run(None, feed(sentence))[0][0]
                chances[path.stem][sentence.groups[0].key] = roots([float(x) for x in odds])
            print(f"{head.name} fold {fold} {path.stem}: {path.stat().st_size / 1e6:.1f} MB", flush=True)
    for name, found in chances.items():
        print(f"{head.name} {name}: {json.dumps(scored(rows, found))}", flush=True)
