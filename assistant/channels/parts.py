"""A message that leaves in several parts goes on where it stopped, and repeats none of them."""

from __future__ import annotations

from collections.abc import Callable

from assistant.channels.channel import Sent


class Parts:
    """Remembers, as long as the worker runs, which parts of an outbox row a provider has taken."""

    def __init__(self) -> None:
        self._taken: dict[int, list[str]] = {}

    def send(self, reference: int, parts: tuple[str, ...], one: Callable[[str, bool], str]) -> Sent:
        """`one(part, last)` sends a part and gives its provider id; what it raises goes through."""
        taken = self._taken.pop(reference, [])
        try:
            for index in range(len(taken), len(parts)):
                taken.append(one(parts[index], index == len(parts) - 1))
        except Exception:
            if taken:
                self._taken[reference] = taken
            raise
        return Sent(tuple(taken))
