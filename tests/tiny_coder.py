"""A coder for tests of what goes on around coding: quick, and deadly where an article's text asks for it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman import Article, CodedArticle
from dragoman.batch import Setting

MADE_BY = {"version": "1"}


class TinyCoder:
    made_by = MADE_BY

    def __init__(self, log: Path) -> None:
        self._log = log

    def begin_all(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Callable[[], CodedArticle]]]:
        for article in articles:
            with self._log.open("a") as file:
                file.write(f"{article.id}\n")
            if "CRASH" in article.text:
                os.kill(os.getpid(), signal.SIGKILL)
            if "ENDLESS" in article.text:
                time.sleep(600)
            if "SLOW" in article.text:
                time.sleep(0.05)
            yield article, lambda article=article: self._code(article)  # type: ignore[misc]

    @staticmethod
    def _code(article: Article) -> CodedArticle:
        if "FAULT" in article.text:
            raise ZeroDivisionError("by zero")
        return CodedArticle(**article.to_dict(), coder=MADE_BY)


@dataclass(frozen=True)
class TinySetting(Setting):
    log: Path = Path("log")

    def coder(self) -> TinyCoder:  # type: ignore[override]
        return TinyCoder(self.log)


@dataclass(frozen=True)
class NoSetting(Setting):
    def coder(self) -> TinyCoder:  # type: ignore[override]
        raise OSError("no model there")


@dataclass(frozen=True)
class DyingSetting(Setting):
    def coder(self) -> TinyCoder:  # type: ignore[override]
        os._exit(7)
