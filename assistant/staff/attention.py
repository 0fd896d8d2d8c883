"""What needs a person: events that failed for good, messages that did not arrive, open alerts."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assistant.house import here
from assistant.messages import Text
from assistant.staff.blueprint import page
from assistant.staff.labels import spoken
from assistant.staff.rules import allow
from assistant.staff.sessions import me
from assistant.store import attention as store
from assistant.store.engine import reading
from assistant.store.staff import ROLES
from assistant.wording import _

Done = Callable[..., bool]
AGAIN, AWAY = _("It will be tried again in a moment."), _("Put away.")

# What can be done with each kind, by the kind and the act that the form names.
BY_KEY: dict[str, tuple[Done, Text]] = {
    "retry": (store.retry_event, AGAIN),
    "dismiss": (store.dismiss_event, AWAY),
}
BY_ID: dict[tuple[str, str], tuple[Done, Text]] = {
    ("message", "retry"): (store.retry_message, AGAIN),
    ("message", "dismiss"): (store.dismiss_message, AWAY),
    ("alert", "dismiss"): (store.dismiss_alert, AWAY),
}


@page.get("/attention")
@allow(*ROLES)
def attention() -> str:
    with reading(here().engine) as connection:
        return render_template("staff/attention.html", found=store.attention(connection))


@page.post("/attention")
@allow(*ROLES)
def attend() -> Response:
    """Tries one again or puts it away. What it is comes in the form: keys are no addresses."""
    done, said, subject = _wanted()
    with here().engine.begin() as connection:
        happened = done(connection, subject, me(), here().clock.now())
    flash(spoken(said if happened else _("A colleague was faster.")), "good")
    return redirect(url_for("staff.attention"), 303)


def _wanted() -> tuple[Done, Text, str | int]:
    kind, act = request.form.get("kind", ""), request.form.get("act", "")
    subject = request.form.get("subject", "")
    if kind == "event" and act in BY_KEY and 0 < len(subject) <= 200:
        return (*BY_KEY[act], subject)
    whole = subject.isascii() and subject.isdigit() and len(subject) < 16
    if (kind, act) not in BY_ID or not whole:
        abort(400)
    return (*BY_ID[kind, act], int(subject))
