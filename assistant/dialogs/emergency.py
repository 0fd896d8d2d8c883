"""The line that goes out before anything else when someone's life or safety is at risk (T40)."""

from __future__ import annotations

from assistant.dialogs.dialog import Facts
from assistant.messages import Text
from assistant.understanding import Understanding
from assistant.wording import _


def emergency_line(facts: Facts, u: Understanding) -> Text:
    """One SMS segment: the number of the country of stay, never guessed."""
    country = u.countries[0] if u.countries else _residence(facts)
    known = facts.pack.emergency_numbers(country)
    local = known[0] if known else ""
    suicide = u.emergency == "suicide"
    if country == "FR" and suicide:
        return _(
            "You are not alone. Call 3114 now (free, day and night); in immediate danger, 15 or"
            " 112. I'm alerting our team."
        )
    if country == "FR":
        return _("Call 15 or 112 now (114 by SMS if you cannot speak). I'm alerting our team.")
    if suicide and local:
        return _("You are not alone. Call {number} now. I'm alerting our team.", number=local)
    if suicide:
        return _("You are not alone. Call your local emergency number now. I'm alerting our team.")
    if local:
        return _("Call {number} now. I'm alerting our team.", number=local)
    return _("Call your local emergency number now (112 in Europe). I'm alerting our team.")


def _residence(facts: Facts) -> str | None:
    return facts.member.certificate.country if facts.member else None
