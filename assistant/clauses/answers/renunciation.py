"""What a member is told of taking back a signature and of time limits (articles I-11 and I-12)."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import address, days, years
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "ATS-I-11-a",
        N_(
            "You can take back a fresh signature (renonciation) in the cases of the notice: "
            'sold at your home or workplace, or at a distance. Write "renounce" and I\'ll '
            "check yours."
        ),
    ),
    answer(
        "ATS-I-11.1-a",
        N_(
            "The right is for a private person visited at home, at their residence or at work "
            "who signs there, even at their own request (art. L.112-9, Insurance Code)."
        ),
        sure=True,
    ),
    answer(
        "ATS-I-11.1-b",
        N_(
            "You have {days} from the day the contract is concluded. Tell me the day you signed "
            "and I'll give you the last day."
        ),
        days=days("renunciation.days"),
    ),
    answer(
        "ATS-I-11.1-c",
        N_(
            "No message here is a valid notice: post a registered letter with acknowledgement "
            "of receipt to {address}. I can prepare it."
        ),
        address=address("renunciation"),
    ),
    answer(
        "ATS-I-11.1-d",
        N_("No: you need give no reason, and there is no penalty."),
    ),
    answer(
        "ATS-I-11.1-e",
        N_(
            "Once you know of care or an illness that the contract would cover, the right to "
            "renounce is lost. A person can look at your case."
        ),
        sure=True,
    ),
    answer(
        "ATS-I-11.1-f",
        N_(
            "Your name and address, the contract and membership numbers, the day you signed, "
            "place, date and signature; a request for refund if you paid; for a distance sale, "
            "a promise to repay benefits."
        ),
    ),
    answer(
        "ATS-I-11.1-k",
        N_("The membership ends on the day GAPI receives your registered letter."),
    ),
    answer(
        "ATS-I-11.1-l",
        N_(
            "Contributions are paid back within {days} after the end, less the days you were "
            "covered."
        ),
        sure=True,
        days=days("renunciation.refund_days"),
    ),
    answer(
        "ATS-I-11.1-m",
        N_(
            "If care covered by the contract took place during that time, unknown when the "
            "right was used, the whole contribution may stay due. A person decides."
        ),
    ),
    answer(
        "ATS-I-11.1-n",
        N_(
            "Yes, your own words will do; the model of the contract is only advised. Mine "
            "carries every part of it."
        ),
    ),
    answer(
        "ATS-I-11.2-a",
        N_(
            "For a sale at a distance you owe the part of the yearly contribution from the "
            "start of cover to the day your withdrawal is received (art. L.112-2-1, Insurance "
            "Code)."
        ),
    ),
    answer(
        "ATS-I-11.2-b",
        N_("Benefits already paid to you are paid back to GAPI within {days}."),
        sure=True,
        days=days("renunciation.repay_days"),
    ),
    answer(
        "ATS-I-12-a",
        N_("Prescription is the loss of a right after a time set by law."),
    ),
    answer(
        "ATS-I-12-b",
        N_(
            "Legal action under the contract lapses {years} after the event behind it (art. "
            "L.114-1, Insurance Code). A person can look at your dates."
        ),
        sure=True,
        years=years("prescription.years"),
    ),
    answer(
        "ATS-I-12-c",
        N_(
            "For a false or missing statement on the risk, the time runs only from the day the "
            "insurer knew of it. Ask a person about your case."
        ),
    ),
    answer(
        "ATS-I-12-d",
        N_(
            "If you did not know of the event, the time runs only from the day you knew, if you "
            "can prove it. Ask a person about your case."
        ),
    ),
    answer(
        "ATS-I-12-h",
        N_(
            "The ordinary causes of the law stop the time, such as a court action, and so does "
            "naming an expert after a claim (art. L.114-2)."
        ),
    ),
    answer(
        "ATS-I-12-i",
        N_(
            "To keep your rights alive, post a registered letter with acknowledgement of "
            "receipt about your settlement. A message here does not stop the time."
        ),
    ),
    answer(
        "ATS-I-12-j",
        N_(
            "No: neither of us can change the length or add causes, even by agreement (art. "
            "L.114-3)."
        ),
    ),
)
