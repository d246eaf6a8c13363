"""Training samples: windows cut out of examples, with labels by piece, in shuffled batches."""

from __future__ import annotations

import random
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.language.windows import CLS, SEP, SIZE, windows
from training.prepare import Example

if TYPE_CHECKING:
    from training.taught import TaughtWindow

BATCH = 8


@dataclass(slots=True)
class Window:
    """One training sample: labels by piece, and what the pieces are to each anchor."""

    data: str
    ids: list[int]
    shapes: list[int]
    sentences: list[int]
    roles: dict[str, list[int]]
    anchors: list[int]
    type: list[int]
    status: list[int]
    mode: list[int]
    attributions: list[tuple[int, list[list[int]]]]
    acts: list[tuple[list[int], list[list[int]]]]
    relations: list[tuple[int, int, tuple[int, ...]]]
    taught: TaughtWindow | None


def bio(spans: list[list[int]], length: int) -> list[int]:
    """0 outside, 1 first piece of a fragment, 2 inside; the longer span is written first, nested ones over it."""
    tags = [0] * length
    for span in sorted(spans, key=len, reverse=True):
        for before, piece in zip([-2, *span], span, strict=False):
            tags[piece] = 2 if before == piece - 1 else 1
    return tags


def sentence_numbers(example: Example, start: int, end: int) -> list[int]:
    numbers = [bisect_right(example.sentences, example.pieces.starts[p]) for p in range(start, end)]
    return [numbers[0], *numbers, numbers[-1]]


def cut(example: Example, start: int, end: int) -> Window:
    """The window [start, end) of an example; [CLS] stands at 0, so that its pieces begin at 1."""
    length = end - start + 2

    def inside(pieces: list[int]) -> list[int]:
        return [p - start + 1 for p in pieces if start <= p < end]

    coded = example.data in ("gold", "acts")
    anchors = [0] * length
    said: dict[str, list[list[int]]] = {"source": [], "cue": [], "content": []}
    attributions = []
    for a in example.attributions:
        parts = [inside(a.source), inside(a.cue), inside(a.content)]
        for role, part in zip(said, parts, strict=True):
            said[role].append(part)
        if start <= a.anchor < end:
            at = a.anchor - start + 1
            anchors[at] = 1
            attributions.append((at, parts))
    kinds = [0] * length
    for p in inside(sorted(example.ignored)):
        kinds[p] = -100
    status, mode = [-100] * length, [-100] * length
    acts: dict[tuple[int, ...], tuple[list[int], list[list[int]]]] = {}
    for act in example.acts:
        trigger = inside(act.trigger)
        if len(trigger) < len(act.trigger):
            continue
        for p in trigger:
            kinds[p], status[p], mode[p] = act.type + 1, act.status, act.mode
        known = acts.setdefault(tuple(trigger), (trigger, [[], []]))[1]
        known[0] += inside(act.actors)
        known[1] += inside(act.recipients)
    return Window(
        example.data,
        [CLS, *example.pieces.ids[start:end], SEP],
        [0, *example.pieces.shapes[start:end], 0],
        sentence_numbers(example, start, end),
        {role: bio(parts, length) for role, parts in said.items()},
        anchors,
        kinds if coded else [-100] * length,
        status,
        mode,
        attributions,
        list(acts.values()),
        [(a - start + 1, b - start + 1, k) for a, b, k in example.relations if start <= a and b <= end],
        example.taught.window(start, end, [a + start - 1 for a, _ in attributions]) if example.taught else None,
    )


def epoch_windows(sets: dict[str, list[Example]], repeats: dict[str, float], rng: random.Random) -> list[Window]:
    """All windows of an epoch, shuffled. The first window of an article is cut short at random: cuts fall elsewhere.

    `repeats` says how often an epoch goes over each set; a fraction stands for a random share of its examples.
    """
    out = []
    for name, times in repeats.items():
        whole = int(times)
        chosen = sets[name] * whole + rng.sample(sets[name], round((times - whole) * len(sets[name])))
        for example in chosen:
            if example.weight < 1 and rng.random() >= example.weight:
                continue
            first = None if name == "plv" else rng.randint(SIZE // 3, SIZE)
            out += [
                cut(example, a, b)
                for a, b in windows(example.pieces, example.sentences, overlap=0, first=first)
                if b - a > 8
            ]
    rng.shuffle(out)
    return out


def epoch_batches(sets: dict[str, list[Example]], repeats: dict[str, float], rng: random.Random) -> list[list[Window]]:
    """The windows of an epoch in batches, like lengths together (little padding), in random order."""
    samples = epoch_windows(sets, repeats, rng)
    batches = []
    for i in range(0, len(samples), 16 * BATCH):
        part = sorted(samples[i : i + 16 * BATCH], key=lambda w: len(w.ids))
        batches += [part[j : j + BATCH] for j in range(0, len(part), BATCH)]
    rng.shuffle(batches)
    return batches
