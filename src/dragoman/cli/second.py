"""The options of a second opinion: from the command line and the configuration to settings, and what is said of it."""

from __future__ import annotations

from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dragoman.cli.messages import count, say
from dragoman.llm import Settings, read_config
from dragoman.records import LanguageModelUse

NEEDED = ("openai", "json_repair")


def settings_of(config: Path | None, **options: Any) -> Settings | None:
    """The settings that options and a configuration ask for; None if they ask for no second opinion.

    Raises ConfigError for values that cannot be used, and where the libraries are not installed.
    """
    table = read_config(config) if config is not None else {}
    if not table and all(value is None for value in options.values()):
        return None
    settings = Settings.of(table, **options)
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        from dragoman.llm import ConfigError

        raise ConfigError(
            f"a language model needs libraries that are not installed ({', '.join(missing)}):"
            " pip install 'dragoman[llm]'"
        )
    return settings


class Account:
    """What a run asked of a language model, added up."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._told: set[str] = set()
        self._without: Counter[str] = Counter()
        self._sum: Counter[str] = Counter()
        self._cost = 0.0

    def open(self) -> None:
        """Says where the articles go."""
        say(f"articles are sent to {self._settings.host}, to be read by {self._settings.model}")

    def warn(self) -> None:
        """Says that they go there unprotected, if they do."""
        if self._settings.exposed:
            secret = " and the key" if self._settings.key() else ""
            say(f"the way to {self._settings.host} is not encrypted: others may read the articles{secret}; use https")

    def book(self, where: str, use: LanguageModelUse) -> None:
        """Adds an article. What went wrong is told once, however many articles it befalls."""
        for name in ("requests", "cached", "tokens_in", "tokens_out"):
            self._sum[name] += getattr(use, name)
        self._cost += use.cost or 0.0
        if use.state == "answered":
            return
        self._without[use.state] += 1
        reason = use.reason or "no answer"
        if reason not in self._told:
            self._told.add(reason)
            part = "no second opinion" if use.state == "unanswered" else "no second opinion on a part of it"
            say(f"{where}: {part}: {reason}")

    @property
    def failed(self) -> int:
        """Articles that the model did not read, or only a part of."""
        return self._without.total()

    def summary(self) -> str:
        """What it took, in one line."""
        tokens = self._sum["tokens_in"] + self._sum["tokens_out"]
        parts = [count(self._sum["requests"], "request"), count(tokens, "token")]
        if self._sum["cached"]:
            parts.append(f"{count(self._sum['cached'], 'answer')} from the cache")
        if self._settings.price is not None:
            parts.append(f"cost {self._cost:.4f}")
        if self.failed:
            parts.append(f"{count(self.failed, 'article')} without a whole second opinion")
        return f"{self._settings.model}: {', '.join(parts)}"
