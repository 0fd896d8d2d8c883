"""One act of a bill while the rules look at it: its facts, its edition, and what was found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assistant.rules.ats_a4916.edition import ActRule, Cell, Edition, Zone
from assistant.rules.ats_a4916.editions import edition_on
from assistant.rules.citation import clause
from assistant.rules.countries import code_of
from assistant.rules.dates import add_days, add_years
from assistant.rules.decision import Answer, TraceStep, TraceValue
from assistant.rules.engine import Case, Unknown
from assistant.rules.facts import CARE_FIELDS, Inputs, Line
from assistant.rules.money import ZERO
from assistant.rules.terms import Terms

# A day far from every other, used only to try what an unknown date would change.
REFERENCE_DAY = dt.date(2020, 7, 1)


@dataclass(frozen=True, slots=True)
class Stop:
    """A test that is not passed: nothing is paid for the act."""

    answer: Answer
    reason: str
    clauses: tuple[str, ...]
    exclusion: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A reason the act is paid as it is, or in spite of something, with its clauses."""

    reason: str
    clauses: tuple[str, ...]


@dataclass(slots=True)
class Care:
    """One act: facts of its line, act and edition; the tests fill in the rest."""

    case: Case
    line: Line
    date: dt.date
    edition: Edition
    terms: Terms
    act: ActRule
    start: dt.date | None = None
    country: str | None = None
    zone: Zone | None = None
    plan: str | None = None
    cell: Cell | None = None
    stop: Stop | None = None
    notes: list[Note] = field(default_factory=list)
    trace: list[TraceStep] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)
    comfort: Decimal = ZERO  # comfort items inside the bill, left out of it

    def step(self, step: str, clause: str, value: TraceValue) -> None:
        """Record a step of the computation."""
        self.trace.append(TraceStep(step, clause, value))

    def note(self, reason: str, *clauses: str) -> None:
        """Record why the act is paid as it is."""
        self.notes.append(Note(reason, clauses))

    @property
    def insured(self) -> str:
        """Who is treated: member, spouse or child."""
        return self.line.insured or "member"


def not_covered(reason: str, *clauses: str, exclusion: str | None = None) -> Stop:
    """No guarantee for this act."""
    return Stop(Answer.NOT_COVERED, reason, clauses, exclusion)


def refused(reason: str, *clauses: str) -> Stop:
    """A guarantee lost by procedure."""
    return Stop(Answer.REFUSED, reason, clauses)


def cares(case: Case, dated: bool = True) -> list[Care]:
    """Every act of the case, in order. Unknown when an act, or a day needed, is not said."""
    if not case.inputs.lines:
        return [_care(case, case.inputs, "inputs.act", dated)]
    lines = [_inherit(line, case.inputs) for line in case.inputs.lines]
    return [_care(case, line, f"inputs.lines[{i}].act", dated) for i, line in enumerate(lines)]


def _inherit(line: Line, inputs: Inputs) -> Line:
    said = {name: getattr(line, name) for name in CARE_FIELDS}
    facts = {n: getattr(inputs, n) if value is None else value for n, value in said.items()}
    if line.date and facts["end_date"] and facts["end_date"] < line.date:
        facts["end_date"] = None  # the end of the rest, not of care begun after it
    return Line(**facts)


def _care(case: Case, line: Line, path: str, dated: bool) -> Care:
    if line.act is None:
        raise Unknown(path, (), "ATS-II-1.1-b")
    day = line.date or (_unknown_day(case, line) if dated else REFERENCE_DAY)
    edition = edition_on(case, line.date)
    act = _named_act(edition, line, line.act, path)
    terms = case.terms(edition.values, day)
    care = Care(case, line, day, edition, terms, act)
    country = line.country or case.member.country
    care.country = code_of(country) if country else None
    return care


@clause("ATS-II-2-complementary_medicine-disciplines", "ATS-II-6.2-p", "ATS-II-8.1-c")
def _named_act(edition: Edition, line: Line, code: str, path: str) -> ActRule:
    """The act, or the one a subtype makes of it (AMB-13, AMB-15)."""
    if code not in edition.acts:
        raise ValueError(f"{path}: {code!r} is no act of this contract")
    act = edition.acts[code]
    if act.disciplines:
        which = "ATS-II-2-complementary_medicine-disciplines"
        raise Unknown(path, (act.disciplines[0], "other"), which)
    if line.subtype == "implanted_device" and code == "medical_prostheses":
        return replace(edition.acts["hospitalisation_medical_surgical"], code=code)
    if line.subtype == "implant" and act.dental_limit:
        return replace(edition.acts["dental_prostheses"], code=code)
    if line.subtype == "periodontology" and act.dental_limit:
        return replace(edition.acts["dental_care"], code=code)
    return act


def _unknown_day(case: Case, line: Line) -> dt.date:
    """Try the days around every date of the case: the day of care is not said."""
    member = case.member
    around = [
        day
        for day in (
            member.joined, member.spouse_inscribed, member.child_inscribed, member.terminated_on,
            member.upgrade_effective, member.move_date, line.request_date, line.sent_date,
            line.received_date, line.prior_agreement_request_date, line.birth_date,
            line.move_date, line.last_same_act_date, line.accident_date,
        )
        if day
    ]  # fmt: skip
    tried = {REFERENCE_DAY, add_years(REFERENCE_DAY, 20)} if not around else set()
    for day in around:
        tried |= {add_days(day, shift) for shift in (-800, -1, 0, 1, 20, 45, 340, 4000)}
    raise Unknown("inputs.date", tuple(sorted(tried)), "ATS-II-1.2-a")
