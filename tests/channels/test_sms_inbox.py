"""Twilio's own list of what members sent gives the same messages as its webhooks (T7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from assistant.channels.channel import TryLater
from assistant.channels.sms_inbox import TwilioInbox
from assistant.clock import FixedClock
from assistant.settings import Settings
from assistant.standins.calls import Picture
from assistant.standins.phone_telegram import send_telegram
from assistant.standins.phone_twilio import send_sms, send_whatsapp
from tests.conftest import Inbox
from tests.people import CAMILLE, SAMUEL

AN_HOUR = timedelta(hours=1)


def test_T7_what_was_sent_while_nobody_listened_is_in_the_list(
    providers: Settings, clock: FixedClock, inbox: Inbox
) -> None:
    since = clock.now()
    clock.move(timedelta(minutes=1))
    photo = Picture(b"a photo")
    send_sms(providers, CAMILLE.phone, "une facture", [photo], now=clock.now())
    clock.move(timedelta(minutes=1))
    send_whatsapp(providers, SAMUEL.phone, "Hello", now=clock.now())
    send_telegram(providers, CAMILLE.chat, "Telegram sends again by itself", now=clock.now())
    first, second = TwilioInbox(providers).between(since, clock.now())
    assert (first.channel, first.address, first.text) == ("sms", CAMILLE.phone, "une facture")
    assert [attachment.kind for attachment in first.attachments] == ["photo"]
    assert (second.channel, second.address, second.text) == ("whatsapp", SAMUEL.phone, "Hello")
    assert first.at == since + timedelta(minutes=1)


def test_T7_the_key_is_the_webhooks_own(
    providers: Settings, clock: FixedClock, client: FlaskClient, inbox: Inbox
) -> None:
    call = send_sms(providers, CAMILLE.phone, "bonjour", now=clock.now())
    client.post(call.path, data=call.body, headers=call.headers)
    (listed,) = TwilioInbox(providers).between(clock.now(), clock.now())
    assert inbox(listed) == "duplicate"


def test_what_we_sent_and_what_came_before_or_after_is_left_out(
    providers: Settings, clock: FixedClock
) -> None:
    send_sms(providers, CAMILLE.phone, "hier", now=clock.now() - AN_HOUR)
    send_sms(providers, CAMILLE.phone, "demain", now=clock.now() + AN_HOUR)
    assert TwilioInbox(providers).between(clock.now(), clock.now()) == []


def test_a_list_that_cannot_be_had_is_asked_for_later(
    providers: Settings, clock: FixedClock, trouble: Callable[..., None]
) -> None:
    trouble("twilio", "5xx", "503")
    with pytest.raises(TryLater):
        TwilioInbox(providers).between(clock.now(), clock.now())
