"""Which intents a message has, in which order: danger, a command word, then the likeliest."""

from assistant.understanding.emergencies import Danger

EMERGENCY = "emergency"
MOST = 5
SURE = 0.995  # nothing is certain
# Danger is acted upon at once, but is only sure where its words and the classifier agree.
SURE_OF_DANGER, LIKELY_DANGER = 0.5, 0.9
# Less sure than that, and it may be about something else: "it nearly gave me a heart attack".
DOUBTED, ELSE = 0.65, 0.1
# What a message that is a command word and nothing else means.
MEANT = {
    "yes": "yes",
    "no": "no",
    "stop": "stop_optout",
    "menu": "menu_help",
    "human": "human",
    "restart": "cancel_restart",
    "back": "cancel_restart",
    "language_fr": "language_fr",
    "language_en": "language_en",
}
Ranked = tuple[tuple[str, float], ...]


def ranked(chances: dict[str, float], danger: Danger, command: str | None) -> Ranked:
    """The likeliest intents; danger stands before all or, without alarm, is none of them."""
    if danger.now(chances[EMERGENCY]):
        return _after(EMERGENCY, _sure_of(danger, chances[EMERGENCY]), chances)
    if command in MEANT:
        return _after(MEANT[command], SURE, chances)
    return _likeliest(chances, 1.0)


def doubted(chances: dict[str, float]) -> bool:
    """Whether words of danger most likely are a way of speaking about something else."""
    likeliest = max(chance for name, chance in chances.items() if name != EMERGENCY)
    return chances[EMERGENCY] < DOUBTED and likeliest >= ELSE


def _sure_of(danger: Danger, chance: float) -> float:
    agreed = danger.kind is not None and not danger.past and not danger.figurative
    return SURE if agreed and chance >= SURE_OF_DANGER else LIKELY_DANGER


def _after(first: str, sure: float, chances: dict[str, float]) -> Ranked:
    others = {name: chance for name, chance in chances.items() if name != first}
    return ((first, sure), *_likeliest(others, 1 - sure))


def _likeliest(chances: dict[str, float], whole: float) -> Ranked:
    """The others, which share `whole` between them; equal ones in the order of their names."""
    others = {name: chance for name, chance in chances.items() if name != EMERGENCY}
    unit = whole / (sum(others.values()) or 1.0)
    best = sorted((-chance, name) for name, chance in others.items())[:MOST]
    return tuple((name, round(-chance * unit, 3)) for chance, name in best)
