"""Points about claims the rules compute: the last day, the papers, the currency of payment."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from assistant.clauses.answer import Source
from assistant.clauses.figures import years
from assistant.dialogs import contract_steps as steps
from assistant.dialogs.care import ACTS, act_name
from assistant.dialogs.contract_clause import answered
from assistant.dialogs.contract_rules import decide, obligation, outcome
from assistant.dialogs.dialog import Context, Outcome
from assistant.messages import Day, Listing, Money, Text, Value
from assistant.rules.decision import Answer
from assistant.wording import _


def claim_deadline(a: Context) -> Outcome:
    """The last day to claim, from the day the care began."""
    begun = a.of(steps.care_day)
    due = obligation(a, "claim", date=begun) if begun else None
    if due is None:
        return answered("ATS-II-9.2-a", a)
    if a.facts.today > due.announce:
        first = _(
            "The last day to claim was {day}: the right is lost, by the contract. A person can look"
            " at your case.",
            day=Day(due.announce),
        )
    else:
        first = _(
            "Send this claim by {day} at the latest: {years} from the start of care. Sooner is"
            " safer.",
            day=Day(due.announce),
            years=years("claim.years")(Source(a.facts.pack, a.facts.today)),
        )
    return outcome("ATS-II-9.2-a", a, first)


def currency(a: Context) -> Outcome:
    """In which currency a member is paid turns on where they live."""
    if a.facts.member is None:
        return answered("ATS-II-9.4-a", a)
    decision = decide(a, "claim_intake", "currency", currency="USD")
    if decision.answer is Answer.ALLOWED:
        first = _(
            "Yes: you live outside the euro area, so you can be paid in the currency of your"
            " choice, on a foreign account."
        )
    else:
        first = _("In euros: members who live in the euro area are paid in euros.")
    return outcome("ATS-II-9.4-a", a, first)


# --- papers ---------------------------------------------------------------------------------------

PAPERS: Mapping[str, Text] = {
    "medical_prescription": _("the doctor's prescription"),
    "detailed_paid_invoice": _("the detailed bill, marked paid"),
    "cfe_statement": _("the CFE's or social security's statement"),
    "cerfa_form": _("the CERFA sheet (feuille de soins)"),
    "prior_agreement": _("the agreement received (entente préalable)"),
    "out_of_zone_proof": _("proof that the care is covered outside your zone"),
    "original_documents": _("the originals, by post"),
}


def papers(a: Context) -> Outcome:
    """The papers of one claim, by what was said of it; all of them when nothing was."""
    act, country, amount = a.raw("act"), a.raw("country"), a.raw("amount")
    if act not in ACTS and not country and not amount:
        return answered("ATS-II-9.1-a", a)
    decision = decide(
        a,
        "claim_intake",
        "documents",
        act=act if act in a.facts.pack.acts else None,
        country=country,
        amount_eur=Decimal(str(amount)) if amount else None,
        channel="photo",
        documents=(),
    )
    listed = Listing(tuple(PAPERS[code] for code in decision.missing_documents or ()))
    first = _("Papers for this claim: {papers}.", papers=listed)
    if act in ACTS:
        care = act_name(str(act))
        first = _("{care}, papers to send: {papers}.", care=care, papers=listed)
    return outcome("ATS-II-9.1-a", a, first, *_base_scheme(a), *_photo(a, bool(amount)))


def _base_scheme(a: Context) -> tuple[Value, ...]:
    """A stranger may have a base scheme whose statement is then needed."""
    if a.facts.member is not None:
        return ()
    return (_("With the CFE or social security, add their statement."),)


def _photo(a: Context, amount_said: bool) -> tuple[Value, ...]:
    if amount_said:
        return ()
    limit = Money(a.facts.pack.limits.below_eur)
    said = _("A photo will do for a bill under {limit}; keep the originals.", limit=limit)
    return (said,)
