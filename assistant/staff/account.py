"""One's own account: the password and the second factor."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assistant.house import here
from assistant.messages import Text
from assistant.staff import factors, passwords
from assistant.staff.blueprint import page
from assistant.staff.rules import allow, allow_halfway
from assistant.staff.sessions import session_here
from assistant.staff.sign_in import NEXT_PAGE, WRONG_CODE, enter, too_many
from assistant.store import audit
from assistant.store import staff as store
from assistant.store.staff import ROLES
from assistant.web.language import page_language
from assistant.wording import _, render

WEAK = _(
    "Please choose at least 12 characters, without your name or e-mail: three or four words "
    "that have nothing to do with each other are easy to keep in mind."
)


@page.get("/account")
@allow(*ROLES)
def account() -> str:
    return _account()


@page.post("/account/password")
@allow(*ROLES)
def change_password() -> Response | tuple[str, int]:
    """Needs the present password; ends every session, and opens a new one here."""
    person = session_here().staff
    with here().engine.begin() as connection:
        wait = store.begin_try(connection, person.email, here().clock.now())
    if wait:
        return _account(too_many(wait)), 429
    if not passwords.fits(request.form.get("current", ""), person.password_hash):
        return _account(_("Your present password is not right.")), 400
    fresh = request.form.get("fresh", "")
    if (error := _unfit(fresh)) is not None:
        return _account(error), 400
    hashed = passwords.hash_password(fresh)
    with here().engine.begin() as connection:
        store.change_staff(connection, person.id, password_hash=hashed)
        now = here().clock.now()
        audit.note(connection, now, person.actor, "change_password", person.actor)
    flash(render(_("Your password is changed; other sessions are ended."), page_language()), "good")
    return enter(person, "open", url_for("staff.account"))


@page.get("/second-factor")
@allow_halfway()
def second_factor() -> Response | str:
    if session_here().stage == "code" or session_here().staff.totp_secret is not None:
        return redirect(url_for(NEXT_PAGE[session_here().stage]))
    return render_template("staff/second_factor.html", secret=None, address=None, error=None)


@page.post("/second-factor/secret")
@allow_halfway()
def show_secret() -> Response | str:
    """A new secret, shown this once; it counts from the moment a code proves it was taken over."""
    session = session_here()
    if session.stage == "code" or session.staff.totp_secret is not None:
        return redirect(url_for(NEXT_PAGE[session.stage]))
    secret = factors.new_secret()
    sealed = factors.seal(secret, session.staff.id, here().settings)
    with here().engine.begin() as connection:
        store.change_session(connection, session, totp_offer=sealed)
    address = factors.address(secret, session.staff.email)
    return render_template("staff/second_factor.html", secret=secret, address=address, error=None)


@page.post("/second-factor")
@allow_halfway()
def confirm_factor() -> Response | tuple[str, int]:
    session = session_here()
    if session.totp_offer is None or session.stage == "code":
        return redirect(url_for("staff.second_factor"))
    secret = factors.unseal(session.totp_offer, session.staff.id, here().settings)
    step = factors.step_of(request.form.get("code", ""), secret, here().clock.now())
    if step is None:
        page_text = render_template(
            "staff/second_factor.html", secret=None, address=None, error=WRONG_CODE
        )
        return page_text, 400
    with here().engine.begin() as connection:
        store.change_staff(
            connection, session.staff.id, totp_secret=session.totp_offer, totp_last=step
        )
        now = here().clock.now()
        audit.note(connection, now, session.staff.actor, "second_factor", session.staff.actor)
    flash(render(_("Your second factor is set up."), page_language()), "good")
    return enter(session.staff, "open")


def _unfit(fresh: str) -> Text | None:
    person = session_here().staff
    if fresh != request.form.get("again", ""):
        return _("The new password was not typed the same way twice.")
    if fresh == request.form.get("current", ""):
        return _("The new password is the present one.")
    try:
        passwords.check_strength(fresh, person.name, person.email)
    except passwords.Weak:
        return WEAK
    return None


def _account(error: Text | None = None) -> str:
    return render_template("staff/account.html", error=error)
