"""A user's own ontology: types, modes, words for them and CAMEO codes, laid over PLOVER (docs/ontology.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from dragoman.events.lexicon import Act, LexiconError, Needs, Roles, read_acts
from dragoman.plover.ontology import EventType, event_types

_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Cameo = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-9]|20)[0-9]{0,2}$")]
Score = Annotated[float, Field(ge=-10, le=10)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z_]{1,30}$")]
ModeName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,30}$")]


class OntologyError(ValueError):
    """A user's ontology is wrong; the message names the file, the place in it, the value and what would be good."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Mode(_Part):
    score: Score
    cameo: Cameo | None = None


class _Type(_Part):
    """What the file says of a type. A type of PLOVER's keeps what is not said; a new one must say all but modes."""

    quad: Literal[1, 2, 3, 4] | None = None
    score: Score | None = None
    cameo: Cameo | None = None
    modes: dict[ModeName, _Mode | Score] = Field(default_factory=dict)


class _Entry(_Part):
    words: Annotated[str, StringConstraints(pattern=r"\w")]
    mode: str | None = None
    to: str = "obj"
    roles: Roles = "directed"
    needs: Needs = "both"
    with_: list[str] = Field(default_factory=list, alias="with")
    without: list[str] = Field(default_factory=list)


class _Words(_Part):
    type: str
    verbs: list[_Entry] = Field(default_factory=list)
    nouns: list[_Entry] = Field(default_factory=list)
    adjectives: list[_Entry] = Field(default_factory=list)


class _File(_Part):
    types: dict[Name, _Type] = Field(default_factory=dict)
    lexicon: list[_Words] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OwnOntology:
    """PLOVER's types with the user's over them, and the user's acts, which are tried before ours."""

    types: Mapping[str, EventType]
    acts: tuple[Act, ...]


def read_ontology(path: Path) -> OwnOntology:
    """The ontology of a YAML file, laid over PLOVER. Raises OntologyError."""
    try:
        said = _File.model_validate(yaml.load(path.read_text("utf-8"), Loader=_YAML) or {})  # noqa: S506 - safe loaders
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise OntologyError(f"{path}: cannot be read: {error}") from error
    except ValidationError as error:
        raise OntologyError(f"{path}: {_first(error)}") from error
    types = dict(event_types())
    for name, one in said.types.items():
        types[name] = _laid_over(types.get(name), name, one, path)
    acts: list[Act] = []
    for n, words in enumerate(said.lexicon):
        try:
            data = words.model_dump(by_alias=True, exclude_unset=True)
            acts += (replace(act, own=True) for act in read_acts(data, f"{path}: lexicon.{n}", types))
        except LexiconError as error:
            raise OntologyError(str(error)) from error
    return OwnOntology(types, tuple(acts))


def _laid_over(ours: EventType | None, name: str, said: _Type, path: Path) -> EventType:
    quad: int | None = said.quad or (ours.quad if ours else None)
    score = ours.score if said.score is None and ours else said.score
    cameo = said.cameo or (ours.cameo if ours else None)
    if quad is None or score is None or cameo is None:
        missing = [key for key, value in (("quad", quad), ("score", score), ("cameo", cameo)) if value is None]
        raise OntologyError(
            f"{path}: types.{name}: a new type needs {', '.join(missing)} (1 to 4, -10 to 10, 01 to 20)"
        )
    modes = {mode: one.score if isinstance(one, _Mode) else one for mode, one in said.modes.items()}
    codes = {mode: one.cameo for mode, one in said.modes.items() if isinstance(one, _Mode) and one.cameo}
    before = (ours.modes, ours.mode_cameo) if ours is not None else ({}, {})
    return EventType(name, quad, score, {**before[0], **modes}, cameo, {**before[1], **codes})


def _first(error: ValidationError) -> str:
    """The first fault of a file: "types.SPY.quad is 9: Input should be 1, 2, 3 or 4"."""
    fault: Mapping[str, Any] = error.errors()[0]
    place = ".".join(str(part) for part in fault["loc"] if not str(part).startswith(("constrained-", "function-")))
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{place or 'the file'} is {fault['input']!r}: {fault['msg']}{more}"
