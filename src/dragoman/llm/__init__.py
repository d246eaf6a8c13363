"""A second opinion: any language model behind an OpenAI-compatible address. Nothing is sent unless it is asked for."""

from dragoman.llm.settings import ConfigError, Mode, Price, Settings, read_config

__all__ = ["ConfigError", "Mode", "Price", "Settings", "read_config"]
