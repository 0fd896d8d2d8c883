"""A seeded sample of G12, and the game's own invariants against a protocol that is broken."""

from __future__ import annotations

import pytest

from assistant.store import deliveries
from proofs import model

SEED = 20261124


def test_G12_the_protocol_holds_after_each_of_many_random_steps() -> None:
    model.play(steps=250, seed=SEED)


def test_G12_a_protocol_that_forgets_its_marks_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows whose fate nobody knows are sent again without saying so."""
    honest = deliveries.settle_again

    def silent(connection: object, delivery: object, now: object, **_said: bool) -> object:
        return honest(connection, delivery, now, possible_duplicate=False)  # type: ignore[arg-type]

    monkeypatch.setattr(deliveries, "settle_again", silent)
    with pytest.raises(AssertionError):
        model.play(steps=2000, seed=SEED, shortest=False)
