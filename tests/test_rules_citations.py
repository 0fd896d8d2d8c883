"""Every rule and every value cites a clause of the inventory: without one the build fails."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import assistant.rules
from assistant.rules.citation import RULES, clauses_of
from assistant.rules.decision import article_of
from assistant.rules.product import products
from tests.rules.examples import CONTRACT

_CLAUSE = re.compile(r"^\| ((?:ATS|WEL)-[A-Za-z0-9_.-]+) \|", re.MULTILINE)
INVENTORY = frozenset(_CLAUSE.findall((CONTRACT / "clauses.md").read_text(encoding="utf-8")))
_CITED = re.compile(r'"((?:ATS|WEL)-[A-Za-z0-9_.-]+)"')
_RULES = Path(assistant.rules.__file__).parent
# Working forms of the engine: helpers that look something up for a rule and decide nothing.
_DECIDES = ("Case", "Care")


def modules() -> Iterator[ModuleType]:
    """Every module of every product."""
    for found in pkgutil.walk_packages(assistant.rules.__path__, "assistant.rules."):
        module = importlib.import_module(found.name)
        if found.name.count(".") > 2 or found.ispkg:
            yield module


def rule_functions() -> list[tuple[str, Any]]:
    """Public functions of the products that decide on a case or an act."""
    found = []
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            first = next(iter(inspect.signature(function).parameters.values()), None)
            if own and first is not None and first.annotation in _DECIDES:
                found.append((f"{module.__name__}.{name}", function))
    return found


def test_the_inventory_holds_520_clauses() -> None:
    assert len(INVENTORY) == 520


@pytest.mark.parametrize(
    ("name", "function"), [pytest.param(*rule, id=rule[0]) for rule in rule_functions()]
)
def test_a_rule_cites_its_clause(name: str, function: Any) -> None:
    assert clauses_of(function) or name in HELPERS, f"{name} cites no clause"


# Functions that shape facts for the rules, with nothing of the contract in them.
HELPERS = {
    "assistant.rules.ats_a4916.editions.edition_on",
    "assistant.rules.ats_a4916.editions.terms_on",
    "assistant.rules.ats_a4916.care.cares",
    "assistant.rules.ats_a4916.facts_needed.needed_day",
    "assistant.rules.ats_a4916.facts_needed.not_registered",
    "assistant.rules.ats_a4916.stay.last_day",
    "assistant.rules.ats_a4916.stay.days_in_years",
    "assistant.rules.ats_a4916.units.bill",
    "assistant.rules.ats_a4916.units.units",
    "assistant.rules.ats_a4916.papers.bills",
    "assistant.rules.ats_a4916.agreement.deadline_clause",
    "assistant.rules.ats_a4916.agreement.stay_renewals",
    "assistant.rules.ats_a4916.agreement.state_agreement",
    "assistant.rules.ats_a4916.summary.payment",
    "assistant.rules.ats_a4916.summary.rates_and_caps",
    "assistant.rules.ats_a4916.deadlines.deadlines",
    "assistant.rules.welcare.deadlines.deadlines",
    "assistant.rules.welcare.intake.bills",
    "assistant.rules.welcare.values.terms_on",
}


def test_every_clause_named_in_code_is_in_the_inventory() -> None:
    for path in _RULES.rglob("*.py"):
        unknown = set(_CITED.findall(path.read_text(encoding="utf-8"))) - INVENTORY
        assert not unknown, f"{path.name}: {unknown}"


def test_every_clause_named_in_data_is_in_the_inventory() -> None:
    for path in _RULES.rglob("*.toml"):
        unknown = set(_CITED.findall(path.read_text(encoding="utf-8"))) - INVENTORY
        assert not unknown, f"{path.name}: {unknown}"


def test_rules_cite_clauses_of_their_own_product_only() -> None:
    for name, clauses in RULES.items():
        if name.startswith("assistant.rules."):
            prefix = "WEL-" if ".welcare." in name else "ATS-"
            assert all(one.startswith(prefix) for one in clauses), name


def test_every_value_has_a_clause_an_edition_and_a_day_of_check() -> None:
    for path in _RULES.rglob("values.toml"):
        with path.open("rb") as file:
            data = tomllib.load(file)
        meta = data.pop("meta")
        assert meta["edition"] and meta["checked"]
        for group, values in data.items():
            for name, value in values.items():
                entries = value if isinstance(value, list) else [value]
                assert all(one["clause"] for one in entries), f"{group}.{name}"


def test_names_addresses_and_limits_of_a_product_cite_their_clause() -> None:
    for pack in products():
        cited = [one.clause for one in pack.entities.values()]
        cited += [one.clause for one in pack.addresses.values()]
        cited += [one.clause for one in pack.plans]
        assert set(cited) <= INVENTORY
        assert pack.limits.below_clause in INVENTORY
        assert str(pack.keep_originals["clause"]) in INVENTORY


@pytest.mark.parametrize(
    ("clause_id", "article"),
    [
        ("ATS-II-8.1-f", "II-8.1"),
        ("ATS-II-2-glasses_and_frame", "II-2"),
        ("ATS-II-2-complementary_medicine-tcm", "II-2"),
        ("ATS-II-5-zoneB", "II-5"),
        ("ATS-III-EXCL-04", "exclusions"),
        ("ATS-III-EXCL-18-b", "exclusions"),
        ("ATS-I-11-a", "I-11"),
        ("ATS-DEF-accident", "definitions"),
        ("ATS-HEAD-b", "front_page"),
        ("ATS-TELE-1", "annex"),
        ("WEL-3-g", "3"),
        ("WEL-PRE-a", "preamble"),
    ],
)
def test_a_clause_belongs_to_an_article_members_can_find(clause_id: str, article: str) -> None:
    assert article_of(clause_id) == article


def test_rules_import_only_the_standard_library_and_themselves() -> None:
    allowed = re.compile(
        r"^(?:from|import) (?:assistant\.rules|__future__|calendar|collections|dataclasses|"
        r"datetime|decimal|enum|functools|hashlib|importlib|pathlib|pkgutil|re|tomllib|types|"
        r"typing|unicodedata)\b"
    )
    for path in _RULES.rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.match(r"^(?:from|import) ", line):
                assert allowed.match(line), f"{path.name}: {line}"


def test_rules_have_no_clock() -> None:
    clock = re.compile(r"\.today\(|\.now\(|\btime\.time\(|utcnow")
    for path in _RULES.rglob("*.py"):
        assert not clock.search(path.read_text(encoding="utf-8")), path.name
