"""The teacher of the encoder. Needs torch, which is in the environment of training only."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")

from dragoman.language.windows import Pieces  # noqa: E402
from training import model as models  # noqa: E402
from training import teacher  # noqa: E402
from training.model import Model, Size, apart, teacher_model  # noqa: E402
from training.prepare import Attribution, Example  # noqa: E402
from training.samples import cut  # noqa: E402
from training.train import TEACHER_SHARE, with_teacher  # noqa: E402

TINY = Size(24, 2, 48, eps=1e-5, relative=True)
WORDS = ["[PAD]", "[CLS]", "[SEP]", "[MASK]", "[UNK]", "treaty"]
OWN = ["<s>", "<pad>", "</s>", "<unk>", "[UNK]", "treaty", "<mask>"]


def checkpoint(folder: Path) -> dict[str, torch.Tensor]:
    """A tiny checkpoint in the form of MPNet's, written into the folder."""
    torch.manual_seed(3)
    width, inner = TINY.width, TINY.inner
    weights = {
        "embeddings.word_embeddings.weight": torch.randn(len(OWN), width),
        "embeddings.position_embeddings.weight": torch.randn(514, width),
        "encoder.relative_attention_bias.weight": torch.randn(32, 12),
    }
    shapes = {
        **{f"attention.attn.{part}": (width, width) for part in "qkvo"},
        "intermediate.dense": (inner, width),
        "output.dense": (width, inner),
        "attention.LayerNorm": (width,),
        "output.LayerNorm": (width,),
    }
    names = {f"encoder.layer.{i}.{name}": shape for i in range(TINY.layers) for name, shape in shapes.items()}
    for name, shape in (names | {"embeddings.LayerNorm": (width,)}).items():
        weights[f"{name}.weight"], weights[f"{name}.bias"] = torch.randn(*shape), torch.randn(shape[0])
    safetensors.save_file(weights, str(folder / "model.safetensors"))
    (folder / "vocab.txt").write_text("\n".join(OWN), "utf-8")
    return weights


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Model:
    monkeypatch.setattr(models, "WORDS", 200)
    torch.manual_seed(4)
    return Model(TINY).eval()


def example(*attributions: Attribution, count: int = 40) -> Example:
    ids = [5 + i % 3 for i in range(count)]
    starts = list(range(0, 2 * count, 2))
    pieces = Pieces(ids, starts, [s + 1 for s in starts], [0] * count)
    return Example("a", "polnear", "x " * count, pieces, [0, 20], list(attributions))


def test_the_teacher_reads_the_numbers_of_the_base_model_s_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "LARGE", TINY)
    monkeypatch.setattr(models, "WORDS", len(WORDS))
    weights = checkpoint(tmp_path)
    model = teacher_model(tmp_path, WORDS)
    own = weights["embeddings.word_embeddings.weight"]
    for piece, theirs in (("treaty", "treaty"), ("[CLS]", "<s>"), ("[PAD]", "<pad>"), ("[MASK]", "<mask>")):
        assert torch.equal(model.words.weight[WORDS.index(piece)], own[OWN.index(theirs)])
    assert torch.equal(model.positions.weight[0], weights["embeddings.position_embeddings.weight"][2])
    key = weights["encoder.layer.1.attention.attn.k.weight"]
    assert torch.equal(model.layers[1].qkv.weight[TINY.width : 2 * TINY.width], key)


def test_a_checkpoint_without_a_layer_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint(tmp_path)
    monkeypatch.setattr(models, "WORDS", len(WORDS))
    monkeypatch.setattr(models, "LARGE", Size(24, 3, 48, relative=True))
    with pytest.raises(KeyError, match=r"encoder\.layer\.2"):
        teacher_model(tmp_path, WORDS)


def test_distances_are_told_apart_near_by_and_on_either_side() -> None:
    classes = apart(torch.arange(300))
    assert [int(classes[0, i]) for i in (0, 1, 7)] == [0, 17, 23]  # right of a piece
    assert [int(classes[i, 0]) for i in (1, 7)] == [1, 7]  # left of it
    assert int(classes[0, 299]) == 31 and int(classes[299, 0]) == 15
    assert 8 <= int(classes[20, 0]) < 15


def test_what_the_teacher_says_is_kept_by_piece_and_by_attribution(tiny: Model) -> None:
    told = example(Attribution(10, [8], [10], [11, 12, 13]))
    teacher.say(tiny, told)
    assert told.taught is not None
    assert told.taught.roles.shape == (40, 3, 3)
    assert torch.allclose(told.taught.roles.float().sum(-1), torch.ones(40, 3), atol=1e-2)
    first, members = told.taught.members[10]
    assert first == 0 and members.shape == (40, 3)
    assert told.attributions == [Attribution(10, [8], [10], [11, 12, 13])]


def test_an_article_without_labels_gets_the_teacher_s(tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teacher, "peaks", lambda _: [10])
    unread = example()
    teacher.say(tiny, unread)
    assert unread.taught is not None
    members = unread.taught.members[10][1]
    content = (members[:, 2] > 0.5).nonzero().flatten().tolist()
    assert content and [a.content for a in unread.attributions] == [content]


def test_a_window_holds_what_the_teacher_says_of_it_and_nothing_where_it_says_nothing(tiny: Model) -> None:
    told = example(Attribution(10, [8], [10], [11, 12, 13]))
    teacher.say(tiny, told)
    taught = cut(told, 5, 25).taught
    assert told.taught is not None and taught is not None
    assert taught.anchors[1:-1].tolist() == told.taught.anchors[5:25].float().tolist()
    assert taught.anchors.isnan().tolist() == [True, *[False] * 20, True]
    (members,) = taught.members
    assert torch.equal(members[1:-1], told.taught.members[10][1][5:25].float()) and bool(members[0].isnan().all())


def test_a_label_and_the_teacher_are_mixed_where_it_says_anything() -> None:
    mixed = with_teacher(torch.tensor([1.0, 1.0, 0.0]), torch.tensor([0.5, torch.nan, 1.0]))
    assert mixed.tolist() == pytest.approx([1 - TEACHER_SHARE / 2, 1.0, TEACHER_SHARE])


def test_the_teacher_s_base_is_put_together_of_its_packages_and_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teacher.sysconfig, "get_path", lambda _: str(tmp_path / "site"))
    with pytest.raises(FileNotFoundError, match="0 of 5 packages"):
        teacher.teacher_folder(tmp_path)
    with zipfile.ZipFile(tmp_path / "whole.zip", "w") as archive:
        archive.writestr("all-mpnet-base-v2/model.safetensors", "weights")
        archive.writestr("all-mpnet-base-v2/vocab.txt", "words")
    whole = (tmp_path / "whole.zip").read_bytes()
    for n, part in enumerate(teacher.PARTS):
        folder = tmp_path / "site" / part / "input"
        folder.mkdir(parents=True)
        size = len(whole) // 4
        (folder / f"all-mpnet-base-v2.zip.00{n + 1}").write_bytes(whole[n * size : (n + 1) * size])
    with pytest.raises(ValueError, match="has the hash"):
        teacher.teacher_folder(tmp_path)
    monkeypatch.setattr(teacher, "HASH", hashlib.sha256(b"weights").hexdigest())
    assert (teacher.teacher_folder(tmp_path) / "vocab.txt").read_text("utf-8") == "words"
