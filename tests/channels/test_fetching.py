"""Bringing members' photos: only from their provider, with no password for anybody else (T20)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from assistant.channels import telegram_sending, twilio_api
from assistant.channels.channel import TryLater, Unfetchable
from assistant.channels.senders import Providers
from assistant.channels.twilio_api import API, TwilioMedia, rebased
from assistant.messages import Attachment
from assistant.settings import Settings
from assistant.standins.ledger import Ledger
from assistant.standins.phone import Picture, send_sms, send_telegram
from tests.conftest import Inbox

CAMILLE, CHAT = "+33639980016", "700016"
PHOTO = Picture(b"\xff\xd8\xff" + b"a photo" * 50)
BILL = Picture(b"%PDF-1.7 a bill", "application/pdf", "facture.pdf")
Trouble = Callable[..., None]


@pytest.fixture
def brought(providers: Settings) -> Iterator[Providers]:
    brought = Providers(providers)
    yield brought
    brought.close()


@pytest.fixture
def sent(client: object, settings: Settings, inbox: Inbox) -> Callable[..., Attachment]:
    """Sends a picture from a phone through the webhook; gives the attachment that was read."""

    def send(call: object) -> Attachment:
        client.post(call.path, data=call.body, headers=call.headers)  # type: ignore[attr-defined]
        return inbox.taken[-1].attachments[0]

    return send


def test_a_photo_by_mms_is_brought_and_twilios_copy_deleted(
    brought: Providers, settings: Settings, sent: Callable[..., Attachment]
) -> None:
    photo = sent(send_sms(settings, CAMILLE, "", [PHOTO]))
    assert brought.fetch(photo.reference) == PHOTO.content
    brought.forget(photo.reference)
    brought.forget(photo.reference)  # twice is no error
    with pytest.raises(Unfetchable, match="gone"):
        brought.fetch(photo.reference)


@pytest.mark.parametrize("picture", [PHOTO, BILL])
def test_a_file_by_telegram_is_brought(
    picture: Picture, brought: Providers, settings: Settings, sent: Callable[..., Attachment]
) -> None:
    attachment = sent(send_telegram(settings, CHAT, "", picture))
    assert brought.fetch(attachment.reference) == picture.content
    brought.forget(attachment.reference)


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "twilio:",
        "https://evil.test/x",
        "twilio:https://evil.test/x",
        "twilio:MM" + "0" * 32 + "/../../x",
        "twilio:MM" + "0" * 32 + "/ME" + "0" * 32 + "\n",
        "telegram:",
        "telegram:../../etc/passwd",
        "telegram:a/b?c=d",
        "file:///etc/passwd",
    ],
)
def test_T20_a_reference_that_we_never_made_is_not_followed(
    reference: str, brought: Providers
) -> None:
    with pytest.raises(Unfetchable, match="elsewhere"):
        brought.fetch(reference)


@pytest.mark.parametrize("file_id", ["unknown", "x" * 255])
def test_a_file_that_telegram_no_longer_has_is_gone(file_id: str, brought: Providers) -> None:
    with pytest.raises(Unfetchable, match="gone"):
        brought.fetch(f"telegram:{file_id}")


def test_T8_trouble_at_telegram_is_tried_again(brought: Providers, trouble: Trouble) -> None:
    for kind in ("5xx", "429", "lost", "half"):
        trouble("telegram", kind, seconds=1)
        with pytest.raises(TryLater):
            brought.fetch("telegram:unknown")


def test_a_file_too_large_for_a_bot_is_refused(brought: Providers, trouble: Trouble) -> None:
    trouble("telegram", "refuse", "file is too big")
    with pytest.raises(Unfetchable, match="size"):
        brought.fetch("telegram:unknown")


def test_a_file_larger_than_it_said_is_refused_while_it_comes(
    brought: Providers,
    settings: Settings,
    sent: Callable[..., Attachment],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    attachment = sent(send_telegram(settings, CHAT, "", PHOTO))
    monkeypatch.setattr(telegram_sending, "LARGEST_FILE", 100)
    with pytest.raises(Unfetchable, match="size"):
        brought.fetch(attachment.reference)
    monkeypatch.setattr(twilio_api, "LARGEST_MEDIA", 100)
    by_mms = sent(send_sms(settings, CAMILLE, "", [PHOTO]))
    with pytest.raises(Unfetchable, match="size"):
        brought.fetch(by_mms.reference)


# --- where a redirect may lead --------------------------------------------------------------------


class Redirecting(BaseHTTPRequestHandler):
    """Twilio's API gone bad: redirects to `target`, and notes who sent which password."""

    target: ClassVar[str] = ""
    status: ClassVar[int] = 307
    passwords: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        self.passwords.append((self.path, self.headers.get("Authorization")))
        if self.path == "/cdn/photo":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"a photo")
            return
        self.send_response(self.status)
        self.send_header("Location", self.target)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its own name)
        pass


@pytest.fixture
def bad_api(settings: Settings) -> Iterator[Settings]:
    Redirecting.passwords.clear()
    Redirecting.status = 307
    server = ThreadingHTTPServer(("127.0.0.1", 0), Redirecting)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield settings.model_copy(update={"twilio_api": f"http://127.0.0.1:{server.server_port}"})
    server.shutdown()
    server.server_close()


REFERENCE = f"twilio:MM{'0' * 32}/ME{'1' * 32}"


def test_T20_a_redirect_gets_no_password(bad_api: Settings) -> None:
    Redirecting.target = f"{bad_api.twilio_api}/cdn/photo"
    assert TwilioMedia(bad_api).fetch(REFERENCE) == b"a photo"
    (_api, first), (_cdn, second) = Redirecting.passwords
    assert first is not None
    assert second is None


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:1/",
        "https://127.0.0.1/",
        "https://evil.test/x",
        "http://mms.twiliocdn.com/x",
        "https://mms.twiliocdn.com.evil.test/x",
        "https://mms.twiliocdn.com:8443/x",
        "https://me@mms.twiliocdn.com/x",
        "file:///etc/passwd",
        "//evil.test/x",
        "gopher://evil.test",
        "https://[::1]/",
    ],
)
def test_T20_a_redirect_leads_nowhere_but_to_twilios_store(target: str, bad_api: Settings) -> None:
    Redirecting.target = target
    with pytest.raises(Unfetchable, match="elsewhere"):
        TwilioMedia(bad_api).fetch(REFERENCE)
    assert len(Redirecting.passwords) == 1


def test_T20_redirects_come_to_an_end(bad_api: Settings) -> None:
    Redirecting.target = f"{bad_api.twilio_api}/round"
    with pytest.raises(Unfetchable, match="elsewhere"):
        TwilioMedia(bad_api).fetch(REFERENCE)
    assert len(Redirecting.passwords) <= 5


def test_T20_in_production_an_answer_from_a_private_address_is_not_read(
    bad_api: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a name is rebound after it was checked: the address connected to is what counts."""
    monkeypatch.setattr(twilio_api, "API", bad_api.twilio_api)
    production = bad_api.model_copy(update={"env": "production"})
    with pytest.raises(Unfetchable, match="elsewhere"):
        TwilioMedia(production).fetch(REFERENCE)


def test_T20_production_talks_to_twilio_alone(settings: Settings) -> None:
    production = settings.model_copy(update={"env": "production", "twilio_api": "http://evil"})
    assert twilio_api.api(production) == API
    assert rebased(f"{API}/2010-04-01/x", "http://local") == "http://local/2010-04-01/x"
    assert rebased("https://api.twilio.com.evil.test/x", "http://local").startswith("https://api")


@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_T8_an_account_in_trouble_is_asked_again_later(status: int, bad_api: Settings) -> None:
    Redirecting.status = status
    with pytest.raises(TryLater):
        TwilioMedia(bad_api).fetch(REFERENCE)


def test_the_mail_box_and_the_ledger_are_apart_from_our_database(
    ledger: Ledger, settings: Settings
) -> None:
    assert ledger.messages() == []
    assert (settings.var / "standins.sqlite").exists()
