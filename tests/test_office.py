"""The office: codes go to the address on record alone; files and letters are made once."""

from __future__ import annotations

import io
import json
import re
import smtplib
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr
from sqlalchemy import insert, select

from assistant import codes, mail
from assistant import office as office_module
from assistant.channels.channel import TryLater, Undeliverable, Unfetchable
from assistant.clock import FixedClock
from assistant.documents import intake
from assistant.house import House
from assistant.office import Office
from assistant.settings import Settings
from assistant.store import schema
from assistant.store.deliveries import Delivery
from assistant.store.engine import instant, reading, stamp
from tests.people import CAMILLE, SAMUEL, bind

pytestmark = [pytest.mark.usefixtures("members"), pytest.mark.both_databases]

SECRET = "a secret key for tests, long enough"


class FakeProviders:
    """Files at a provider."""

    def __init__(self, files: dict[str, bytes] | None = None, trouble: Exception | None = None):
        self.files = files or {}
        self.trouble = trouble
        self.forgotten: list[str] = []
        self.fetched = 0

    def fetch(self, reference: str) -> bytes:
        self.fetched += 1
        if self.trouble:
            raise self.trouble
        return self.files[reference]

    def forget(self, reference: str) -> None:
        self.forgotten.append(reference)


class MailBox:
    """What would have been e-mailed."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str, str]] = []

    def __call__(self, settings: Settings, to: str, subject: str, text: str) -> None:
        self.mails.append((to, subject, text))


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> MailBox:
    box = MailBox()
    monkeypatch.setattr(office_module, "send_mail", box)
    return box


@pytest.fixture
def providers() -> FakeProviders:
    return FakeProviders()


@pytest.fixture
def office(house: House, providers: FakeProviders) -> Office:
    return Office(house, providers)


@pytest.fixture
def conversation(house: House) -> int:
    with house.engine.begin() as connection:
        return bind(connection, SAMUEL, "sms")


def asked(
    house: House, conversation: int, purpose: str, data: dict[str, Any], key: str = "event#0"
) -> Delivery:
    """An effect as the outbox hands it over, on record as the turn wrote it."""
    now = house.clock.now()
    row = {
        "conversation_id": conversation,
        "key": key,
        "kind": "effect",
        "author": "bot",
        "purpose": purpose,
        "channel": "sms",
        "address": SAMUEL.phone,
        "body": json.dumps(data),
    }
    more = {"state": "sending", "run_at": stamp(now), "created_at": stamp(now)}
    with house.engine.begin() as connection:
        number = connection.execute(
            insert(schema.outbox).values(**row, **more)
        ).inserted_primary_key
    assert number is not None
    row.pop("key")
    return Delivery(id=int(number[0]), attempts=1, created_at=now, **row)  # type: ignore[arg-type]


def the_code(mails: MailBox) -> str:
    found = re.search(r"\b\d{6}\b", mails.mails[-1][2])
    assert found is not None
    return found[0]


# --- a code by e-mail -----------------------------------------------------------------------------

CAMILLES = {"number": CAMILLE.number, "birth_date": CAMILLE.birth_date}


def test_T24_the_code_goes_to_the_address_on_record_and_opens_that_conversation_alone(
    office: Office, house: House, conversation: int, mails: MailBox
) -> None:
    delivery = asked(house, conversation, "send_code", CAMILLES)
    result = office.perform(delivery, CAMILLES)
    assert [to for to, _subject, _text in mails.mails] == [CAMILLE.email]
    assert result["member"] == "camille"
    code = the_code(mails)
    assert codes.matches(SECRET, conversation, code, result["code_hash"])
    assert not codes.matches(SECRET, conversation + 1, code, result["code_hash"])
    assert code not in json.dumps(result)


def test_T23_the_code_is_good_for_ten_minutes_and_says_never_to_pass_it_on(
    office: Office, house: House, conversation: int, mails: MailBox, clock: FixedClock
) -> None:
    result = office.perform(asked(house, conversation, "send_code", CAMILLES), CAMILLES)
    assert instant(result["until"]) == clock.now() + timedelta(minutes=10)
    assert datetime.fromisoformat(result["until"]).tzinfo == UTC
    text = mails.mails[0][2]
    assert "10 minutes" in text
    assert "Never pass it on" in text


def test_the_code_is_written_in_the_language_of_the_conversation(
    office: Office, house: House, mails: MailBox
) -> None:
    with house.engine.begin() as connection:
        french = bind(connection, CAMILLE, "sms")
    office.perform(asked(house, french, "send_code", CAMILLES), CAMILLES)
    assert "Ne le transmettez jamais" in mails.mails[0][2]


@pytest.mark.parametrize(
    "data",
    [
        {"number": "A4916-9999", "birth_date": CAMILLE.birth_date},
        {"number": CAMILLE.number, "birth_date": "1988-05-13"},
        {"number": CAMILLE.number, "birth_date": "yesterday"},
        {"number": "' OR 1=1 --", "birth_date": CAMILLE.birth_date},
    ],
)
def test_T22_somebody_unknown_gets_a_result_of_the_same_shape_and_no_e_mail(
    office: Office, house: House, conversation: int, mails: MailBox, data: dict[str, str]
) -> None:
    unknown = office.perform(asked(house, conversation, "send_code", data), data)
    assert mails.mails == []
    assert unknown["member"] == ""
    known = office.perform(asked(house, conversation, "send_code", CAMILLES, "e#1"), CAMILLES)
    assert unknown.keys() == known.keys()
    assert len(unknown["code_hash"]) == len(known["code_hash"])
    assert unknown["until"] == known["until"]
    every_code = (f"{number:06}" for number in range(0, 10**6, 97))
    hashes = {codes.code_hash(SECRET, conversation, code) for code in every_code}
    assert unknown["code_hash"] not in hashes


@pytest.mark.parametrize("written", ["a4916-1016", "A 4916 1016", "A49161016"])
def test_a_number_is_found_however_it_is_spaced(
    office: Office, house: House, conversation: int, mails: MailBox, written: str
) -> None:
    data = {"number": written, "birth_date": CAMILLE.birth_date}
    result = office.perform(asked(house, conversation, "send_code", data), data)
    assert result["member"] == "camille"


def test_T10_an_effect_done_twice_says_the_same_code(
    office: Office, house: House, conversation: int, mails: MailBox
) -> None:
    delivery = asked(house, conversation, "send_code", CAMILLES)
    first = office.perform(delivery, CAMILLES)
    second = office.perform(delivery, CAMILLES)
    assert first["code_hash"] == second["code_hash"]
    assert mails.mails[0] == mails.mails[1]


def test_two_requests_get_two_codes(
    office: Office, house: House, conversation: int, mails: MailBox
) -> None:
    office.perform(asked(house, conversation, "send_code", CAMILLES, "e#1"), CAMILLES)
    first = the_code(mails)
    office.perform(asked(house, conversation, "send_code", CAMILLES, "e#2"), CAMILLES)
    assert the_code(mails) != first


def test_T23_three_codes_an_hour_and_ten_a_day(
    office: Office, house: House, conversation: int, mails: MailBox, clock: FixedClock
) -> None:
    for number in range(5):
        office.perform(asked(house, conversation, "send_code", CAMILLES, f"a#{number}"), CAMILLES)
    assert len(mails.mails) == 3
    for number in range(12):
        clock.move(timedelta(minutes=61))
        office.perform(asked(house, conversation, "send_code", CAMILLES, f"b#{number}"), CAMILLES)
    assert len(mails.mails) == 3 + 5  # five of the first day were asked for before these


def test_T23_too_many_codes_are_said_to_be_and_say_nothing_of_a_member(
    office: Office, house: House, conversation: int, mails: MailBox
) -> None:
    unknown = {**CAMILLES, "number": "A4916-9999"}
    for data in (CAMILLES, unknown):
        answers = [
            office.perform(
                asked(house, conversation, "send_code", data, f"{data['number']}#{n}"), data
            )
            for n in range(4)
        ]
        assert answers[-1] == {"limited": True}


def test_a_code_matches_no_other_digits_and_no_odd_text() -> None:
    digest = codes.code_hash(SECRET, 7, "123456")
    assert codes.matches(SECRET, 7, "123456", digest)
    for wrong in ("123457", "", "١٢٣٤٥٦", "\ud800", digest):
        assert not codes.matches(SECRET, 7, wrong, digest)
    assert not codes.matches(SECRET, 7, "123456", "é")


# --- e-mail ---------------------------------------------------------------------------------------


class FakeSmtp:
    """Plays a server; `refuse` is raised when a message comes."""

    refuse: Exception | None = None
    said: list[str]

    def __init__(self, host: str, port: int, timeout: float) -> None:
        type(self).said = [f"{host}:{port}"]
        assert timeout <= 10

    def __enter__(self) -> FakeSmtp:
        return self

    def __exit__(self, *_error: object) -> None:
        self.said.append("quit")

    def starttls(self, context: object) -> None:
        self.said.append("tls")

    def login(self, user: str, password: str) -> None:
        self.said.append(f"login {user} {password}")

    def send_message(self, message: EmailMessage) -> None:
        if self.refuse:
            raise self.refuse
        self.said.append(f"to {message['To']}")


@pytest.fixture
def smtp(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Settings:
    monkeypatch.setattr(smtplib, "SMTP", FakeSmtp)
    monkeypatch.setattr(FakeSmtp, "refuse", None)
    url = SecretStr("smtp://mailer:p%40ss@mail.example.org:2525")
    return settings.model_copy(update={"smtp_url": url})


def test_e_mail_leaves_encrypted_and_signed_in(smtp: Settings) -> None:
    mail.send_mail(smtp, "camille@example.org", "Code", "123456")
    login = "login mailer p@ss"
    assert FakeSmtp.said == [
        "mail.example.org:2525",
        "tls",
        login,
        "to camille@example.org",
        "quit",
    ]


@pytest.mark.parametrize(
    ("trouble", "raised"),
    [
        (smtplib.SMTPRecipientsRefused({}), Undeliverable),
        (smtplib.SMTPDataError(550, b"no"), Undeliverable),
        (smtplib.SMTPDataError(451, b"later"), TryLater),
        (smtplib.SMTPAuthenticationError(535, b"who?"), TryLater),
        (smtplib.SMTPServerDisconnected(), TryLater),
        (TimeoutError(), TryLater),
    ],
)
def test_trouble_with_e_mail_says_whether_to_try_again(
    smtp: Settings, monkeypatch: pytest.MonkeyPatch, trouble: Exception, raised: type[Exception]
) -> None:
    monkeypatch.setattr(FakeSmtp, "refuse", trouble)
    with pytest.raises(raised) as caught:
        mail.send_mail(smtp, "camille@example.org", "Code", "123456")
    assert "camille" not in str(caught.value)


def test_without_any_mail_server_the_code_waits(settings: Settings) -> None:
    with pytest.raises(TryLater):
        mail.send_mail(settings, "camille@example.org", "Code", "123456")


# --- files ----------------------------------------------------------------------------------------


def a_photo() -> bytes:
    stream = io.BytesIO()
    pattern = Image.effect_noise((800, 600), 80).convert("RGB")
    pattern.save(stream, "JPEG")
    return stream.getvalue()


def awaited(house: House, conversation: int, reference: str = "twilio:x") -> str:
    now = house.clock.now()
    with house.engine.begin() as connection:
        return intake.awaited(connection, conversation, reference, "photo.jpg", now)


def state_of(house: House, document: str) -> tuple[str, str | None]:
    with reading(house.engine) as connection:
        row = connection.execute(
            select(schema.documents).where(schema.documents.c.id == document)
        ).one()
    return row.state, row.reason


def test_a_photo_is_fetched_cleaned_and_the_providers_copy_deleted(
    office: Office, house: House, conversation: int, providers: FakeProviders
) -> None:
    providers.files["twilio:x"] = a_photo()
    document = awaited(house, conversation)
    delivery = asked(house, conversation, "fetch_media", {"document": document})
    result = office.perform(delivery, {"document": document})
    assert result == {"document": document, "state": "clean", "reason": ""}
    assert state_of(house, document) == ("clean", None)
    assert providers.forgotten == ["twilio:x"]
    assert office.perform(delivery, {"document": document}) == result
    assert providers.fetched == 1


def test_what_is_no_photo_is_refused_with_its_reason(
    office: Office, house: House, conversation: int, providers: FakeProviders
) -> None:
    providers.files["twilio:x"] = b"<html>not a photo</html>"
    document = awaited(house, conversation)
    delivery = asked(house, conversation, "fetch_media", {"document": document})
    result = office.perform(delivery, {"document": document})
    assert result == {"document": document, "state": "refused", "reason": "type"}


@pytest.mark.parametrize(("gone", "told"), [("size", "size"), ("gone", "unreadable")])
def test_a_file_that_cannot_be_had_is_told_to_the_member(
    house: House, conversation: int, gone: str, told: str
) -> None:
    office = Office(house, FakeProviders(trouble=Unfetchable(gone)))
    document = awaited(house, conversation)
    delivery = asked(house, conversation, "fetch_media", {"document": document})
    result = office.perform(delivery, {"document": document})
    assert (result["state"], result["reason"]) == ("refused", told)


def test_while_the_provider_is_away_the_photo_waits(house: House, conversation: int) -> None:
    office = Office(house, FakeProviders(trouble=TryLater("503")))
    document = awaited(house, conversation)
    delivery = asked(house, conversation, "fetch_media", {"document": document})
    with pytest.raises(TryLater):
        office.perform(delivery, {"document": document})
    assert state_of(house, document) == ("awaited", None)


def test_a_photo_given_up_is_asked_for_again(
    office: Office, house: House, conversation: int
) -> None:
    document = awaited(house, conversation)
    delivery = asked(house, conversation, "fetch_media", {"document": document})
    told = office.failed(delivery, {"document": document})
    assert told == {"document": document, "state": "refused", "reason": "unreadable"}
    assert state_of(house, document) == ("refused", "unreadable")


def test_an_uploaded_photo_is_cleaned(office: Office, house: House, conversation: int) -> None:
    photo = intake.receive(house, conversation, io.BytesIO(a_photo()), "photo.jpg")
    data = {"document": photo.document}
    result = office.perform(asked(house, conversation, "clean_document", data), data)
    assert result["state"] == "clean"


@pytest.mark.parametrize("purpose", ["clean_document", "fetch_media"])
def test_a_document_that_is_not_there_is_given_up(
    office: Office, house: House, conversation: int, purpose: str
) -> None:
    data = {"document": "0" * 32}
    with pytest.raises(Undeliverable):
        office.perform(asked(house, conversation, purpose, data), data)


# --- letters --------------------------------------------------------------------------------------


def test_a_letter_is_made_once(
    office: Office, house: House, conversation: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def pdf(data: dict[str, Any], language: str) -> bytes:
        made.append(language)
        return f"%PDF-1.7 {data['name']}".encode()

    monkeypatch.setattr(office_module, "letter_pdf", pdf)
    row = {"number": "K7M2", "member_id": "camille", "kind": "renunciation"}
    now = stamp(house.clock.now())
    with house.engine.begin() as connection:
        connection.execute(
            insert(schema.letters).values(
                **row, conversation_id=conversation, data='{"name": "Camille"}', created_at=now
            )
        )
    delivery = asked(house, conversation, "make_letter", {"number": "K7M2"})
    for _time in range(2):
        result = office.perform(delivery, {"number": "K7M2"})
        assert result == {"number": "K7M2", "state": "ready"}
    assert made == ["fr"]  # what is posted is French, whatever the member speaks
    with reading(house.engine) as connection:
        kept = connection.execute(select(schema.letters.c.pdf)).scalar_one()
    assert kept == b"%PDF-1.7 Camille"


def test_an_effect_nobody_knows_is_given_up(
    office: Office, house: House, conversation: int
) -> None:
    with pytest.raises(Undeliverable):
        office.perform(asked(house, conversation, "fly", {}), {})
