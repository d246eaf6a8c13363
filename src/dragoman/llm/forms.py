"""What a language model is asked for: the forms of its answers, and their JSON schemas.

The schemas bind what a server can enforce while it writes (names, kinds, enumerations). The classes take whatever comes
in that shape: what the values are worth is decided record by record in `proposals`, so that one that is wrong does not
cost the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from dragoman.plover.ontology import event_types
from dragoman.records import AgreementKind, Channel, QuotationKind, Stage, Status


def _nothing(value: object) -> object:
    """What models write for "nothing" where null was asked for."""
    return None if isinstance(value, str) and value.strip().lower() in ("", "null", "none", "n/a") else value


Words = Annotated[str | None, BeforeValidator(_nothing)]


def _one_of(values: Sequence[str]) -> dict[str, Any]:
    return {"enum": list(values)}


def _one_of_or_none(values: Sequence[str]) -> dict[str, Any]:
    return {"anyOf": [{"type": "string", "enum": list(values)}, {"type": "null"}]}


def _modes() -> list[str]:
    return list(dict.fromkeys(mode for kind in event_types().values() for mode in kind.modes))


class Form(BaseModel):
    """Base: fields that were not asked for are ignored."""

    model_config = ConfigDict(extra="ignore")


class SaidParty(Form):
    """A party of an event."""

    code: str
    mention: Words = None


class SaidEvent(Form):
    """An event; `sentence` is the number of the sentence of its trigger."""

    sentence: int
    type: str = Field(json_schema_extra=lambda schema: schema.update(_one_of(list(event_types()))))
    mode: Words = Field(None, json_schema_extra=lambda schema: schema.update(_one_of_or_none(_modes())))
    status: str = Field(json_schema_extra=_one_of(get_args(Status)))
    actors: list[SaidParty]
    recipients: list[SaidParty] = Field(default_factory=list)
    trigger: str
    date: Words = None
    date_words: Words = None
    place: Words = None
    place_country: Words = None
    reported_by: Words = None


class SaidQuotation(Form):
    """A quotation; `sentence` is the number of the sentence in which its content begins."""

    sentence: int
    kind: str = Field(json_schema_extra=_one_of(get_args(QuotationKind)))
    content: list[str]
    cue: Words = None
    speaker: Words = None
    speaker_entity: Words = None
    speaker_code: Words = None
    addressee: Words = None
    channel: Words = Field(None, json_schema_extra=_one_of_or_none(get_args(Channel)))
    via: Words = None


class SaidAllegation(Form):
    """An allegation; `sentence` is the number of the sentence of its instrument."""

    sentence: int
    accuser: str
    accused: str
    instrument: str
    words: str


class SaidAgreement(Form):
    """An agreement; `sentence` is the number of the sentence of its name."""

    sentence: int
    name: str
    kind: str = Field(json_schema_extra=_one_of(get_args(AgreementKind)))
    parties: list[str]
    stage: str = Field(json_schema_extra=_one_of(get_args(Stage)))
    provisions: list[str] = Field(default_factory=list)
    date: Words = None


class Answer(Form):
    """All records of a part of an article."""

    events: list[SaidEvent]
    quotations: list[SaidQuotation]
    allegations: list[SaidAllegation]
    agreements: list[SaidAgreement]


class Judgement(Form):
    """What is said of one record that was shown; at most one of the last four is given, where it is corrected."""

    record: str
    verdict: Literal["confirm", "correct", "reject"]
    reason: Words = None
    event: SaidEvent | None = None
    quotation: SaidQuotation | None = None
    allegation: SaidAllegation | None = None
    agreement: SaidAgreement | None = None


class Review(Form):
    """What is said of all records that were shown."""

    judgements: list[Judgement]


SAID: dict[str, type[Form]] = {
    "events": SaidEvent,
    "quotations": SaidQuotation,
    "allegations": SaidAllegation,
    "agreements": SaidAgreement,
    "judgements": Judgement,
}
"""The form of what stands in each list of an answer."""


@cache
def schema_of(form: type[Form]) -> dict[str, Any]:
    """The JSON schema of a form, as "strict" structured output wants it: every field named as required, no others."""
    schema: dict[str, Any] = _strict(form.model_json_schema())
    return schema


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {name: _strict(value) for name, value in node.items() if name not in ("default", "title", "description")}
    if isinstance(node.get("properties"), dict):  # the names of fields are no keywords: "title" may be one
        made["properties"] = {name: _strict(value) for name, value in node["properties"].items()}
        made["required"] = list(node["properties"])
        made["additionalProperties"] = False
    return made
