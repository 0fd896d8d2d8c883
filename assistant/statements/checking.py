"""Checking a statement: are these the bytes that were signed, and do the rules still say so?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from assistant.decisions.errors import CaseError
from assistant.rules.product import product
from assistant.statements.canonical import NotCanonical, canonical, from_canonical
from assistant.statements.issuing import FORMAT, decided
from assistant.statements.keys import ALGORITHM, genuine


class Outcome(StrEnum):
    """What a check comes to; only the first is a statement to rely on as it stands."""

    GENUINE = "genuine"  # signed by a key of the list, and decided the same again
    NOT_A_STATEMENT = "not_a_statement"
    UNKNOWN_KEY = "unknown_key"
    CHANGED = "changed"  # the signature is not that of these bytes
    OTHER_VERSION = "other_version"  # genuine; made under rules that are not installed here
    DIFFERS = "differs"  # genuine; these rules decide it differently


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, and what is stated when the bytes are genuine."""

    outcome: Outcome
    statement: Mapping[str, Any] | None = None


def check(data: bytes, keys: Mapping[str, Ed25519PublicKey]) -> Verdict:
    """Checks the bytes of a statement's file against the public keys of a key list."""
    try:
        envelope = from_canonical(data)
    except NotCanonical:
        return Verdict(Outcome.CHANGED if b'"signature"' in data else Outcome.NOT_A_STATEMENT)
    if not _is_statement(envelope):
        return Verdict(Outcome.NOT_A_STATEMENT)
    statement, signature = envelope["statement"], envelope["signature"]
    key = keys.get(signature["key"])
    if key is None:
        return Verdict(Outcome.UNKNOWN_KEY)
    if not genuine(key, signature["value"], canonical(statement)):
        return Verdict(Outcome.CHANGED)
    return Verdict(_decided_again(statement), statement)


def _is_statement(envelope: Any) -> bool:
    if not isinstance(envelope, dict) or set(envelope) != {"statement", "signature"}:
        return False
    statement, signature = envelope["statement"], envelope["signature"]
    return (
        isinstance(statement, dict)
        and statement.get("format") == FORMAT
        and isinstance(signature, dict)
        and set(signature) == {"algorithm", "key", "value"}
        and signature["algorithm"] == ALGORITHM
        and all(isinstance(part, str) for part in signature.values())
    )


def _decided_again(statement: Mapping[str, Any]) -> Outcome:
    """The same rules on the same facts have to give the same decision, to the cent."""
    try:
        pack = product(statement["product"]["code"])
        if pack.contract_version != statement["contract_version"]:
            return Outcome.OTHER_VERSION
        decision, edition = decided(pack, statement["case"])
    except (KeyError, ValueError, CaseError):
        return Outcome.OTHER_VERSION
    same = decision == statement["decision"] and edition == statement["edition"]
    return Outcome.GENUINE if same else Outcome.DIFFERS
