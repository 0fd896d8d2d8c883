"""A seeded sample of G1, and the two broken workers that its checker must catch."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs import g1
from proofs.databases import Kind
from proofs.processes import Nursery

SEED = 20261124
FACTOR = 10.0  # faster, a busy machine's own slowness would look like a provider's
TURNS, KILLS = 40, 6
PATIENCE = 60.0  # seconds without progress: a sample must not hold up the others


def server(kind: Kind, request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("postgresql")) if kind == "postgres" else ""


@pytest.mark.parametrize(
    ("channel", "database"), [("sms", "sqlite"), ("telegram", "postgres"), ("web", "sqlite")]
)
def test_G1_nothing_is_lost_and_nothing_done_twice_whatever_is_killed(
    channel: str, database: Kind, warm: Nursery, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    plan = g1.Plan(
        channel=channel,
        database=database,
        turns=TURNS,
        kills=KILLS,
        seed=SEED,
        factor=FACTOR,
        patience=PATIENCE,
    )
    outcome = g1.run(plan, warm, tmp_path, server(database, request))
    assert outcome.verdict.findings == []
    assert outcome.verdict.figures["turns"] >= TURNS
    assert sum(outcome.kills.values()) >= KILLS


@pytest.mark.parametrize(
    ("broken", "seen"), [("marks-first", "lost reply"), ("sends-again", "unmarked duplicate")]
)
def test_G1_a_worker_that_is_wrong_on_purpose_is_caught(
    broken: str, seen: str, warm: Nursery, tmp_path: Path
) -> None:
    plan = g1.Plan(
        channel="telegram",
        database="sqlite",
        turns=60,
        kills=12,
        seed=SEED,
        broken=broken,
        factor=2 * FACTOR,
        patience=10,
    )
    assert g1.run(plan, warm, tmp_path).verdict.count(seen)
