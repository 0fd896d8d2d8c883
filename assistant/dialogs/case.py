"""The case put to the rules: what the certificate says and what the member answered so far.

Answers are read by the names of their steps (`care_facts.py`). On a channel that others may read,
nothing of the record enters: the sum is then the guarantee, before deductible and use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.dialogs.care import EXCLUDED
from assistant.dialogs.dialog import Context
from assistant.dialogs.excluded import CAUSES
from assistant.dialogs.kinds import DONT_KNOW
from assistant.rules.decision import Decision
from assistant.rules.facts import SILENCE, Inputs, Line, Member, changed
from assistant.rules.product import Act, Product
from assistant.rules.terms import Terms

SUDDEN: Mapping[str, Mapping[str, bool]] = {
    "accident": {"emergency": True, "accident": True},
    "illness": {"emergency": True, "unforeseen_illness": True},
    "planned": {},
}
LONG_PAST = "long_ago"  # the last check-up is old enough to change nothing
SILENT = (None, "", DONT_KNOW, LONG_PAST)  # answers that leave a fact unsaid
COUNTS = {"sessions": "sessions", "teeth": "teeth", "nights": "days", "days": "days"}
COUNTED = {"consultation": "sessions", "act": "sessions", "tooth": "teeth", "day": "days"}


@dataclass(frozen=True)
class Case:
    """One question about care, ready for the rules. `act` may be "excluded:<code>"."""

    pack: Product
    act: str
    member: Member
    inputs: Inputs
    private: bool
    known: bool = False  # a member whose identity is proved
    option: int = 0  # the deductible on the certificate, whether or not it may enter here
    hides_deductible: bool = False  # there is one that may not enter here
    day_said: bool = False  # the day of the care was said; silence is today
    today: date | None = None
    used_on: date | None = None  # the day of the record's figures, None when none enter

    def decide(self, question: str = "reimbursement", ask: str | None = None) -> Decision:
        return self.pack.decide(question, self.member, self.inputs, ask)

    def asking(self, **inputs: Any) -> Case:
        """The same case with other facts of the care."""
        return replace(self, inputs=changed(self.inputs, **inputs))

    def being(self, **member: Any) -> Case:
        """The same case for another certificate."""
        return replace(self, member=changed(self.member, **member))

    def plainly(self, act: str, **facts: Any) -> Case:
        """Another kind of care on the same day, and nothing else of what was said."""
        inputs = changed(SILENCE, act=act, date=self.inputs.date, **facts)
        return replace(self, act=act, inputs=inputs)

    def called(self, act: str) -> Case:
        """The same case about another kind of care."""
        return replace(self, act=act, inputs=changed(self.inputs, act=act))

    def line(self, index: int) -> Case:
        """One care of a bill with several, alone."""
        line = (self.inputs.lines or ())[index]
        inputs = changed(self.inputs, lines=None, act=line.act, amount_eur=line.amount_eur)
        return replace(self, act=str(line.act), inputs=inputs)

    @property
    def terms(self) -> Terms:
        """The contract's values on the day of the care."""
        return self.pack.terms(self.inputs.date)

    @property
    def rule(self) -> Act | None:
        """The contract's own line for this care, None for what it leaves out."""
        return self.pack.acts.get(self.act)

    @property
    def age_limit(self) -> int | None:
        """The age this care is for patients under, None without one."""
        found = self.rule.limits.get("under_age") if self.rule else None
        return int(str(found)) if found is not None else None

    @property
    def amount(self) -> Decimal | None:
        """What is paid in all, in euros."""
        if self.inputs.lines:
            return sum((line.amount_eur or Decimal(0) for line in self.inputs.lines), Decimal(0))
        if self.inputs.amount_eur is not None:
            return self.inputs.amount_eur
        each = self.inputs.unit_amount_eur
        return each * self.units if each is not None else None

    @property
    def units(self) -> int:
        counts = (self.inputs.sessions, self.inputs.teeth, self.inputs.days)
        return next((count for count in counts if count), 1)


def case(a: Context, without: str = "") -> Case:
    """The case as it stands, leaving one answer out on request."""
    answers = {
        name: value
        for name, value in a.frame.answers.items()
        if name != without and value not in SILENT
    }
    act = str(answers.get("discipline") or answers.get("act") or "")
    used = _used(a, answers, act)
    record = a.facts.member
    return Case(
        pack=a.facts.pack,
        act=act,
        member=_member(a, answers, bool(used)),
        inputs=changed(SILENCE, **{**_inputs(a, answers, act), **used}),
        private=a.facts.traits.private,
        known=record is not None,
        option=(record.certificate.deductible or 0) if record else 0,
        hides_deductible=bool(record and record.certificate.deductible and not used),
        day_said="date" in answers,
        today=a.facts.today,
        used_on=_day(record.usage.get("as_of")) if used and record else None,
    )


def decided(a: Context, without: str = "", question: str = "reimbursement") -> Decision:
    """The rules' decision on the case as it stands, found once in a context."""
    left_out = without if without in a.frame.answers else ""  # an answer not given is out already
    key = ("decision", left_out, question)
    if key not in a.memo:
        a.memo[key] = case(a, left_out).decide(question)
    found: Decision = a.memo[key]
    return found


def lacks(a: Context, name: str, path: str) -> bool:
    """Whether the first fact the rules want, apart from the answer to `name`, is `path`."""
    if not a.raw("act") or str(a.raw("act")).startswith(EXCLUDED):
        return False
    return decided(a, without=name).missing[:1] == (path,)


def turns_on(a: Context, name: str, *others: Callable[[Case], Case]) -> bool:
    """Whether the answer to `name` would change what is decided: silence against other facts."""
    if not a.raw("act") or str(a.raw("act")).startswith(EXCLUDED):
        return False
    silent = case(a, without=name)
    before = decided(a, without=name)
    if before.missing:
        return False
    return any(_differ(before, other(silent).decide()) for other in others)


def _differ(one: Decision, two: Decision) -> bool:
    keys = ("answer", "annual_cap", "waiting_until", "prior_agreement")
    return any(getattr(one, key) != getattr(two, key) for key in keys)


# --- the member -----------------------------------------------------------------------------------


def _member(a: Context, answers: Mapping[str, Any], exact: bool) -> Member:
    record = a.facts.member
    if record is None:
        return Member(plan=answers.get("plan"), joined=_day(answers.get("joined")))
    hidden: dict[str, Any] = {} if exact else {"deductible": 0}
    return changed(record.certificate, certificate_excluded_pathology=None, **hidden)


def _used(a: Context, answers: Mapping[str, Any], act: str) -> dict[str, Any]:
    """What this person has used up, where it may be shown; empty when not known.

    `usage` holds `as_of` (ISO date), `deductible_used_eur`, and for each person, in the order of
    `family`, what was used this calendar year: `rows` (euros by line of the table), `dental_eur`,
    `total_eur`, `base_scheme_eur`, `days` (by line of the table).
    """
    record = a.facts.member
    usage = record.usage if record else {}
    rule = a.facts.pack.acts.get(act)
    year = _care_day(a, answers).year
    if not (a.facts.traits.private and usage and rule) or _day(usage["as_of"]).year != year:
        return {}
    index, people = _person(a, answers), usage.get("people", ())
    if index is None or index >= len(people):
        return {}  # which child is not said, or nothing is known of this person
    person = people[index]
    found = {
        "deductible_used_eur": usage.get("deductible_used_eur", 0),
        "ytd_reimbursed_eur": person.get("rows", {}).get(rule.row, 0),
        "ytd_dental_eur": person.get("dental_eur", 0),
        "ytd_total_eur": person.get("total_eur", 0),
        "ytd_cfe_eur": person.get("base_scheme_eur", 0),
    }
    days = person.get("days", {}).get(rule.row, 0)
    return {name: Decimal(str(value)) for name, value in found.items()} | {"ytd_days": int(days)}


def _person(a: Context, answers: Mapping[str, Any]) -> int | None:
    """Whose care it is, as an index of the family; the member when nobody was named."""
    if "patient" in answers:
        return int(answers["patient"])
    people = a.facts.member.family if a.facts.member else ()
    who = answers.get("who", "member")
    hits = [index for index, person in enumerate(people) if person.who == who]
    return hits[0] if len(hits) == 1 else None


# --- the care -------------------------------------------------------------------------------------


def _inputs(a: Context, answers: Mapping[str, Any], act: str) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "act": act,
        "date": _care_day(a, answers),
        "country": answers.get("country") or answers.get("place"),
        "insured": answers.get("who"),
        "profession": answers.get("profession"),
        "surgery": answers.get("surgery"),
        "after_hospitalisation": answers.get("after_stay"),
        "following_covered_surgery": answers.get("following_surgery"),
        "patient_birth_date": _day(answers.get("born")),
        "last_same_act_date": _day(answers.get("last_check")),
        "cfe_paid_eur": _euros(answers.get("base_paid")),
        "unexpected_delivery_date": answers.get("early"),
        **SUDDEN.get(answers.get("sudden", ""), {}),
    }
    bill = _lines(answers) or _bill(a, answers, act)
    return facts | _patient(a, answers) | bill | _outside(act)


def _lines(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The lines of a bill with several kinds of care, in place of one act and its sum."""
    lines = tuple(Line(act=act, amount_eur=_euros(sum_)) for act, sum_ in answers.get("lines", ()))
    return {"act": None, "amount_eur": None, "lines": lines} if lines else {}


def _care_day(a: Context, answers: Mapping[str, Any]) -> date:
    """The day of the care; silence is today."""
    return _day(answers.get("date")) or a.facts.today


def _patient(a: Context, answers: Mapping[str, Any]) -> dict[str, Any]:
    if "patient" not in answers or a.facts.member is None:
        return {}
    person = a.facts.member.family[int(answers["patient"])]
    return {"insured": person.who, "patient_birth_date": person.birth_date}


def _bill(a: Context, answers: Mapping[str, Any], act: str) -> dict[str, Any]:
    """The sum and what it is for; only what this care is counted in counts."""
    rule = a.facts.pack.acts.get(act)
    unit = "days" if rule and rule.section == "hospitalisation" else None
    unit = unit or COUNTED.get(rule.cap_unit or "" if rule else "")
    said = {**answers.get("counts", {}), **_sessions(answers)}
    found = {COUNTS[kind]: n for kind, n in said.items() if kind in COUNTS}
    counts = {name: n for name, n in found.items() if name == unit}
    amount = _euros(answers.get("amount"))
    if amount is None:
        return counts
    each = answers.get("per") == "each"
    return {**counts, "unit_amount_eur" if each else "amount_eur": amount}


def _sessions(answers: Mapping[str, Any]) -> dict[str, int]:
    return {"sessions": int(answers["sessions"])} if "sessions" in answers else {}


def _outside(act: str) -> dict[str, Any]:
    """An excluded kind of care reaches the rules as its cause; any care it could be of will do."""
    if not act.startswith(EXCLUDED):
        return {}
    facts = dict(CAUSES.get(act.removeprefix(EXCLUDED), {}))
    return {"act": "specialist_consultation", **facts}


def _day(stored: Any) -> Any:
    return date.fromisoformat(stored) if stored else None


def _euros(stored: Any) -> Decimal | None:
    return None if stored is None else Decimal(str(stored))
