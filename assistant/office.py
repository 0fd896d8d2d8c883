"""The office: performs the effects that dialogs ask for; each may be done twice and changes once.

Its results go back by the one way in (`outbox.py`), so that the dialog hears of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import structlog

from assistant import codes
from assistant.channels.channel import TryLater, Undeliverable, Unfetchable
from assistant.documents import cleaning, intake
from assistant.documents.refusals import Reason, Refused
from assistant.documents.vault import CannotOpen
from assistant.house import House
from assistant.letters import letter_pdf
from assistant.mail import send_mail
from assistant.store import office as sql
from assistant.store.deliveries import Delivery
from assistant.store.engine import reading, stamp
from assistant.typesetting import NotTypeset
from assistant.wording import _, render

CODES_AN_HOUR, CODES_A_DAY = 3, 10  # a conversation (T23)
UNFETCHED: Mapping[str, Reason] = {"size": "size"}  # what the member is told; else: unreadable
SENT_IN = "fr"  # the language of the letter that is posted

log = structlog.get_logger()


class Fetcher(Protocol):
    """What the office needs of the providers: files that members sent through them."""

    def fetch(self, reference: str) -> bytes: ...

    def forget(self, reference: str) -> None: ...


class Office:
    """Performs effects, one method each."""

    def __init__(self, house: House, providers: Fetcher) -> None:
        self._house = house
        self._providers = providers
        self._acts: dict[str, Callable[[Delivery, Mapping[str, Any]], dict[str, Any]]] = {
            "send_code": self._send_code,
            "fetch_media": self._fetch_media,
            "clean_document": self._clean_document,
            "make_letter": self._make_letter,
        }

    def perform(self, delivery: Delivery, data: Mapping[str, Any]) -> dict[str, Any]:
        """Does what the row asks for and gives its result. Raises TryLater or Undeliverable."""
        act = self._acts.get(delivery.purpose)
        if act is None:
            raise Undeliverable("unknown_effect")
        return act(delivery, data)

    def failed(self, delivery: Delivery, data: Mapping[str, Any]) -> dict[str, Any] | None:
        """What the dialog hears of an effect that is given up; None when it is not waiting."""
        if delivery.purpose not in ("fetch_media", "clean_document"):
            return None
        document = str(data["document"])
        intake.refuse(self._house, document, "unreadable")
        return {"document": document, "state": "refused", "reason": "unreadable"}

    # --- a code by e-mail ------------------------------------------------------------------------

    def _send_code(self, delivery: Delivery, data: Mapping[str, Any]) -> dict[str, Any]:
        """The same result whether somebody has that number and birth date or not (T22).

        The e-mail goes to the address on record, never to one given in the conversation (T24).
        """
        now, secret = self._house.clock.now(), self._secret()
        if self._too_many(delivery, now):
            log.warning("codes_limited", conversation=delivery.conversation_id)
            return {"limited": True}  # counted by conversation: it says nothing of a member
        result = {
            "code_hash": codes.no_code(secret, str(delivery.id)),
            "member": "",
            "until": stamp(now + codes.VALID),
        }
        member = self._addressee(data)
        if member is None:
            return result
        code = codes.new_code(secret, f"{delivery.id}:{delivery.created_at.isoformat()}")
        self._mail_code(delivery, member, code)
        digest = codes.code_hash(secret, delivery.conversation_id, code)
        return {**result, "code_hash": digest, "member": member.id}

    def _addressee(self, data: Mapping[str, Any]) -> sql.Addressee | None:
        try:
            born = date.fromisoformat(str(data["birth_date"]))
        except ValueError:
            return None
        with reading(self._house.engine) as connection:
            return sql.find_addressee(connection, str(data["number"]), born)

    def _too_many(self, delivery: Delivery, now: datetime) -> bool:
        limits = ((timedelta(hours=1), CODES_AN_HOUR), (timedelta(days=1), CODES_A_DAY))
        upto = delivery.conversation_id, delivery.id
        with reading(self._house.engine) as connection:
            return any(
                sql.asked_since(connection, *upto, now - window) > most for window, most in limits
            )

    def _mail_code(self, delivery: Delivery, member: sql.Addressee, code: str) -> None:
        with reading(self._house.engine) as connection:
            spoken = sql.language_of(connection, delivery.conversation_id)
        language = spoken or member.language
        subject = _("Your code for the insurance assistant")
        lines = (
            _("Your code: {code}", code=code),
            _("Write it in the conversation where you asked for it, within 10 minutes."),
            _("Never pass it on: we will not ask you for it by telephone or in any other way."),
            _("You did not ask for a code? Then do nothing; your file stays closed."),
        )
        text = "\n\n".join(render(line, language) for line in lines)
        send_mail(self._house.settings, member.email, render(subject, language), text + "\n")

    # --- files -----------------------------------------------------------------------------------

    def _fetch_media(self, delivery: Delivery, data: Mapping[str, Any]) -> dict[str, Any]:
        """From the provider into our vault, then cleaned; the provider's copy is deleted."""
        try:
            document = intake.find(self._house, str(data["document"]))
        except KeyError:
            raise Undeliverable("no_document") from None
        if document.state == "awaited":
            try:
                content = self._providers.fetch(document.reference)
                intake.store_fetched(self._house, document.id, content)
            except Unfetchable as gone:
                intake.refuse(self._house, document.id, UNFETCHED.get(gone.reason, "unreadable"))
            except Refused as refused:
                if refused.reason == "storage":  # our disk, not their file
                    raise TryLater("storage") from None
        self._providers_copy(document.reference)
        return self._cleaned(document.id)

    def _providers_copy(self, reference: str) -> None:
        try:
            self._providers.forget(reference)
        except (TryLater, Unfetchable) as kept:  # it is only tidying; the photo is safe
            log.warning("provider_copy_kept", error=type(kept).__name__)

    def _clean_document(self, delivery: Delivery, data: Mapping[str, Any]) -> dict[str, Any]:
        return self._cleaned(str(data["document"]))

    def _cleaned(self, document: str) -> dict[str, Any]:
        try:
            cleaned = cleaning.clean(self._house, document)
        except (OSError, CannotOpen) as fault:
            raise TryLater(type(fault).__name__) from None
        except (KeyError, ValueError):
            raise Undeliverable("no_document") from None
        return {"document": document, "state": cleaned.state, "reason": cleaned.reason}

    # --- letters ---------------------------------------------------------------------------------

    def _make_letter(self, delivery: Delivery, data: Mapping[str, Any]) -> dict[str, Any]:
        number = str(data["number"])
        with reading(self._house.engine) as connection:
            letter = sql.find_letter(connection, number)
        if letter is None:
            raise Undeliverable("no_letter")
        if letter.pdf is None:
            try:
                pdf = letter_pdf(json.loads(letter.data), SENT_IN)
            except NotTypeset:
                raise TryLater("not_typeset") from None
            with self._house.engine.begin() as connection:
                sql.keep_pdf(connection, number, pdf)
        return {"number": number, "state": "ready"}

    def _secret(self) -> str:
        return self._house.settings.secret_key.get_secret_value()
