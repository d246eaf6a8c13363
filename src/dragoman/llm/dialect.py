"""How a server wants to be asked. They all say that they speak OpenAI's API, and differ in what of it they know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from dragoman.llm.forms import Form, schema_of


@dataclass(frozen=True, slots=True)
class Dialect:
    """What is used of the API. One begins with all of it, and does without what the server refuses."""

    form: Literal["schema", "object", "text"] = "schema"
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True
    usage: bool = True

    def parameters(self, form: type[Form], output: int) -> dict[str, Any]:
        """The parameters of a request for an answer in a form, of at most `output` tokens."""
        asked: dict[str, Any] = {self.limit: output}
        if self.temperature:
            asked["temperature"] = 0
        if self.usage:
            asked["stream_options"] = {"include_usage": True}
        if self.form == "schema":
            schema = {"name": form.__name__.lower(), "strict": True, "schema": schema_of(form)}
            asked["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.form == "object":
            asked["response_format"] = {"type": "json_object"}
        return asked

    def without(self, complaint: str) -> Dialect | None:
        """What to use after a refusal in the server's words; None if there is nothing left to do without."""
        complaint = complaint.lower()
        if self.limit == "max_tokens" and "max_completion_tokens" in complaint:
            return replace(self, limit="max_completion_tokens")
        if self.temperature and "temperature" in complaint:
            return replace(self, temperature=False)
        if self.usage and "stream_options" in complaint:
            return replace(self, usage=False)
        if self.form == "schema":
            return replace(self, form="object")
        if self.form == "object":
            return replace(self, form="text")
        return None
