"""What a member is told of the online claims service: conditions and use (WEL 1 to 3)."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import capital, count, entity, euros, registered, terms_date, years
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "WEL-PRE-a",
        N_(
            "The online claims service is run by Humanis for people whose health contract is "
            "administered by WELCARE."
        ),
    ),
    answer(
        "WEL-PRE-b",
        N_(
            "You use the service under its general conditions: they apply to you from the first "
            "claim you make online."
        ),
    ),
    answer(
        "WEL-PRE-c",
        N_(
            "Each claim you enter counts as your agreement to the conditions and as your "
            "signature, under French law. The version, the day and the time are kept with it."
        ),
    ),
    answer(
        "WEL-PRE-d",
        N_(
            "Humanis may change the conditions at any time without telling you first. I work "
            "with the version of {day}."
        ),
        day=terms_date(),
    ),
    answer(
        "WEL-PRE-e",
        N_(
            "Some features may have conditions of their own: they are shown to you where you "
            "use that feature."
        ),
    ),
    answer(
        "WEL-PRE-f",
        N_(
            "The latest conditions always apply: read them again from time to time, in your "
            "customer area."
        ),
    ),
    answer(
        "WEL-PRE-g",
        N_(
            "The host is a company registered in {register}, capital {capital}, phone {phone}. "
            "The printed conditions leave out its name: a person can tell you."
        ),
        register=registered("host", "register"),
        capital=capital("host"),
        phone=registered("host", "phone"),
    ),
    answer(
        "WEL-1-a",
        N_(
            "The conditions cover access to the online claims service, its features, its use "
            "and the information in it."
        ),
    ),
    answer(
        "WEL-1-b",
        N_("It makes claims quicker and simpler: you send and follow them without paper."),
    ),
    answer(
        "WEL-2-a",
        N_(
            "The beneficiary is first the subscriber, then the family members insured under the "
            "same contract. You can claim for each of them."
        ),
    ),
    answer(
        "WEL-2-c",
        N_(
            "The CFE (Caisse des Français de l'Étranger) is the French expatriates' fund: it "
            "covers illness, maternity, invalidity, accidents at work and old age."
        ),
    ),
    answer(
        "WEL-2-d",
        N_("The CNIL is the French authority for data protection."),
    ),
    answer(
        "WEL-2-f",
        N_(
            "WELCARE is a department of Humanis Assurances for people who live abroad: "
            "{welcare}; register of {register}, capital {capital}."
        ),
        welcare=entity("welcare"),
        register=registered("welcare", "register"),
        capital=capital("welcare"),
    ),
    answer(
        "WEL-2-h",
        N_(
            "Words about your cover keep the meaning your own health contract gives them. I "
            "don't hold that contract: a person can look it up."
        ),
    ),
    answer(
        "WEL-3-a",
        N_("Yes: using the online service costs you nothing."),
    ),
    answer(
        "WEL-3-b",
        N_(
            "No: the online service is optional. You can also send your claim by post, with the "
            "originals."
        ),
    ),
    answer(
        "WEL-3-c",
        N_(
            "The subscriber alone can use the service; from that account, bills of the insured "
            "family can be sent."
        ),
    ),
    answer(
        "WEL-3-d",
        N_(
            'In your customer area open "Make a claim", then "Request a healthcare '
            'reimbursement", and fill in the form for each care. You can also start here: '
            'write "bill".'
        ),
    ),
    answer(
        "WEL-3-f",
        N_("A claim holds at most {most} kinds of care. For more, send a second claim."),
        most=count("claim.max_entitlements"),
    ),
    answer(
        "WEL-3-g",
        N_(
            "Online, each bill has to be under {limit}. From that sum on, send it by post with "
            "the originals."
        ),
        sure=True,
        limit=euros("claim.below_eur"),
    ),
    answer(
        "WEL-3-h",
        N_(
            "No: hospital stays can't be claimed online. Send those papers by post; a person "
            "can tell you the way."
        ),
        sure=True,
    ),
    answer(
        "WEL-3-i",
        N_(
            "No: thermal cures can't be claimed online. A person can tell you what your "
            "contract says of them."
        ),
        sure=True,
    ),
    answer(
        "WEL-3-j",
        N_("Yes: each care you enter needs at least one document that proves it."),
    ),
    answer(
        "WEL-3-k",
        N_("Yes: a scan, a copy or a photo taken with your phone will do."),
    ),
    answer(
        "WEL-3-l",
        N_(
            "The picture must be easy to read and show the whole paper, with no edge cut and "
            "nothing hidden. If in doubt, take it again."
        ),
    ),
    answer(
        "WEL-3-n",
        N_(
            "No: retouching the picture of a paper is strictly forbidden, even to hide or crop "
            "a part. Send it as it was taken."
        ),
    ),
    answer(
        "WEL-3-o",
        N_(
            "By uploading it you let WELCARE and the CFE keep the information to handle your claim."
        ),
    ),
    answer(
        "WEL-3-p",
        N_(
            "Keep the original bills for {years} from the day of your claim: they may be asked for."
        ),
        sure=True,
        years=years("claim.keep_originals_years"),
    ),
    answer(
        "WEL-3-q",
        N_(
            "Yes, it is normal: for {years}, WELCARE and the CFE may ask for the originals "
            "before they handle a claim. Post them, and keep a copy."
        ),
        years=years("claim.keep_originals_years"),
    ),
    answer(
        "WEL-3-r",
        N_(
            "The full list of documents can be read in the service, where you attach them. A "
            "person can tell you what your care needs."
        ),
    ),
    answer(
        "WEL-3-s",
        N_(
            "At most {most} documents for each care. If you have more pages, put several on one "
            "picture."
        ),
        most=count("claim.max_documents"),
    ),
    answer(
        "WEL-3-t",
        N_(
            "Yes: you see a summary of the whole claim first, and nothing leaves before you "
            "confirm."
        ),
    ),
    answer(
        "WEL-3-u",
        N_(
            'Yes: after sending, you follow your claim by its status. Write "my requests" and '
            "I'll show you where it stands."
        ),
    ),
    answer(
        "WEL-3-v",
        N_('"In progress" means that your claim is being handled.'),
    ),
    answer(
        "WEL-3-w",
        N_(
            '"Validated" means accepted, wholly or in part: some items of a validated claim '
            'can still be refused. Write "my requests" to see each one.'
        ),
    ),
    answer(
        "WEL-3-x",
        N_(
            '"Rejected" means that the whole claim was refused: documents missing, unreadable '
            "or not fitting, or rights ended. Put it right and send it again, or ask a person."
        ),
    ),
)
