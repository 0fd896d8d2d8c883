"""A seeded sample of G12, and the game's rules against a protocol that is broken on purpose."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.store import deliveries
from proofs import model
from proofs.fakes import Answer
from proofs.model import Protocol

SEED = 20261124
TELEGRAM = 1


def test_G12_the_protocol_holds_after_each_of_many_random_steps() -> None:
    model.play(steps=150, seed=SEED)


def after_a_lost_answer() -> Protocol:
    """Telegram took a message and we did not hear of it; it is sent again."""
    game = Protocol()
    game.writes(person=TELEGRAM, text="bonjour")
    game.a_worker_delivers(answered=[Answer.LOST])
    game.time_goes_by(by=timedelta(minutes=3))
    game.sweeps()
    game.a_worker_delivers(answered=[])
    assert len(game.telegram.references()) == 2
    return game


def test_G12_a_repeat_that_is_marked_is_within_the_rules() -> None:
    after_a_lost_answer().teardown()


def test_G12_a_repeat_that_is_not_marked_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = deliveries.settle_again

    def silent(connection: object, delivery: object, now: object, **_said: bool) -> object:
        return honest(connection, delivery, now, possible_duplicate=False)  # type: ignore[arg-type]

    monkeypatch.setattr(deliveries, "settle_again", silent)
    with pytest.raises(AssertionError):
        after_a_lost_answer().teardown()
