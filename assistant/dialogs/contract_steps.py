"""The questions a point of the contract may need: each asked only when it changes the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.clauses.questions import title
from assistant.dialogs.care_kinds import OrUnknown
from assistant.dialogs.contract_rules import zone_of
from assistant.dialogs.dialog import Context, Step
from assistant.dialogs.kinds import On, OneOf, Place, YesNo
from assistant.messages import Text, Value
from assistant.wording import _

# Clauses whose answer is computed from a few facts, and what is computed.
COMPUTED: Mapping[str, str] = {
    "ATS-I-5.1-n": "leaving",
    "ATS-II-9.2-a": "claim_deadline",
    "ATS-II-9.1-a": "papers",
    "ATS-I-6.2-b": "level",
    "ATS-I-6.1-a": "move",
    "ATS-I-6.3-c": "family",
    "ATS-I-5.1-i": "birth",
    "ATS-I-5.1-k": "birth",
    "ATS-I-9.1-i": "unpaid",
    "ATS-II-9.4-a": "currency",
}


def topic(a: Context) -> str:
    """What is computed, "" when the clause has a sentence only."""
    return COMPUTED.get(str(a.raw("clause", "")), "")


def about(*names: str) -> Callable[[Context], bool]:
    return lambda a: topic(a) in names


def _near(a: Context) -> Mapping[str, Value]:
    return {clause: title(clause, a.facts.language) for clause in a.raw("near", ())}


clause = Step(
    "clause",
    _("Which of these do you mean?"),
    OneOf(_near),
    when=lambda a: not a.raw("complaint"),
    again=_("Choose one, or ask in other words. Which of these do you mean?"),
)

LEAVING: Mapping[str, Text] = {
    "year_end": _("to stop at the end of the year"),
    "home": _("I go home for good"),
    "scheme": _("a compulsory scheme"),
}
leaving = Step(
    "leaving",
    _("Why do you want to leave? Each case has its own day."),
    OneOf(LEAVING),
    when=about("leaving"),
    label=_("Reason for leaving"),
)
care_day = Step(
    "care_day",
    _("On which day did the care begin? The time to claim counts from it."),
    OrUnknown(On(future=False)),
    when=about("claim_deadline"),
    again=_("Day and month, for example 14 May. On which day did it begin?"),
    label=_("Start of care"),
)
DIRECTIONS: Mapping[str, Text] = {"upgrade": _("higher"), "downgrade": _("lower")}
direction = Step(
    "direction",
    _("Do you want a higher or a lower level? Papers and dates differ."),
    OneOf(DIRECTIONS),
    when=about("level"),
    label=_("Level wanted"),
)
OCCASIONS: Mapping[str, Text] = {
    "renewal": _("the yearly renewal"),
    "family": _("a change in my family"),
    "move": _("a move to another country"),
}
occasion = Step(
    "occasion",
    _("What is the occasion? It decides by when to ask."),
    OneOf(OCCASIONS),
    when=about("level"),
    label=_("Occasion"),
)
event_day = Step(
    "event_day",
    _("On which day was that change in your family?"),
    On(future=False),
    when=lambda a: topic(a) == "level" and a.of(occasion) == "family",
    again=_("Day, month and year, for example 14 May 2026. On which day was it?"),
    label=_("Day of the change"),
)


def _moves(a: Context) -> bool:
    return topic(a) == "move" or (topic(a) == "level" and a.of(occasion) == "move")


def _has_zone(a: Context) -> bool:
    """A country no zone has is no country of residence, on whatever day."""
    country = a.of(new_country)
    return bool(country) and zone_of(a, country) is not None


new_country = Step(
    "new_country",
    _("To which country are you moving? Your zone may change."),
    OrUnknown(Place(), {"same": _("I stay in the same country")}),
    when=_moves,
    again=_(
        "Write the name of one country, for example Portugal. To which country are you moving?"
    ),
    label=_("New country"),
)
move_day = Step(
    "move_day",
    _("On which day do you move? The notice and the new zone count from it."),
    OrUnknown(On()),
    when=lambda a: _moves(a) and _has_zone(a),
    again=_("Day and month, for example 14 May. On which day do you move?"),
    label=_("Day of the move"),
)
EVENTS: Mapping[str, Text] = {
    "birth": _("a birth"),
    "adoption": _("an adoption"),
    "union": _("a marriage, PACS or union"),
    "separation": _("a divorce or separation"),
    "death": _("someone has died"),
}
event = Step(
    "event",
    _("What has changed in your family? Each case has its own steps."),
    OneOf(EVENTS),
    when=about("family"),
    label=_("Change in the family"),
)
born = Step(
    "born",
    _("On which day was the baby born? The time to declare counts from it."),
    OrUnknown(On(future=False)),
    when=lambda a: topic(a) == "birth" or (topic(a) == "family" and a.of(event) == "birth"),
    again=_("Day, month and year, for example 14 May 2026. On which day was it?"),
    label=_("Day of birth"),
)
notice = Step(
    "notice",
    _("Have you received a registered letter about it (mise en demeure)?"),
    YesNo(),
    when=about("unpaid"),
    label=_("Formal notice received"),
)
notice_day = Step(
    "notice_day",
    _("On which day was that letter sent? The time to pay counts from it."),
    OrUnknown(On(future=False)),
    when=lambda a: topic(a) == "unpaid" and bool(a.of(notice)),
    label=_("Day of the letter"),
)
due_day = Step(
    "due_day",
    _("On which day was the payment due?"),
    OrUnknown(On()),
    when=lambda a: topic(a) == "unpaid" and a.of(notice) is False,
    label=_("Due day"),
)

FACTS = (
    leaving, care_day, direction, occasion, event_day, new_country, move_day, event, born,
    notice, notice_day, due_day,
)  # fmt: skip
