"""What several fits have in common: shares of right and wrong, and chances by weights that have not seen an article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
from sklearn.linear_model import LogisticRegression

FOLDS = 5

_Weights = TypeVar("_Weights")


class OfArticle(Protocol):
    """A row that knows the number of its article."""

    article: int


_Row = TypeVar("_Row", bound=OfArticle)


def held_out(
    rows: Sequence[_Row],
    fit: Callable[[Sequence[_Row]], _Weights],
    chances: Callable[[Sequence[_Row], _Weights], Sequence[float]],
) -> list[float]:
    """The probability of each row by weights fitted without its fold of the articles."""
    out = [0.0] * len(rows)
    for fold in range(FOLDS):
        weights = fit([row for row in rows if row.article % FOLDS != fold])
        held = [i for i, row in enumerate(rows) if row.article % FOLDS == fold]
        for i, value in zip(held, chances([rows[i] for i in held], weights), strict=True):
            out[i] = value
    return out


def fit_shares(
    model: LogisticRegression, matrix: Any, shares: np.ndarray, trust: np.ndarray | float = 1.0
) -> LogisticRegression:
    """Fits a model to rows each of which is right to a share (0 to 1) and counts by its trust.

    `matrix` is [rows, features], dense or sparse: every row is there twice, as right and as wrong.
    """
    count = len(shares)
    weights = np.concatenate([trust * shares, trust * (1 - shares)])
    return model.fit(matrix[np.tile(np.arange(count), 2)], np.repeat([True, False], count), sample_weight=weights)
