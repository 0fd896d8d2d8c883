"""Every dated obligation that a situation creates under contract A 4916."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from assistant.rules.ats_a4916.changes import FAMILY_EVENTS
from assistant.rules.ats_a4916.deadlines_of_care import agreement, claim, renewals
from assistant.rules.ats_a4916.editions import terms_on
from assistant.rules.citation import clause
from assistant.rules.dates import add_days, add_months, add_years, birthday
from assistant.rules.engine import Case
from assistant.rules.obligations import ADMINISTRATOR, Obligation, obligation

_AT_HOME = ("doorstep", "workplace", "distance")


def deadlines(case: Case) -> tuple[Obligation, ...]:
    """All obligations whose facts are known, the earliest to announce first."""
    kinds: tuple[Callable[[Case], Iterable[Obligation]], ...] = (
        claim, agreement, renewals, newborn, family_event, move, renunciation, unpaid_premium,
        joining, child, summum, year_end, adaptation,
    )  # fmt: skip
    found = [one for kind in kinds for one in kind(case)]
    return tuple(sorted(found, key=lambda one: (one.announce, one.kind)))


@clause("ATS-I-5.1-i", "ATS-I-5.1-k", "ATS-I-6.3-f")
def newborn(case: Case) -> Iterator[Obligation]:
    """A birth is declared within the month, or thirty days (AMB-43)."""
    born = case.inputs.birth_date
    if born is None or case.inputs.join_date is not None:
        return
    terms = terms_on(case, born)
    last = add_months(born, terms.count("newborn.declaration_months"))
    other = add_days(born, terms.count("newborn.declaration_days"))
    then = "covered_from_day_after_declaration"
    yield obligation("birth_declaration", "ATS-I-5.1-i", last, then, other=other)


@clause("ATS-I-6.3-c", "ATS-I-6.3-d")
def family_event(case: Case) -> Iterator[Obligation]:
    """A change of level is asked for within the month after a family event."""
    event, day = case.inputs.event, case.inputs.event_date
    if event in FAMILY_EVENTS and day is not None:
        last = add_months(day, terms_on(case, day).count("change.event_notice_months"))
        yield obligation("level_change_notice", "ATS-I-6.3-d", last, "no_change_before_renewal")


@clause("ATS-I-6.1-a", "ATS-I-6.3-i")
def move(case: Case) -> Iterator[Obligation]:
    """A move is announced in writing a month before."""
    day = case.inputs.move_date or case.member.move_date
    if day is not None:
        last = add_months(day, -terms_on(case, day).count("change.country_notice_months"))
        yield obligation("move_notice", "ATS-I-6.1-a", last, "notice_late")


@clause("ATS-I-11.1-b", "ATS-I-11.1-l", "ATS-I-11.2-b")
def renunciation(case: Case) -> Iterator[Obligation]:
    """The letter within 14 days; then refund and repayment within 30."""
    inputs = case.inputs
    if inputs.signed is not None and inputs.sale in _AT_HOME:
        last = add_days(inputs.signed, terms_on(case, inputs.signed).count("renunciation.days"))
        yield obligation("renunciation_letter", "ATS-I-11.1-b", last, "right_lost")
    received = inputs.received_date
    if received is None or inputs.sale is None:
        return
    terms = terms_on(case, received)
    refund = add_days(received, terms.count("renunciation.refund_days"))
    yield obligation(
        "renunciation_refund", "ATS-I-11.1-l", refund, "refund_overdue", by=ADMINISTRATOR
    )
    if inputs.sale == "distance" and inputs.benefits_paid_eur:
        repay = add_days(received, terms.count("renunciation.repay_days"))
        yield obligation("benefits_repayment", "ATS-I-11.2-b", repay, "repayment_overdue")


@clause("ATS-I-9.1-h", "ATS-I-9.1-i")
def unpaid_premium(case: Case) -> Iterator[Obligation]:
    """Paying within the 40 days of the formal notice keeps the cover."""
    due, sent = case.inputs.due_date, case.inputs.notice_sent
    if due is None and sent is None:
        return
    terms = terms_on(case, due)
    if sent is None and due is not None:
        sent = add_days(due, terms.count("non_payment.notice_after_days"))
    if sent is not None:
        last = add_days(sent, terms.count("non_payment.end_after_days"))
        yield obligation("premium_payment", "ATS-I-9.1-i", last, "membership_ends")


@clause("ATS-I-4.1-b", "ATS-I-4.3-f")
def joining(case: Case) -> Iterator[Obligation]:
    """The questionnaire ages; a refusal comes within a month of the file."""
    inputs = case.inputs
    if inputs.questionnaire_date is not None:
        terms = terms_on(case, inputs.questionnaire_date)
        days = terms.count("joining.questionnaire_under_days") - 1
        last = add_days(inputs.questionnaire_date, days)
        yield obligation("questionnaire_use", "ATS-I-4.1-b", last, "new_questionnaire_needed")
    if inputs.file_received is not None:
        months = terms_on(case, inputs.file_received).count("joining.refusal_months")
        last = add_months(inputs.file_received, months)
        yield obligation("joining_refusal", "ATS-I-4.3-f", last, "refusal_late", by=ADMINISTRATOR)


@clause("ATS-I-3-h", "ATS-I-3-i", "ATS-I-3-m")
def child(case: Case) -> Iterator[Obligation]:
    """Birthdays of a child after which cover takes studies, own registration, or ends (AMB-45)."""
    born = case.inputs.child_birth_date
    if born is None:
        return
    terms = terms_on(case, case.inputs.date)
    ages = [("joining.child_under_age", "ATS-I-3-h", "studies_needed")]
    if (case.member.regime or "first_euro") != "first_euro":
        ages.append(("joining.own_registration_from_age", "ATS-I-3-m", "own_registration_needed"))
    ages.append(("joining.student_under_age", "ATS-I-3-i", "cover_ends"))
    for key, clause_id, then in ages:
        turns = birthday(born, terms.count(key))
        yield obligation("child_birthday", clause_id, add_days(turns, -1), then, other=turns)


@clause("ATS-I-7-i")
def summum(case: Case) -> Iterator[Obligation]:
    """SUMMUM ends at the renewal after the 70th birthday (AMB-44)."""
    member = case.member
    if member.plan != "summum":
        return
    age = terms_on(case, case.inputs.date).count("summum.ends_after_age")
    for born in (member.birth_date, member.spouse_birth_date):
        if born is not None:
            turns = birthday(born, age)
            last = dt.date(turns.year, 12, 31)
            early = add_days(turns, -1) if (turns.month, turns.day) == (1, 1) else None
            yield obligation("summum_end", "ATS-I-7-i", last, "another_plan_needed", other=early)


@clause("ATS-I-5.1-n", "ATS-I-6.3-b")
def year_end(case: Case) -> Iterator[Obligation]:
    """Notices for the renewal of a year: to leave (AMB-42) or to change the level."""
    renewal = case.inputs.target_date
    if renewal is None or (renewal.month, renewal.day) != (1, 1):
        return
    terms = terms_on(case, renewal)
    due = add_days(renewal, -1)
    leave = add_months(due, -terms.count("termination.notice_months"))
    yield obligation(
        "termination_notice", "ATS-I-5.1-n", leave, "membership_renewed", other=add_days(leave, 1)
    )
    change = add_months(renewal, -terms.count("change.renewal_notice_months"))
    yield obligation(
        "level_change_notice", "ATS-I-6.3-b", change, "no_change_at_renewal",
        other=add_days(change, -1),
    )  # fmt: skip


@clause("ATS-I-8.3-c")
def adaptation(case: Case) -> Iterator[Obligation]:
    """A new amount of the contribution is announced one month ahead."""
    day = case.inputs.adaptation
    if day is not None:
        last = add_months(day, -terms_on(case, day).count("premium.notice_months"))
        yield obligation("adaptation_notice", "ATS-I-8.3-c", last, "notice_late", by=ADMINISTRATOR)


@clause("ATS-I-12-b")
def legal_action(case: Case, event: dt.date) -> Obligation:
    """Two years to sue from the event behind the action; a registered letter interrupts them."""
    last = add_years(event, terms_on(case, event).count("prescription.years"))
    return obligation("legal_action", "ATS-I-12-b", last, "action_lapsed")
