"""What was read in a message apart from its words, as names that the classifier learns."""

from assistant.understanding.emergencies import Danger
from assistant.understanding.understanding import Understanding

MOST_ACTS, MOST_COUNTS = 3, 2


def facts(seen: Understanding, danger: Danger) -> tuple[str, ...]:
    """The facts there are; a message without any is plain."""
    named = [name for name, there in _there(seen, danger).items() if there]
    named += [f"person:{person}" for person in seen.persons]
    named += [f"count:{count.kind}" for count in seen.counts[:MOST_COUNTS]]
    named += [f"command:{seen.command}"] if seen.command else []
    return tuple(named) if named else ("plain",)


def _there(seen: Understanding, danger: Danger) -> dict[str, bool]:
    acts = [mention.act for mention in seen.acts[:MOST_ACTS]]
    return {
        "act": bool(acts),
        "excluded": any(act.startswith("excluded:") for act in acts),
        "money": bool(seen.amounts),
        "date": bool(seen.dates),
        "country": bool(seen.countries),
        "negation": seen.negation,
        "number": seen.membership_number is not None,
        "code": seen.code is not None,
        "danger": danger.kind is not None and not danger.figurative,
        "past": danger.past,
        "command": seen.command is not None,
    }
