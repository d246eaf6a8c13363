"""What the rules find before it becomes a record."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman.records import QuotationKind

Range = tuple[int, int]
FIRST_PERSON = frozenset({"i", "we", "you"})


@dataclass(slots=True, eq=False)
class Saying:
    """A reported saying: content in characters, everything else in tokens [first, last).

    `pattern` names the rule, on which confidence rests. `after` is the saying whose speech goes on here: the speaker is
    the same, with no words that say so. `written` says that the speaker is a text ("the statement said").
    """

    kind: QuotationKind
    content: list[tuple[int, int]]
    pattern: str
    cue: tuple[int, int] | None = None
    verb: int | None = None
    speaker: tuple[int, int] | None = None
    speaker_head: int | None = None
    hearer: tuple[int, int] | None = None
    scope: tuple[int, int] = (0, 0)
    """The clause of the cue, where addressee, channel and relay stand."""
    after: Saying | None = field(default=None, repr=False)

    @property
    def start(self) -> int:
        return self.content[0][0]

    @property
    def end(self) -> int:
        return self.content[-1][1]
