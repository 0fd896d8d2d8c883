"""What a member is told of contributions, paying them and statements (articles I-8 to I-10)."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import days, months
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "ATS-I-8.1-a",
        N_(
            "If you leave during the year, the contribution is worked out for the time covered; "
            "the last month is due in full. A person gives you the figure."
        ),
    ),
    answer(
        "ATS-I-8.1-b",
        N_("Yes: the last month of membership is due in full, even if you leave at its start."),
    ),
    answer(
        "ATS-I-8.2-a",
        N_(
            "The price depends on your level, type (CFE, social security or first euro), zone, "
            "age bracket, family situation and any surcharge. A person can give you yours."
        ),
    ),
    answer(
        "ATS-I-8.3-a",
        N_("Ages are those on the day the contribution is called."),
    ),
    answer(
        "ATS-I-8.3-b",
        N_(
            "Each April the insurer may adapt contributions: medical costs of each country, "
            "local law, results of the contract. You are told {months} ahead."
        ),
        months=months("premium.notice_months"),
    ),
    answer(
        "ATS-I-8.3-c",
        N_("A new amount is announced {months} ahead."),
        months=months("premium.notice_months"),
    ),
    answer(
        "ATS-I-8.3-d",
        N_(
            "A new amount applies at your next due date: quarterly payers, in April; "
            "half-yearly, in July; yearly, in January of the next year."
        ),
    ),
    answer(
        "ATS-I-9.1-a",
        N_("You pay the association or its administrator (GAPI), and you answer for that payment."),
    ),
    answer(
        "ATS-I-9.1-b",
        N_("Contributions are paid in advance."),
    ),
    answer(
        "ATS-I-9.1-c",
        N_("No: contributions are paid in euros only."),
    ),
    answer(
        "ATS-I-9.1-d",
        N_(
            "By cheque, bank transfer, direct debit, or card on the secure site GAPI names. "
            "Please never write a card number here."
        ),
    ),
    answer(
        "ATS-I-9.1-e",
        N_(
            "No: every quarter, half-year or year, as chosen on your form. There is no monthly "
            "payment."
        ),
    ),
    answer(
        "ATS-I-9.1-f",
        N_("Bank charges are yours alone."),
    ),
    answer(
        "ATS-I-9.1-h",
        N_(
            "The formal notice (mise en demeure) goes by registered letter, at the earliest "
            "{days} after the due date."
        ),
        sure=True,
        days=days("non_payment.notice_after_days"),
    ),
    answer(
        "ATS-I-9.1-i",
        N_(
            "If a contribution stays unpaid, you may be excluded {days} after the formal notice "
            "(mise en demeure) is sent (art. L.141-3, Insurance Code). Paying in time keeps "
            "your cover."
        ),
        days=days("non_payment.end_after_days"),
    ),
    answer(
        "ATS-I-9.1-k",
        N_(
            "Yes: what you earned by contributions already paid stays payable, even after an "
            "exclusion."
        ),
        sure=True,
    ),
    answer(
        "ATS-I-9.2-a",
        N_("Taxes and charges on contributions or sums due, present or future, are yours to bear."),
    ),
    answer(
        "ATS-I-9.3-a",
        N_("No: you pay your CFE contributions straight to the CFE."),
    ),
    answer(
        "ATS-I-9.4-a",
        N_("Contributions are due up to the day your membership ends."),
    ),
    answer(
        "ATS-I-9.4-b",
        N_(
            "No: paying after the end only settles your account. Cover restarts only if you ask "
            "for it and GAPI agrees by letter."
        ),
    ),
    answer(
        "ATS-I-10.1-a",
        N_(
            "A deliberate false or hidden statement that changes the risk makes the membership "
            "void (art. L.113-8, Insurance Code), even if it has nothing to do with the claim. "
            "Speak to a person soon."
        ),
    ),
    answer(
        "ATS-I-10.2-a",
        N_(
            "A mistake made in good faith, found before any claim: membership goes on with a "
            "higher contribution, or ends {days} after a registered letter (art. L.113-9). A "
            "person can help."
        ),
        days=days("misstatement.notice_days"),
    ),
    answer(
        "ATS-I-10.2-c",
        N_(
            "A mistake made in good faith, found after a claim: the benefit is cut in "
            "proportion, contribution paid against contribution that was due. A person gives "
            "the figure."
        ),
    ),
    answer(
        "ATS-I-10.3-a",
        N_(
            "After a deliberate false statement, the insurer keeps the contributions as damages "
            "(art. L.113-8). A person can look at your case."
        ),
    ),
)
