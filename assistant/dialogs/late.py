"""An answer that comes late says so, once: the message waited while we could not read it (T7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from assistant.dialogs.dialog import Facts
from assistant.dialogs.engine import Advanced
from assistant.messages import Inbound, Reply
from assistant.wording import _

LATE = timedelta(minutes=15)  # since the provider took the message
SPOKEN = ("message", "edited", "other", "files")
SORRY = _("Sorry for our late answer.")


def with_apology(done: Advanced, inbound: Inbound, facts: Facts) -> Advanced:
    """The same turn, its first answer beginning with an excuse when it was long in coming."""
    if inbound.kind not in SPOKEN or facts.now - inbound.at <= LATE:
        return done
    for place, reply in enumerate(done.replies):
        if reply.purpose == "answer":
            replies = (*done.replies[:place], _sorry(reply), *done.replies[place + 1 :])
            return replace(done, replies=replies)
    return done


def _sorry(reply: Reply) -> Reply:
    brief = (SORRY, *reply.brief) if reply.brief else ()
    return replace(reply, lines=(SORRY, *reply.lines), brief=brief)
