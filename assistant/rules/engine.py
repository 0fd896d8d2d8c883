"""Deciding a case: three-valued, under every reading of the contract that is still open.

A rule that needs an absent fact raises `Unknown` with the values the fact could take. The engine
tries them: when they all lead to the same result the fact is not asked; else the answer depends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from assistant.rules.decision import Ambiguity, Answer, Decision, TraceStep, article_of
from assistant.rules.facts import Inputs, Member, changed
from assistant.rules.finding import Finding
from assistant.rules.money import cents, plain
from assistant.rules.questions import default_ask
from assistant.rules.readings import ADOPTED, Readings
from assistant.rules.terms import Terms, Value

if TYPE_CHECKING:
    import datetime as dt

    from assistant.rules.product import Product


class Unknown(Exception):
    """A fact the answer may depend on: its path, values it could take, the clause asking for it."""

    def __init__(self, path: str, values: tuple[object, ...], clause: str) -> None:
        super().__init__(path)
        self.path = path
        self.values = values
        self.clause = clause


@dataclass(slots=True)
class Case:
    """One question with its facts, under one set of readings."""

    product: Product
    question: str
    ask: str
    member: Member
    inputs: Inputs
    readings: Readings
    edition: str | None = None
    read: list[Value] = field(default_factory=list)
    assumed: frozenset[str] = frozenset()  # paths of facts being tried, not known
    budget: list[int] = field(default_factory=lambda: [MOST_RUNS])  # runs left to try facts

    def terms(self, values: Mapping[str, tuple[Value, ...]], day: dt.date | None) -> Terms:
        """The values of an edition on a day; what is read from them is remembered by the case."""
        return Terms(values, day, self.read)

    def need(self, name: str, values: tuple[object, ...], clause: str) -> Any:
        """A fact of the inputs, or Unknown with the values it could take."""
        value = getattr(self.inputs, name)
        if value is None:
            raise Unknown(f"inputs.{name}", values, clause)
        return value

    def with_fact(self, path: str, value: object) -> tuple[Member, Inputs]:
        """The facts of the case with one more known; `path` as in `Decision.missing`."""
        where, _, name = path.partition(".")
        if where == "member":
            return changed(self.member, **{name: value}), self.inputs
        if name.startswith("lines["):
            return self.member, _with_line_fact(self.inputs, name, value)
        return self.member, changed(self.inputs, **{name: value})


Rule = Callable[[Case], Finding]

# A case with many facts missing is not tried for ever: a few hundred runs tell what matters.
MOST_RUNS = 300


def decide(
    product: Product, question: str, member: Member, inputs: Inputs, ask: str | None = None
) -> Decision:
    """Decide one question; ValueError when the member has another product."""
    if member.product not in (None, product.code):
        raise ValueError(f"a member of {member.product} is no member of {product.code}")
    asked = ask or default_ask(question, inputs)
    rule = product.rules.get((question, asked))
    case = Case(product, question, asked, member, inputs, Readings(product.settled))
    if rule is None:
        return _decision(case, _not_in_product(), ())
    finding = _settle(rule, case)
    return _decision(case, finding, _other_readings(rule, case, finding))


def _settle(rule: Rule, case: Case) -> Finding:
    try:
        finding = rule(case)
    except Unknown as unknown:
        return _try_values(rule, case, unknown)
    finding.met = tuple(case.readings.met)
    return finding


def _try_values(rule: Rule, case: Case, unknown: Unknown) -> Finding:
    # A fact asked again while it is being tried is read elsewhere than where it was put.
    values = () if unknown.path in case.assumed else unknown.values
    outcomes = [_settle(rule, _knowing(case, unknown.path, one)) for one in _afforded(case, values)]
    same = all(one.result() == outcomes[0].result() for one in outcomes)
    if outcomes and same and len(outcomes) == len(values):
        return _in_common(outcomes)
    missing = dict.fromkeys((unknown.path, *(path for one in outcomes for path in one.missing)))
    tried = tuple(one.result() for one in outcomes)
    clauses = [unknown.clause]
    return Finding(Answer.DEPENDS, "missing_fact", clauses, missing=tuple(missing), tried=tried)


def _afforded(case: Case, values: tuple[object, ...]) -> Iterator[object]:
    """The values there is time to try; one is always tried. What is not tried is asked."""
    for rank, value in enumerate(values):
        if rank and case.budget[0] <= 0:
            return
        case.budget[0] -= 1
        yield value


def _in_common(outcomes: list[Finding]) -> Finding:
    """The one result, without the figures that only the values tried have given."""
    first = outcomes[0]
    for name, value in list(first.figures.items()):
        if any(one.figures.get(name) != value for one in outcomes):
            del first.figures[name]
    return first


def _knowing(case: Case, path: str, value: object) -> Case:
    member, inputs = case.with_fact(path, value)
    known = replace(case, member=member, inputs=inputs, assumed=case.assumed | {path})
    return _fresh(known, case.readings.flipped)


def _fresh(case: Case, flipped: str | None) -> Case:
    readings = Readings(case.readings.settled, flipped)
    return replace(case, readings=readings, edition=None, read=[])


def _with_line_fact(inputs: Inputs, name: str, value: object) -> Inputs:
    index, _, fact = name.removeprefix("lines[").partition("].")
    lines = list(inputs.lines or ())
    lines[int(index)] = changed(lines[int(index)], **{fact: value})
    return changed(inputs, lines=tuple(lines))


def _other_readings(rule: Rule, case: Case, finding: Finding) -> tuple[Ambiguity, ...]:
    found = []
    for point in finding.met:
        other = _settle(rule, replace(_fresh(case, point), budget=[MOST_RUNS]))
        change = _change(finding, other)
        if change:
            found.append(Ambiguity(point, ADOPTED, change))
    return tuple(found)


def _change(finding: Finding, other: Finding) -> dict[str, object]:
    """The keys the other reading changes; figures that a no has no use for are not listed.

    Another reason for the same result is no change.
    """
    before, after = _keys(finding), _keys(other)
    same = finding.answer == other.answer
    names = dict.fromkeys((*after, *before)) if same else after
    change = {name: after.get(name) for name in names if before.get(name) != after.get(name)}
    return change if change.keys() - {"reason", "exclusion"} else {}


def _keys(finding: Finding) -> dict[str, object]:
    keys: dict[str, object] = {"answer": finding.answer, **_rounded(finding.figures)}
    keys |= {"reason": finding.reason, "exclusion": finding.exclusion}
    return keys | ({"missing": finding.missing} if finding.missing else {})


def _rounded(figures: Mapping[str, object]) -> dict[str, object]:
    return {name: _round(name, value) for name, value in figures.items()}


def _round(name: str, value: object) -> object:
    if isinstance(value, Decimal):
        return cents(value) if name != "rate_pct" else plain(value)
    if isinstance(value, Mapping):
        return {key: _round(name, one) for key, one in value.items()}
    return value


def _to_the_cent(step: TraceStep) -> TraceStep:
    exact = step.value
    if not isinstance(exact, Decimal):
        return step
    return TraceStep(step.step, step.clause, cents(exact))


def _not_in_product() -> Finding:
    return Finding(Answer.NOT_ALLOWED, "not_in_product", confirm=True)


def _decision(case: Case, finding: Finding, ambiguities: tuple[Ambiguity, ...]) -> Decision:
    figures: dict[str, Any] = _rounded(finding.figures)
    return Decision(
        question=case.question,
        ask=case.ask,
        answer=finding.answer,
        product=case.product.code,
        edition=case.edition or case.product.edition,
        contract_version=case.product.contract_version,
        missing=finding.missing,
        reason=finding.reason,
        exclusion=finding.exclusion,
        clauses=tuple(finding.clauses),
        article=article_of(finding.clauses[0]) if finding.clauses else None,
        trace=tuple(_to_the_cent(step) for step in finding.ordered_trace()),
        ambiguities=ambiguities,
        confirm=finding.confirm or bool(ambiguities),
        given=tuple(figures),
        **figures,
    )
