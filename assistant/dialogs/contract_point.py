"""A point of the contract: the clause a member asks about, answered, with its article.

What is computed from a few facts goes on in `contract_case`. What the member's own documents do not
answer goes to a person: one member, one product.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant.clauses.defaults import defaults
from assistant.clauses.search import close, found, likely, on_topic, ranked
from assistant.conversation import Offer
from assistant.dialogs import contract_steps as steps
from assistant.dialogs.contract_clause import AT_ONCE, INSTEAD, NAME, answered
from assistant.dialogs.contract_complaint import RECORD, complaint
from assistant.dialogs.dialog import Context, Dialog, Heard, Outcome
from assistant.dialogs.kinds import plain
from assistant.rules.product import Product
from assistant.understanding import Understanding
from assistant.wording import _

INTENTS = (
    "claim_documents",
    "claim_deadline",
    "payment_info",
    "terminate",
    "change_plan",
    "change_country_or_address",
    "family_change",
    "premium_payment",
    "complaint",
    "personal_data",
)
LIKELY = 0.4  # below this the words do not say what is asked about


def _gate(a: Context) -> Outcome | None:
    """Nothing to answer with: the product's documents do not speak of it."""
    if a.raw("clause") or a.raw("near") or a.raw("complaint"):
        return None
    calling = Offer("handover", "handover", {"reason": "not_in_product", "topic": NAME})
    said = _("Your contract's documents don't answer that: a person will.")
    return Outcome(lines=(said,), opens=calling)


def _finish(a: Context) -> Outcome:
    if a.raw("complaint"):
        return complaint(a)
    clause = str(a.raw("clause"))
    if steps.topic(a):
        return Outcome(opens=Offer("contract_case", "contract_case", dict(a.frame.answers)))
    told = answered(clause, a)
    return _with_record(told) if clause.startswith(COMPLAINTS) else told


COMPLAINTS = "ATS-I-13"


def _with_record(told: Outcome) -> Outcome:
    """Who asks about the steps of a complaint may want to make one."""
    record = (RECORD, Offer(RECORD.key, NAME, {"complaint": True}))
    return Outcome(lines=told.lines, offers=(record, *told.offers[:1]))


# --- when it is asked for -------------------------------------------------------------------------

OF_CARE = re.compile(  # what is computed of a kind of care, and no carve-out with words of its own
    r"ATS-II-2-(?:[a-z]+_[a-z_]+|orthodontics|[d-g])$|ATS-II-(?:4|6\.2|8\.1)-|ATS-III-EXCL-\d+$"
)
COMPUTING = ("coverage", "prior_agreement")
SURE, SURER = 1.5, 1.75  # scores that come before a form; before a clear one of another topic


def comes_first(u: Understanding, pack: Product, other: str) -> bool:
    """Whether a clause is asked about rather than `other`, the dialog that was understood.

    What the other computes, of a kind of care or a country, is better than a sentence; and only a
    question is answered in place of a form that would begin.
    """
    if other in COMPUTING and u.confident and u.acts and u.amounts:
        return False  # what a kind of care at a price gives is computed: no need to search
    clause = found(u, pack)
    if not other:
        return clause is not None or (_asks(u.text) and close(u, pack))
    if clause in AT_ONCE or clause in INSTEAD:
        return True
    if clause is None or other == NAME or not _asks(u.text):
        return False
    if other in COMPUTING and (OF_CARE.match(clause) or (u.countries and "ATS-II-5" in clause)):
        return False
    elsewhere = u.confident and not on_topic(clause, u)
    return ranked(u, pack, 1)[0].score >= (SURER if elsewhere else SURE)


QUESTION = re.compile(
    r"\b(?:how|where|which|what|who|when|why|can|may|must|does|do i|is|are|comment|ou|quel\w*|qui"
    r"|quand|pourquoi|puis|peut|dois|faut|est ce|combien)\b"
)


def _asks(text: str) -> bool:
    return "?" in text or QUESTION.match(plain(text)) is not None


# --- opening --------------------------------------------------------------------------------------

FACTS = tuple(step.name for step in steps.FACTS)
SAID: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "leaving": (
        ("home", re.compile(r"definitiv|for good|permanent|repatri|pays d origine|home country")),
        ("scheme", re.compile(r"obligatoire|compulsory|mandatory")),
        ("year_end", re.compile(r"decemb|fin d annee|year end|end of the year|echeance|31 12")),
    ),
    "direction": (
        ("upgrade", re.compile(r"superieur|plus haut|higher|better|upgrade|monter|meilleur")),
        ("downgrade", re.compile(r"inferieur|plus bas|lower|cheaper|downgrade|moins cher|baiss")),
    ),
    "event": (
        ("adoption", re.compile(r"adopt")),
        ("separation", re.compile(r"divorc|separ|rupture")),
        ("death", re.compile(r"deces|decede|died|death|passed away|mort")),
        ("union", re.compile(r"mari|marr|wedding|pacs|concubin|epous|partner|conjoint")),
        ("birth", re.compile(r"naissance|bebe|baby|born|ne le|nee le|newborn|nouveau ne")),
    ),
}


STEPS_OF = re.compile(r"\b(?:step\w*|etape\w*|ombudsman|mediat\w*|address|adresse)\b")


def _complains(heard: Heard) -> bool:
    """A complaint is made, not asked about."""
    asks = _asks(heard.text) or STEPS_OF.search(plain(heard.text)) is not None
    return heard.u.intent == "complaint" and heard.u.confidence >= LIKELY and not asks


def _prefill(heard: Heard, a: Context) -> dict[str, Any]:
    """The clause that is surely asked about, else those it may be; nothing when it is neither."""
    u, pack = heard.u, a.facts.pack
    if _complains(heard):
        return {"complaint": True}
    clause = found(u, pack)
    wanted = u.intent in INTENTS and u.confidence >= LIKELY
    if clause is None and not (wanted or close(u, pack)):
        return {}
    usual = defaults(pack.code).get(str(u.intent), ()) if wanted else ()
    told = likely(u, pack) if usual or close(u, pack) else ()
    if clause is None and len(usual) == 1 and (usual[0] in told or not close(u, pack)):
        clause = usual[0]
    apt = (one for one in told if on_topic(one, u))
    near = tuple(dict.fromkeys((*apt, *usual, *told)))[:3]
    forgotten = dict.fromkeys((*FACTS, "act", "country", "amount", "complaint"))
    return {**forgotten, **_said(heard, a), "clause": clause, "near": list(near)}


def _said(heard: Heard, a: Context) -> dict[str, Any]:
    """Facts of the message that a computed point may want."""
    words = plain(heard.text)
    found_words = {
        name: next((key for key, sign in signs if sign.search(words)), None)
        for name, signs in SAID.items()
    }
    acts, places, sums = heard.u.acts, heard.u.countries, heard.u.amounts
    return {
        **found_words,
        **_days(heard, a),
        "act": acts[0].act if acts else None,
        "country": places[0] if places else None,
        "new_country": places[0] if places else None,
        "amount": str(sums[0].value) if sums and sums[0].currency in (None, "EUR") else None,
    }


def _days(heard: Heard, a: Context) -> dict[str, Any]:
    """A day that was said is the one the point turns on; what is past or to come decides which."""
    days = [day for mention in heard.u.dates[:1] for day in mention.resolve(a.facts.today)]
    if len(days) != 1:
        return {}
    said = {"move_day": days[0].isoformat()}
    if days[0] <= a.facts.today:
        said |= dict.fromkeys(("care_day", "born", "event_day"), days[0].isoformat())
    return said


contract_point = Dialog(
    name=NAME,
    title=_("your question about the contract"),
    steps=(steps.clause,),
    finish=_finish,
    opens_on=INTENTS,
    side=True,
    gate=_gate,
    prefill=_prefill,
)
