"""What a rule finds, while it is finding it: the working form of a decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from assistant.rules.decision import Answer, TraceStep, TraceValue

# The order of the steps of a computation (decisions.md section 1).
STEPS = (
    "membership", "exclusion", "facility", "zone", "plan", "condition", "waiting_period",
    "prior_agreement", "days", "rate", "unit_cap", "yearly_cap", "dental_limit", "guarantee",
    "base_scheme", "other_insurer", "yearly_ceiling", "deductible", "paid",
    "rule", "deadline", "date", "amount",
)  # fmt: skip
# Steps that are sums or counts of one act: two acts may well have the same.
_SUMS = frozenset(STEPS[STEPS.index("days") : STEPS.index("rule")])
_RANK = {step: rank for rank, step in enumerate(STEPS)}


@dataclass(slots=True)
class Finding:
    """Answer, reason, figures, clauses and steps of one run of a rule."""

    answer: Answer
    reason: str
    clauses: list[str] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)
    exclusion: str | None = None
    trace: list[TraceStep] = field(default_factory=list)
    confirm: bool = False
    missing: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    tried: tuple[object, ...] = ()  # results for the values of a missing fact

    def cite(self, *clauses: str) -> Finding:
        """Add clauses behind those already cited."""
        self.clauses += [one for one in dict.fromkeys(clauses) if one not in self.clauses]
        return self

    def step(self, step: str, clause: str, value: TraceValue) -> Finding:
        """Add a step of the computation."""
        self.trace.append(TraceStep(step, clause, value))
        return self

    def state(self, **figures: object) -> Finding:
        """State figures; a figure given as None is stated as "none"."""
        self.figures |= figures
        return self

    def result(self) -> tuple[object, ...]:
        """What must be equal for two findings to be the same answer to the member.

        The end of a wait that does not bind follows from the start alone: it is no result. Two
        findings that depend on a fact are equal when every value of that fact makes them so.
        """
        binding = {k: v for k, v in self.figures.items() if k != "waiting_until"}
        return (self.answer, self.missing, binding, self.tried)

    def ordered_trace(self) -> tuple[TraceStep, ...]:
        """The steps in the order of decisions.md, each test once however many acts passed it."""
        steps = sorted(self.trace, key=lambda one: _RANK[one.step])
        tests = dict.fromkeys(one for one in steps if one.step not in _SUMS)
        return (
            *(one for one in tests if _RANK[one.step] < _RANK["days"]),
            *(one for one in steps if one.step in _SUMS),
            *(one for one in tests if _RANK[one.step] > _RANK["days"]),
        )


def found(answer: Answer, reason: str, *clauses: str, **figures: object) -> Finding:
    """A finding in one line: answer, reason, deciding clause first, then figures."""
    finding = Finding(answer, reason, list(clauses), figures)
    if clauses:
        finding.step("rule", clauses[0], str(answer))
        for name, value in figures.items():
            _state_step(finding, name, value)
    return finding


def found_date(reason: str, *clauses: str, **figures: object) -> Finding:
    """A finding whose answer is a day, stated first, under `date`."""
    return found(Answer.DATE, reason, *clauses, **figures)


def allowed_if(test: bool, yes: str, no: str, *clauses: str, **figures: object) -> Finding:
    """Allowed for the reason `yes` when the test is passed, else not allowed for `no`."""
    answer = Answer.ALLOWED if test else Answer.NOT_ALLOWED
    return found(answer, yes if test else no, *clauses, **figures)


def _state_step(finding: Finding, name: str, value: object) -> None:
    """A day or a sum that is the answer is a step of its own."""
    if isinstance(value, date):
        finding.step("deadline" if name == "deadline" else "date", finding.clauses[0], value)
    elif isinstance(value, Decimal):
        finding.step("amount", finding.clauses[0], value)
