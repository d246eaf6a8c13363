"""The budget of a run: tokens and cost, reserved before a request and settled after it."""

from __future__ import annotations

import asyncio

from dragoman.llm.settings import Settings

LEAST_OUTPUT = 64
"""Tokens below which an answer is not worth asking for."""


class BudgetSpentError(Exception):
    """What is left does not pay for another request."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the budget is spent ({what})")


class Budget:
    """Used by one event loop. A request is made only if what it can take at most is still there."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._changed = asyncio.Condition()
        self._reserved = 0
        self._reserved_cost = 0.0
        self.tokens = 0
        self.cost = 0.0

    async def reserve(self, prompt: int, output: int) -> int:
        """Sets tokens aside: gives how many the answer may have. Waits while others hold what may come back.

        Raises BudgetSpentError.
        """
        async with self._changed:
            while True:
                room, what = self._room(prompt)
                if room >= output or (room >= LEAST_OUTPUT and not self._reserved):
                    allowed = min(room, output)
                    self._reserved += prompt + allowed
                    self._reserved_cost += self.cost_of(prompt, allowed) or 0.0
                    return allowed
                if not self._reserved:
                    raise BudgetSpentError(what)
                await self._changed.wait()

    async def settle(self, prompt: int, allowed: int, used_prompt: int, used_output: int) -> None:
        """Gives back what was set aside, and books what was used."""
        async with self._changed:
            self._reserved -= prompt + allowed
            self._reserved_cost -= self.cost_of(prompt, allowed) or 0.0
            self.tokens += used_prompt + used_output
            self.cost += self.cost_of(used_prompt, used_output) or 0.0
            self._changed.notify_all()

    def cost_of(self, prompt: int, output: int) -> float | None:
        """What tokens cost; None where the model has no price."""
        price = self._settings.price
        return None if price is None else (prompt * price.input + output * price.output) / 1_000_000

    def _room(self, prompt: int) -> tuple[int, str]:
        """Tokens that an answer to a prompt may have, and by what they are limited."""
        room, what = 1 << 40, ""
        limits, price = self._settings, self._settings.price
        if limits.max_tokens is not None:
            room, what = limits.max_tokens - self.tokens - self._reserved - prompt, f"{limits.max_tokens} tokens"
        if limits.max_cost is not None and price is not None:
            left = limits.max_cost - self.cost - self._reserved_cost - (self.cost_of(prompt, 0) or 0.0)
            affordable = int(left * 1_000_000 / price.output) if price.output else (1 << 40 if left >= 0 else -1)
            if affordable < room:
                room, what = affordable, f"cost {limits.max_cost:g}"
        return room, what
