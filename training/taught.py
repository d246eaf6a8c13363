"""What the teacher says of an article, and of a window cut out of it: probabilities, NaN where it says nothing."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class TaughtWindow:
    """The teacher's probabilities of a window; NaN where it says nothing."""

    roles: Tensor  # [pieces, source cue content, outside begins inside]
    anchors: Tensor  # [pieces]
    members: list[Tensor]  # of each attribution: [pieces, source cue content]

    def tags_only(self) -> TaughtWindow:
        """The same without what is said of anchors and members."""
        unsaid = [torch.full_like(rows, torch.nan) for rows in self.members]
        return TaughtWindow(self.roles, torch.full_like(self.anchors, torch.nan), unsaid)


@dataclass(frozen=True, slots=True)
class Taught:
    """What the teacher says of an article's pieces."""

    roles: Tensor  # [pieces, source cue content, outside begins inside]
    anchors: Tensor  # [pieces]
    members: dict[int, tuple[int, Tensor]]  # by anchor: the first piece of its window, [pieces, source cue content]

    def window(self, start: int, end: int, anchors: list[int]) -> TaughtWindow:
        """What is said of the pieces [start, end), between [CLS] and [SEP], and of these anchors' attributions."""
        length = end - start + 2
        roles, chances = torch.full((length, 3, 3), torch.nan), torch.full((length,), torch.nan)
        roles[1:-1], chances[1:-1] = self.roles[start:end].float(), self.anchors[start:end].float()
        members = []
        for anchor in anchors:
            first, known = self.members[anchor]
            rows = torch.full((length, 3), torch.nan)
            a, b = max(start, first), min(end, first + len(known))
            rows[a - start + 1 : b - start + 1] = known[a - first : b - first].float()
            members.append(rows)
        return TaughtWindow(roles, chances, members)
