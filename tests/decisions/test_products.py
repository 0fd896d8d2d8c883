"""A third product needs no change of the interface: its folder is found, its values are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from assistant.decisions import answering, kinds, reading
from assistant.decisions.errors import CaseError
from assistant.rules import product as registry
from assistant.rules.product import Product, product
from tests.rules.tiny_contract import PRODUCT as TINY

CASE: dict[str, Any] = {
    "id": "tiny",
    "question": "reimbursement",
    "member": {"product": "tiny", "plan": "plain", "joined": "2026-01-31"},
    "inputs": {"date": "2026-07-01", "amount_eur": 1200},
}


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The invented contract stands beside the others, as if its folder were in `rules`."""
    packs = (*registry._registry().values(), TINY)
    three: dict[str, Product] = {pack.code: replace(pack) for pack in packs}
    monkeypatch.setattr(registry, "_registry", lambda: three)
    plans = kinds.OneOf((*(plan.code for pack in three.values() for plan in pack.plans),))
    for name in ("plan", "upgraded_from"):
        monkeypatch.setitem(kinds.MEMBER, name, plans)
    monkeypatch.setitem(kinds.MEMBER, "product", kinds.OneOf(tuple(three)))
    yield


def test_a_case_of_the_third_product_is_decided_by_its_own_rules() -> None:
    decision = answering.decide_object(CASE)
    assert (decision["answer"], decision["reimbursed_eur"]) == ("covered", 500)
    assert decision["clauses"] == ["TINY-2"]
    before = {**CASE, "inputs": {"date": "2026-06-30", "amount_eur": 1200}}
    assert answering.decide_object(before)["reimbursed_eur"] == 400


def test_what_it_does_not_answer_goes_to_a_person() -> None:
    decision = answering.decide_object({**CASE, "question": "renunciation"})
    assert (decision["answer"], decision["reason"]) == ("not_allowed", "not_in_product")
    assert decision["confirm"]


def test_a_level_of_another_product_is_no_level_of_this_one() -> None:
    assert "confort" in {plan.code for plan in product("ats_a4916").plans}
    with pytest.raises(CaseError) as wrong:
        reading.read_case({**CASE, "member": {"product": "tiny", "plan": "confort"}})
    assert (wrong.value.code, wrong.value.path) == ("unknown_value", "member.plan")
