"""All answers by clause, in the order of the documents."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.clauses.answer import Answer
from assistant.clauses.answers import (
    agreement,
    annex,
    benefits,
    changes,
    claims,
    definitions,
    ends,
    exclusions,
    joining,
    premium,
    renunciation,
    rights,
    welcare_rights,
    welcare_service,
    zones,
)

PARTS = (
    welcare_service,
    welcare_rights,
    definitions,
    joining,
    changes,
    ends,
    premium,
    renunciation,
    rights,
    benefits,
    zones,
    agreement,
    claims,
    exclusions,
    annex,
)
ANSWERS: Mapping[str, Answer] = {
    clause: one for part in PARTS for clause, one in part.ANSWERS.items()
}
