"""How sure a quotation of the rules is, by how far the encoder reads the same: a logistic model over what both see.

The weights (second_reading.json) are fitted on coded articles, which the encoder has not learnt from, by
`python -m training quotations`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc

from dragoman.language.heads import CONTENT, SOURCE, WIDE, Attribution, Reading
from dragoman.quotations.attributions import Alike
from dragoman.records import Quotation, Span

MOST = 9.0
"""Log-odds are held within this."""
BESIDE = 3
"""So many words after a content say whether it was cut off."""


def reread(
    doc: Doc, reading: Reading, said: Sequence[Attribution], quotations: Sequence[Quotation]
) -> tuple[Quotation, ...]:
    """The same quotations with the confidence that both readings give them; `said` is all that the encoder found."""
    seen = Evidence(doc, reading, said)
    return tuple(
        quotation.model_copy(update={"confidence": round(confidence(seen.of(quotation)), 3)})
        if quotation.content
        else quotation
        for quotation in quotations
    )


class Evidence:
    """What the encoder and the rules say of the quotations of one article."""

    def __init__(self, doc: Doc, reading: Reading, said: Sequence[Attribution]) -> None:
        self._doc, self._reading = doc, reading
        self._alike = Alike([{i for c in a.content for i in self._tokens(*c)} for a in said])

    def of(self, quotation: Quotation) -> dict[str, float]:
        """Names and values of what the model looks at; the quotation must have a content."""
        reading = self._reading
        content = [i for c in quotation.content for i in self._tokens(c.start, c.end)]
        cue, speaker = self._span(quotation.cue), self._span(quotation.speaker)
        near = cue or content[:2]
        first, last = max(near[0] - 1, 0), near[-1] + 2
        chances = reading.anchors[first:last, WIDE]
        anchor = first + int(chances.argmax())
        after = reading.roles[content[-1] + 1 : content[-1] + 1 + BESIDE, CONTENT]
        _, best = self._alike.best(set(content))
        return {
            "bias": 1.0,
            "rule": log_odds(quotation.confidence),
            "anchor": log_odds(float(chances.max())),
            "tagged": log_odds(float(reading.roles[content, CONTENT].mean())),
            "member": log_odds(sum(float(reading.member(anchor, i)[CONTENT]) for i in content) / len(content)),
            "source": max((float(reading.member(anchor, i)[SOURCE]) for i in speaker), default=0.0),
            "goes on": float(after.mean()) if len(after) else 0.0,
            "agreement": best,
            "same": float(best > 0.8),
            "direct": float(quotation.kind == "direct"),
            "indirect": float(quotation.kind == "indirect"),
            "no cue": float(not cue),
            "no speaker": float(not speaker),
        }

    def _span(self, span: Span | None) -> list[int]:
        return self._tokens(span.start, span.end) if span else []

    def _tokens(self, start: int, end: int) -> list[int]:
        """The words that share a character with [start, end)."""
        span = self._doc.char_span(start, end, alignment_mode="expand")
        return [token.i for token in span if not token.is_space] if span is not None else []


def log_odds(chance: float) -> float:
    """Log-odds, held within MOST of even."""
    held = min(max(chance, 1e-6), 1 - 1e-6)
    return max(-MOST, min(MOST, math.log(held / (1 - held))))


def confidence(values: Mapping[str, float], table: Mapping[str, float] | None = None) -> float:
    """The probability that a quotation of which this was seen is right, by the weights that ship or by others."""
    table = weights() if table is None else table
    return 1 / (1 + math.exp(-sum(table.get(name, 0.0) * value for name, value in values.items())))


@cache
def weights() -> dict[str, float]:
    """The fitted weights."""
    data: dict[str, float] = json.loads((files("dragoman.quotations") / "second_reading.json").read_text("utf-8"))
    return data
