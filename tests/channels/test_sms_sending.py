"""Sending by Twilio: what it takes, what it refuses, and what nobody can know (T8, T9)."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from assistant.channels import exchange
from assistant.channels.channel import TryLater, Unanswered, Undeliverable
from assistant.channels.sms_sending import TwilioSender, WhatsAppSender
from assistant.clock import FixedClock
from assistant.messages import Outgoing
from assistant.settings import Settings
from assistant.standins.ledger import Ledger

CAMILLE = "+33639980016"
SAID = Outgoing(
    text="Il vous reste 20\u00a0€.", choices=(("yes", "oui"), ("person", "une personne"))
)
Trouble = Callable[..., None]


@pytest.fixture
def sender(providers: Settings) -> TwilioSender:
    return TwilioSender(providers)


def test_a_message_leaves_with_our_row_in_its_status_callback(
    sender: TwilioSender, ledger: Ledger
) -> None:
    sent = sender.send(CAMILLE, SAID, 42)
    (message,) = ledger.outbound("sms", CAMILLE)
    assert sent.provider_ids == (message.sid,)
    assert message.text == "Il vous reste 20 EUR.\n1 oui\n0 une personne"
    assert message.callback == "http://assistant.test/webhooks/twilio/status/42"
    assert (message.segments, message.encoding, message.status) == (1, "GSM-7", "queued")


def test_whatsapp_goes_from_its_own_number_with_its_accents(
    providers: Settings, ledger: Ledger
) -> None:
    WhatsAppSender(providers).send(CAMILLE, SAID, 43)
    (message,) = ledger.outbound("whatsapp", CAMILLE)
    assert message.text.startswith("Il vous reste 20\u00a0€.")


def test_twilio_is_asked_to_keep_neither_text_nor_number(
    sender: TwilioSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, object] = {}

    class Messages:
        def create(self, **parameters: object) -> object:
            given.update(parameters)
            return type("Message", (), {"sid": "SM" + "0" * 32})

    monkeypatch.setattr(sender._api, "client", type("Client", (), {"messages": Messages()}))
    sender.send(CAMILLE, SAID, 1)
    assert given["content_retention"] == "discard"
    assert given["address_retention"] == "obfuscate"


def test_a_long_text_of_an_agent_is_one_message_while_twilio_takes_it(
    sender: TwilioSender, ledger: Ledger
) -> None:
    sender.send(CAMILLE, Outgoing(text="Une phrase entiere. " * 79, author="staff"), 1)
    assert len(ledger.outbound("sms", CAMILLE)) == 1


def test_a_longer_one_is_cut_at_a_sentence_and_loses_nothing(
    sender: TwilioSender, ledger: Ledger
) -> None:
    text = ("Une phrase entiere. " * 200).strip()
    sent = sender.send(CAMILLE, Outgoing(text=text, author="staff"), 1)
    parts = ledger.outbound("sms", CAMILLE)
    assert len(sent.provider_ids) == len(parts) == 3
    assert " ".join(part.text for part in parts) == text


def test_T8_a_message_in_parts_goes_on_where_it_stopped(
    sender: TwilioSender, ledger: Ledger, trouble: Trouble
) -> None:
    text = ("Une phrase entiere. " * 200).strip()
    trouble("twilio", "latency")  # the first part goes
    trouble("twilio", "429", seconds=7)  # the second does not
    with pytest.raises(TryLater):
        sender.send(CAMILLE, Outgoing(text=text), 5)
    sent = sender.send(CAMILLE, Outgoing(text=text), 5)
    parts = ledger.outbound("sms", CAMILLE)
    assert sent.provider_ids == tuple(part.sid for part in parts)
    assert " ".join(part.text for part in parts) == text


# --- T9 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["21610", "21211", "21614"])
def test_T9_an_address_refused_for_good_is_unusable(
    code: str, sender: TwilioSender, trouble: Trouble, ledger: Ledger
) -> None:
    trouble("twilio", "refuse", code)
    with pytest.raises(Undeliverable) as refused:
        sender.send(CAMILLE, SAID, 1)
    assert (refused.value.code, refused.value.unusable) == (code, True)
    assert ledger.outbound() == []


@pytest.mark.parametrize("code", ["30007", "63016", "21617", "12345"])
def test_T9_a_message_refused_for_good_leaves_the_address_usable(
    code: str, sender: TwilioSender, trouble: Trouble
) -> None:
    trouble("twilio", "refuse", code)
    with pytest.raises(Undeliverable) as refused:
        sender.send(CAMILLE, SAID, 1)
    assert (refused.value.code, refused.value.unusable) == (code, False)


def test_T9_a_number_that_wrote_stop_is_refused_by_twilio_itself(
    sender: TwilioSender, ledger: Ledger
) -> None:
    ledger.close_address("sms", CAMILLE)
    with pytest.raises(Undeliverable, match="21610"):
        sender.send(CAMILLE, SAID, 1)


def test_an_account_that_an_operator_must_put_right_loses_no_message(
    providers: Settings, ledger: Ledger
) -> None:
    wrong = providers.model_copy(update={"twilio_account_sid": "AC" + "f" * 32})
    with pytest.raises(TryLater, match="20003"):
        TwilioSender(wrong).send(CAMILLE, SAID, 1)
    nameless = providers.model_copy(update={"twilio_number": ""})
    with pytest.raises(TryLater, match="no_sender"):
        TwilioSender(nameless).send(CAMILLE, SAID, 1)
    assert ledger.outbound() == []


# --- T8 -------------------------------------------------------------------------------------------


def test_T8_429_is_waited_out_as_long_as_twilio_says(
    sender: TwilioSender, trouble: Trouble, ledger: Ledger
) -> None:
    trouble("twilio", "429", seconds=17)
    with pytest.raises(TryLater) as later:
        sender.send(CAMILLE, SAID, 1)
    assert (later.value.code, later.value.after) == ("20429", 17)
    assert ledger.outbound() == []


@pytest.mark.parametrize("code", ["500", "502", "503"])
def test_T8_trouble_at_twilio_is_tried_again(
    code: str, sender: TwilioSender, trouble: Trouble
) -> None:
    trouble("twilio", "5xx", code)
    with pytest.raises(TryLater) as later:
        sender.send(CAMILLE, SAID, 1)
    assert (later.value.code, later.value.after) == (code, None)


def test_T8_nobody_listening_means_nothing_was_sent(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    nowhere = settings.model_copy(update={"twilio_api": f"http://127.0.0.1:{port}"})
    with pytest.raises(TryLater, match="ConnectError"):
        TwilioSender(nowhere).send(CAMILLE, SAID, 1)


def test_T8_a_name_that_does_not_resolve_means_nothing_was_sent(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"twilio_api": "http://twilio.invalid"})
    with pytest.raises(TryLater, match="ConnectError"):
        TwilioSender(nowhere).send(CAMILLE, SAID, 1)


@pytest.mark.parametrize(("kind", "taken"), [("reset", 0), ("lost", 1), ("half", 1)])
def test_T8_a_lost_or_broken_answer_leaves_it_unknown(
    kind: str, taken: int, sender: TwilioSender, trouble: Trouble, ledger: Ledger
) -> None:
    trouble("twilio", kind)
    with pytest.raises(Unanswered):
        sender.send(CAMILLE, SAID, 1)
    assert len(ledger.outbound()) == taken


def test_T8_an_answer_later_than_our_patience_leaves_it_unknown(
    providers: Settings, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.channels.twilio_api.Exchange", Hasty)
    trouble("twilio", "latency", seconds=1.0)
    started = time.monotonic()
    with pytest.raises(Unanswered):
        TwilioSender(providers).send(CAMILLE, SAID, 1)
    assert time.monotonic() - started < 0.9


class Hasty(exchange.Exchange):
    """The same limits, short enough for a test."""

    def __init__(self, total: float = 0) -> None:
        super().__init__(total=0.3)


@pytest.fixture
def dribbling() -> Iterator[str]:
    """A server that sends one byte of its answer every 50 ms, for ever."""
    server = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        wire, _peer = server.accept()
        wire.recv(65536)
        wire.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 100000\r\n\r\n")
        while not over.wait(0.05):
            wire.sendall(b" ")
        wire.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}"
    over.set()
    thread.join()
    server.close()


def test_T8_an_answer_that_dribbles_in_is_not_waited_for(dribbling: str) -> None:
    started = time.monotonic()
    with pytest.raises(Unanswered):
        exchange.Exchange(total=0.3).call("GET", dribbling)
    assert time.monotonic() - started < 1


def test_the_limits_are_those_of_the_threats() -> None:
    assert (exchange.CONNECT, exchange.TOTAL) == (3.0, 10.0)


# --- finding what was lost ------------------------------------------------------------------------


def test_T8_a_message_whose_answer_was_lost_is_found_again(
    sender: TwilioSender, trouble: Trouble, ledger: Ledger
) -> None:
    trouble("twilio", "lost")
    with pytest.raises(Unanswered):
        sender.send(CAMILLE, SAID, 1)
    assert sender.find(CAMILLE, SAID, set()) == ledger.outbound()[0].sid


def test_T8_a_message_that_never_arrived_is_not_found(
    sender: TwilioSender, trouble: Trouble
) -> None:
    sender.send(CAMILLE, Outgoing(text="autre chose"), 1)
    trouble("twilio", "reset")
    with pytest.raises(Unanswered):
        sender.send(CAMILLE, SAID, 2)
    assert sender.find(CAMILLE, SAID, set()) is None


def test_T8_an_older_message_of_the_same_words_is_not_mistaken_for_it(
    sender: TwilioSender, ledger: Ledger
) -> None:
    (older,) = sender.send(CAMILLE, SAID, 1).provider_ids
    assert sender.find(CAMILLE, SAID, {older}) is None
    (newer,) = sender.send(CAMILLE, SAID, 2).provider_ids
    assert sender.find(CAMILLE, SAID, {older}) == newer
    sender.send("+33639980031", SAID, 3)
    found = sender.find("+33639980031", SAID, {older})
    assert found == ledger.outbound("sms", "+33639980031")[0].sid


def test_T13_a_message_is_found_though_our_clock_has_jumped(
    sender: TwilioSender, clock: FixedClock
) -> None:
    clock.move(timedelta(days=-3653))
    (sid,) = sender.send(CAMILLE, SAID, 1).provider_ids
    clock.move(timedelta(days=3653))
    assert sender.find(CAMILLE, SAID, set()) == sid


def test_T8_when_twilio_cannot_be_asked_we_ask_later(
    sender: TwilioSender, trouble: Trouble
) -> None:
    for kind in ("lost", "5xx", "429"):
        trouble("twilio", kind)
        with pytest.raises(TryLater):
            sender.find(CAMILLE, SAID, set())


def test_T32_sending_logs_no_number_no_text_and_no_token(
    sender: TwilioSender, trouble: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    sender.send(CAMILLE, SAID, 1)
    sender.find(CAMILLE, SAID, set())
    trouble("twilio", "refuse", "21610")
    with pytest.raises(Undeliverable) as refused:
        sender.send(CAMILLE, SAID, 2)
    records = [record for record in caplog.records if record.name != "werkzeug"]
    written = " ".join(record.getMessage() for record in records) + repr(refused.value)
    for secret in ("33639980016", "reste", "token"):
        assert secret not in written
