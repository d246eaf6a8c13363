"""The trained model as one ONNX file, float and int8. Tables that need no network stand in the file's metadata."""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from dragoman.language.encoder import HASHES, MODEL, TOKENIZER
from dragoman.language.heads import packed
from training.classes import MEMBERS, MODES, STATUSES, TYPES
from training.model import ATTENTION, FLAT, HEAD, HIDDEN, SCALE, WIDTH, Model

OUTPUTS = ("flat", "query", "key")


class OneWindow(nn.Module):
    """The model for one window without padding, attention written out in matrix products."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, shapes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        model = self.model
        length = ids.shape[1]
        x = model.norm(model.words(ids) + model.positions.weight[:length] + model.shapes(shapes))
        for layer in model.layers:
            q, k, v = layer.qkv(x).split(WIDTH, dim=-1)
            q, k, v = (y.view(1, -1, ATTENTION, WIDTH // ATTENTION).transpose(1, 2) for y in (q, k, v))
            weights = (q @ k.transpose(-1, -2) * (WIDTH // ATTENTION) ** -0.5).softmax(-1)
            x = layer.norm1(x + layer.out((weights @ v).transpose(1, 2).reshape(1, -1, WIDTH)))
            x = layer.norm2(x + layer.down(nn.functional.gelu(layer.up(x))))
        return model.flat(x)[0], model.query(x)[0], model.key(x)[0]


ROLES, WIDE_ANCHOR = FLAT["roles"], 1
"""Columns of the heads that ship, which stand first."""
SHIPPED = 3
"""Members that ship: source, cue, content."""


def attributions_only(model: Model) -> Model:
    """The model without the heads that do not ship: narrow anchors, triggers and their parties."""
    flat = range(ROLES + WIDE_ANCHOR)
    members = [*range(SHIPPED * HEAD), *range(len(MEMBERS) * HEAD, len(MEMBERS) * HEAD + HIDDEN)]
    for name, rows in (("flat", flat), ("query", members), ("key", members), ("member", range(SHIPPED))):
        whole: nn.Linear = getattr(model, name)
        part = nn.Linear(whole.in_features, len(rows))
        part.weight = nn.Parameter(whole.weight[list(rows)].detach())
        part.bias = nn.Parameter(whole.bias[list(rows)].detach())
        setattr(model, name, part)
    return model


def float_model(weights: Path, path: Path, *, whole: bool = True) -> Path:
    """Writes the float ONNX file of trained weights; not `whole`: with the heads that ship alone."""
    model = Model()
    model.load_state_dict(torch.load(weights)["model"])
    if not whole:
        model = attributions_only(model)
    model.eval()
    ids = torch.randint(1000, 2000, (1, 40))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            OneWindow(model),
            (ids, torch.zeros_like(ids)),
            str(path),
            input_names=["ids", "shapes"],
            output_names=list(OUTPUTS),
            dynamic_axes={name: {1: "pieces"} for name in ("ids", "shapes")}
            | {name: {0: "pieces"} for name in OUTPUTS},
            opset_version=17,
            dynamo=False,
        )
    made = onnx.load(str(path))
    tables = {
        "flat": FLAT if whole else {"roles": ROLES, "anchors": WIDE_ANCHOR},
        "types": TYPES if whole else (),
        "statuses": STATUSES if whole else (),
        "modes": MODES if whole else (),
        "members": MEMBERS if whole else MEMBERS[:SHIPPED],
        "head": HEAD,
        "scale": SCALE,
        "distance": packed(model.distance.weight.detach().numpy()),
        "sentence": packed(model.sentence.weight.detach().numpy()),
        "member": packed(model.member.weight.detach().numpy()),
        "bias": packed(model.member.bias.detach().numpy()),
    }
    entry = made.metadata_props.add()
    entry.key, entry.value = "dragoman", json.dumps(tables)
    onnx.save(made, str(path))
    return path


def int8_model(source: Path, path: Path) -> Path:
    """Writes the int8 file: weights by channel, activations at run time, seven bits so that no CPU overflows."""
    quantize_dynamic(
        str(source),
        str(path),
        op_types_to_quantize=["MatMul", "Gather"],
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        extra_options={"MatMulConstBOnly": True},
    )
    return path


def export(weights: Path, folder: Path, base: Path, *, int8: bool = True, whole: bool = True) -> Path:
    """Writes model, tokenizer and their hashes into `folder`, as `Encoder(models=folder)` reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / MODEL
    if int8:
        exact = float_model(weights, folder / "float.onnx", whole=whole)
        int8_model(exact, model)
        exact.unlink()
    else:
        float_model(weights, model, whole=whole)
    tokenizer = json.loads((base / "tokenizer.json").read_text("utf-8"))
    tokenizer["truncation"] = tokenizer["padding"] = tokenizer["post_processor"] = None
    (folder / TOKENIZER).write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), "utf-8")
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (MODEL, TOKENIZER)}
    (folder / HASHES).write_text(json.dumps(hashes, indent=1) + "\n", "utf-8")
    print(f"export {folder}: {model.stat().st_size / 1e6:.1f} MB, sha256 {hashes[MODEL]}", flush=True)
    return folder


def ship(folder: Path, models: Path) -> None:
    """Copies an exported model to where the package has it."""
    models.mkdir(parents=True, exist_ok=True)
    for name in (MODEL, TOKENIZER, HASHES):
        shutil.copyfile(folder / name, models / name)
