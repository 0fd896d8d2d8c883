"""A clause told to a member: its answer, whether it has to be confirmed, its article, what next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.clauses.answer import Source
from assistant.clauses.answers import ANSWERS
from assistant.clauses.open_points import unsettled
from assistant.clauses.questions import title
from assistant.clauses.register import register
from assistant.conversation import Offer
from assistant.dialogs.dialog import Context, Outcome
from assistant.dialogs.explain import article
from assistant.messages import Choice, Text, Value
from assistant.rules.decision import article_of
from assistant.wording import _

NAME = "contract_point"
NEAR = 2  # neighbours offered beside an answer
INSTEAD = {  # what these are asked about has an answer of its own elsewhere
    "ATS-III-EXCL-09": Offer("coverage", "coverage", {"act": "excluded:self_inflicted"}),
}
GUIDES: Mapping[str, Text] = {  # in the menu's words
    "coverage": _("what I get back"),
    "prior_agreement": _("ask for prior agreement"),
    "receipt": _("send a bill"),
    "claim_status": _("where my request is"),
    "renunciation": _("renounce my contract"),
}
AT_ONCE = ("ATS-I-7-g",)  # a person follows, unasked


def answered(clause: str, a: Context) -> Outcome:
    """The answer written for a clause, with its neighbours and the dialog that guides on."""
    if clause in INSTEAD:
        return Outcome(opens=INSTEAD[clause])
    told = ANSWERS[clause].told(Source(a.facts.pack, a.facts.today))
    lines = (told, *confirmed(clause, a), where(clause, a))
    if clause in AT_ONCE:
        calling = Offer("handover", "handover", {"reason": "contract", "topic": clause})
        return Outcome(lines=lines, opens=calling)
    return Outcome(lines=lines, offers=(*guide(clause, a), *neighbours(clause, a)))


def confirmed(clause: str, a: Context) -> tuple[Value, ...]:
    """The closing words where the contract is not clear and the insurer has not settled it."""
    if not unsettled(clause, a.facts.pack):
        return ()
    said = _(
        "Subject to confirmation by the administrator ({administrator}).",
        administrator=a.facts.pack.administrator,
    )
    return (said,)


def where(clause: str, a: Context) -> Value:
    """The clause's place in its document; the English says that the French text prevails."""
    place = article_of(clause)
    if a.facts.pack.document == "notice":
        return FRONT if place == "front_page" else article(place)
    if place == "preamble":
        return _("Preamble of the terms (the French text prevails).")
    return _("Article {article} of the terms (the French text prevails).", article=place)


FRONT: Text = _("Front page of the notice (the French text prevails).")


def guide(clause: str, a: Context) -> tuple[tuple[Choice, Offer], ...]:
    """The dialog that does what the clause is about, if this product has it."""
    name = register()[clause].guide
    label = GUIDES.get(name)
    if label is None or name not in a.facts.pack.dialogs:
        return ()
    return ((Choice(name, label), Offer(name, name, _seed(clause, a))),)


def _seed(clause: str, a: Context) -> dict[str, Any]:
    """The care a line of the benefit table is about."""
    acts = [code for code, act in a.facts.pack.acts.items() if act.clause == clause]
    return {"act": acts[0]} if len(acts) == 1 else {}


def neighbours(clause: str, a: Context) -> tuple[tuple[Choice, Offer], ...]:
    """What a member may have meant instead, at most two; one where texts are short."""
    most = 1 if a.facts.traits.brief else NEAR
    near = [one for one in a.raw("near", ()) if one != clause][:most]
    return tuple((Choice(one, title(one, a.facts.language)), _offer(one)) for one in near)


def _offer(clause: str) -> Offer:
    return Offer(clause, NAME, {"clause": clause})
