"""The API holds what its description promises, whatever is asked of it (schemathesis)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from making import made

from dragoman.server import Settings, make_app
from dragoman.store import Store

schemathesis = pytest.importorskip("schemathesis")

ENDLESS = "/api/stream/"
"""Answers that have no end are not waited for."""


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("schema") / "store"
    with Store(folder) as store:
        store.add(made(f"a{n}") for n in range(3))
    yield schemathesis.openapi.from_asgi("/openapi.json", make_app(Settings(str(folder), names=("testserver",))))


def hold(schema: Any, examples: int) -> None:
    """Asks each operation so many times with what its description allows, and with what it does not."""
    from schemathesis import GenerationMode
    from schemathesis.specs.openapi.checks import positive_data_acceptance  # a filter may say more than a schema can

    seen = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path.startswith(ENDLESS):
            continue
        for mode in GenerationMode:

            @given(case=operation.as_strategy(generation_mode=mode))
            @settings(
                max_examples=examples,
                deadline=None,
                derandomize=True,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            def asked(case: Any) -> None:
                case.call_and_validate(excluded_checks=[positive_data_acceptance])

            with suppress(Unsatisfiable):  # of an address whose parts are all free texts, nothing is wrong
                asked()
        seen.add(operation.path)
    assert {"/api/events", "/api/code", "/api/decisions", "/api/alerts", "/api/watches", "/api/feeds"} <= seen


def test_answers_are_as_described(schema: Any) -> None:
    hold(schema, 4)


@pytest.mark.slow
def test_answers_are_as_described_whatever_is_asked(schema: Any) -> None:
    hold(schema, 40)
