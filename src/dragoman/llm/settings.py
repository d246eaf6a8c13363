"""What is asked of which server, and within which limits; and the file that may say so."""

from __future__ import annotations

import json
import os
import tomllib
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

Mode = Literal["replace", "merge", "review"]
MODES: tuple[Mode, ...] = ("replace", "merge", "review")

KEY = "DRAGOMAN_LLM_KEY"
"""The environment variable that holds the key, unless the configuration names another."""

OTHER_KEY = "OPENAI_API_KEY"
"""Where the key is looked for if `KEY` is not set."""


class ConfigError(ValueError):
    """A configuration that cannot be used. `args[0]` says which value of what is wrong."""


class Price(BaseModel):
    """What a model takes for a million tokens, in any currency, the same for all models."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: float = Field(ge=0)
    output: float = Field(ge=0)


class Settings(BaseModel):
    """A language model, and how it is used.

    `url` is the address up to and with "/v1", `model` the server's name for the model. The key is not part of it: it is
    read from the environment variable `key_env` when a request is made. Raises ConfigError through `Settings.of`,
    pydantic's ValidationError (a ValueError) when it is built directly.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: str
    model: str = Field(min_length=1)
    mode: Mode = "merge"
    key_env: str = KEY
    max_tokens: int | None = Field(None, ge=1)
    """Of a run, prompts and answers together; None: no limit."""
    max_cost: float | None = Field(None, ge=0)
    """Of a run, in the currency of `prices`; None: no limit."""
    workers: int = Field(4, ge=1, le=256)
    """Requests side by side."""
    window: int = Field(6_000, ge=200)
    """Characters of an article that are sent at once; the answer is about as long as they are."""
    overlap: int = Field(600, ge=0)
    """Characters before a window that are sent again with it, so that "he" and "the two sides" can be understood."""
    max_output: int = Field(8_192, ge=64)
    """Tokens of one answer."""
    timeout: float = Field(300.0, gt=0)
    """Seconds for one answer."""
    tries: int = Field(5, ge=1, le=20)
    """Attempts at a request that fails in a way that may pass."""
    backoff: float = Field(1.0, ge=0)
    """Seconds before the second attempt; each further one waits twice as long."""
    max_wait: float = Field(120.0, ge=0)
    """Seconds that a server may ask to wait (Retry-After) before it is given up."""
    trust: float = Field(0.7, gt=0, lt=1)
    """How likely a record of the model is right; it is stated, not measured: `python -m training label` measures."""
    cache: str | None = None
    """Folder of the answers; None: the user's cache folder. "" switches the cache off."""
    cache_mb: int = Field(256, ge=1)
    """What the folder may hold; the answers that were not used for longest go first."""
    proxy: str | None = None
    """The proxies of the environment are not used, only this one."""
    prices: dict[str, Price] = Field(default_factory=dict)

    @field_validator("url")
    @classmethod
    def _plain_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("it must be an http(s) address, such as http://localhost:8000/v1")
        if parts.username or parts.password:
            raise ValueError("it must hold no user name and no password: the key comes from the environment")
        if parts.query or parts.fragment:
            raise ValueError("it must end with its path, without ? and #")
        return url.rstrip("/")

    @classmethod
    def of(cls, table: dict[str, Any], **given: Any) -> Settings:
        """From the table `llm` of a configuration; what is `given` and not None goes before it. Raises ConfigError."""
        values = table | {name: value for name, value in given.items() if value is not None}
        for name, option in (("url", "--llm URL"), ("model", "--llm-model NAME")):
            if not values.get(name):
                raise ConfigError(f"no {name} of a language model is given: {option}, or {name} in [llm]")
        try:
            made = cls(**values)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise ConfigError(f"llm.{where}: {first['msg'].removeprefix('Value error, ')}") from None
        if made.max_cost is not None and made.price is None:
            raise ConfigError(
                f"a limit of cost needs the price of {made.model!r}: [llm.prices.{json.dumps(made.model)}] with input"
                " and output, for a million tokens, in the configuration"
            )
        if made.overlap >= made.window:
            raise ConfigError(f"llm.overlap: {made.overlap} is not below llm.window, which is {made.window}")
        return made

    @property
    def price(self) -> Price | None:
        """The price of the model, if it is known."""
        return self.prices.get(self.model)

    @property
    def host(self) -> str:
        """Where the articles go."""
        return urlsplit(self.url).hostname or ""

    @property
    def exposed(self) -> bool:
        """Whether the articles leave this machine without encryption."""
        if urlsplit(self.url).scheme == "https" or self.host == "localhost":
            return False
        try:
            return not ip_address(self.host).is_loopback
        except ValueError:
            return True

    def key(self) -> str | None:
        """The key, from the environment: that of `key_env`; if that is DRAGOMAN_LLM_KEY and not set, OPENAI_API_KEY."""
        return os.environ.get(self.key_env) or (os.environ.get(OTHER_KEY) if self.key_env == KEY else None) or None


def read_config(path: Path) -> dict[str, Any]:
    """The table `llm` of a configuration (TOML); empty if it has none. Raises ConfigError."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no TOML: {error}") from None
    if unknown := sorted(set(content) - {"llm"}):
        raise ConfigError(f"{path}: there is no section {unknown[0]!r}, only [llm]")
    table = content.get("llm", {})
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: llm is no table")
    for name in table:
        if "key" in name and name != "key_env":
            raise ConfigError(f"{path}: the key is not kept in a file: llm.key_env names the environment variable")
    return table
