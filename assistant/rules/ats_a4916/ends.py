"""Questions membership_end, non_payment and misstatement (articles I-7, I-9.1, I-10)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from assistant.rules.ats_a4916.care import REFERENCE_DAY
from assistant.rules.ats_a4916.editions import terms_on
from assistant.rules.ats_a4916.facts_needed import needed_day
from assistant.rules.ats_a4916.membership import summum_ends
from assistant.rules.ats_a4916.premium import premium_until
from assistant.rules.citation import clause
from assistant.rules.countries import code_of
from assistant.rules.dates import add_days, add_years
from assistant.rules.decision import Answer
from assistant.rules.engine import Case, Unknown
from assistant.rules.finding import Finding, found, found_date
from assistant.rules.money import ZERO

# Fact that states an end: reason and clauses, the deciding one first.
_ENDS = {
    "affiliation_date": ("mandatory_scheme", ("ATS-I-7-j", "ATS-I-5.1-o")),
    "return_date": ("definitive_return", ("ATS-I-7-c",)),
    "death_date": ("death_of_member", ("ATS-I-7-g",)),
}
_SEPARATIONS = ("divorce", "judicial_separation", "pacs_end", "cohabitation_end")


@clause("ATS-I-7-c", "ATS-I-7-g", "ATS-I-7-j", "ATS-I-7-m", "ATS-I-7-h", "ATS-I-5.1-o")
def end_date(case: Case) -> Finding:
    """The day membership, or the cover of a dependant, ends by an event."""
    for fact, (reason, clauses) in _ENDS.items():
        day = getattr(case.inputs, fact)
        if day is not None:
            return _ends_on(case, day, reason, *clauses)
    return _end_by_event(case)


def _ends_on(case: Case, day: dt.date, reason: str, *clauses: str) -> Finding:
    terms_on(case, day)
    finding = found_date(reason, *clauses, date=day, end_date=day)
    due = premium_until(case, day)
    if due is not None:
        finding.state(premium_due_eur=due).cite("ATS-I-8.1-b", "ATS-I-9.4-a")
    return finding


@clause("ATS-I-7-h", "ATS-I-7-m", "ATS-I-3-b")
def _end_by_event(case: Case) -> Finding:
    event = case.inputs.event
    if case.inputs.nationality is not None or event == "nationality":
        return _new_nationality(case)
    if event is None:
        raise Unknown("inputs.event", ("divorce", "marriage"), "ATS-I-7-m")
    if event not in _SEPARATIONS:
        return found(Answer.VALUE, "eligible", "ATS-I-7-m", cease=False)
    day = needed_day(case, "event_date", "ATS-I-7-m")
    return _ends_on(case, day, "no_longer_spouse", "ATS-I-7-m")


def _new_nationality(case: Case) -> Finding:
    """A nationality that is the country of expatriation ends the membership."""
    country, taken = case.member.country, case.inputs.nationality
    if country and taken and code_of(country) not in {code_of(one) for one in taken}:
        return found(Answer.VALUE, "eligible", "ATS-I-3-b", cease=False)
    day = needed_day(case, "event_date", "ATS-I-7-h")
    return _ends_on(case, day, "condition_lost", "ATS-I-7-h", "ATS-I-3-b")


@clause("ATS-I-7-i")
def age_70(case: Case) -> Finding:
    """The first day without SUMMUM; the other plans have no age end."""
    plan = case.inputs.plan or case.member.plan
    if plan is None:
        raise Unknown("member.plan", ("summum", "confort"), "ATS-I-7-i")
    if plan != "summum":
        return found(Answer.VALUE, "age_rule_summum_only", "ATS-I-7-i", cease=False)
    terms = terms_on(case, case.inputs.date)
    first_out = summum_ends(case, terms, case.inputs.insured or "member")
    if first_out is None:
        return _no_birth_date(case)
    last = add_days(first_out, -1)
    return found_date("age_70_summum", "ATS-I-7-i", date=first_out, end_date=last)


def _no_birth_date(case: Case) -> Finding:
    """Under the reading that counts each person alone, the person may have no end known."""
    member, inputs = case.member, case.inputs
    if any((member.birth_date, member.spouse_birth_date, inputs.spouse_birth_date)):
        return found(Answer.VALUE, "age_70_summum", "ATS-I-7-i", cease=False)
    tried = (add_years(REFERENCE_DAY, -40), add_years(REFERENCE_DAY, -60))
    raise Unknown("member.birth_date", tried, "ATS-I-7-i")


@clause("ATS-I-9.1-h", "ATS-I-9.1-i", "ATS-I-7-d")
def non_payment(case: Case) -> Finding:
    """The end after an unpaid premium: 40 days after the formal notice was sent (AMB-52)."""
    due = needed_day(case, "due_date", "ATS-I-9.1-h")
    terms = terms_on(case, due)
    earliest = add_days(due, terms.count("non_payment.notice_after_days"))
    sent = case.inputs.notice_sent or earliest
    if sent < earliest:
        return found(
            Answer.NOT_ALLOWED, "notice_too_early", "ATS-I-9.1-h", formal_notice_earliest=earliest
        )
    end = add_days(sent, terms.count("non_payment.end_after_days"))
    return found_date(
        "non_payment", "ATS-I-9.1-i", "ATS-I-9.1-h",
        date=end, end_date=end, formal_notice_earliest=earliest,
    )  # fmt: skip


@clause("ATS-I-10.1-a", "ATS-I-10.2-a", "ATS-I-10.2-b", "ATS-I-10.2-c", "ATS-I-10.3-a")
def misstatement(case: Case) -> Finding:
    """A false or mistaken statement: nullity, end after notice, or a reduced benefit."""
    if case.need("intentional", (True, False), "ATS-I-10.1-a"):
        clauses = ("ATS-I-10.3-a", "ATS-I-10.1-a")
        return found(Answer.VALUE, "nullity_premiums_kept", *clauses, refund_eur=ZERO)
    if case.need("claim_occurred", (True, False), "ATS-I-10.2-a"):
        return _reduced_benefit(case)
    notified = needed_day(case, "notification_date", "ATS-I-10.2-b")
    end = add_days(notified, terms_on(case, notified).count("misstatement.notice_days"))
    clauses = ("ATS-I-10.2-b", "ATS-I-10.2-a")
    return found_date("misstatement_10_days", *clauses, date=end, end_date=end)


@clause("ATS-I-10.2-c")
def _reduced_benefit(case: Case) -> Finding:
    """The benefit in proportion of the premium paid to the premium that was due."""
    tried = (Decimal(1), Decimal(2))
    paid: Decimal = case.need("premium_paid_eur", tried, "ATS-I-10.2-c")
    correct: Decimal = case.need("premium_correct_eur", tried, "ATS-I-10.2-c")
    benefit: Decimal = case.need("benefit_eur", tried, "ATS-I-10.2-c")
    reduced = benefit * paid / correct if correct > paid else benefit
    return found(Answer.VALUE, "proportional_reduction", "ATS-I-10.2-c", reimbursed_eur=reduced)
