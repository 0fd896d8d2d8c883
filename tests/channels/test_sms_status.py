"""Delivery reports: repeated, late or early, they tell one story and never turn it back."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, insert, select

from assistant.channels.channel import TryLater, Undeliverable
from assistant.channels.refusals import LATER, UNUSABLE, refusal
from assistant.channels.reports import Report, note
from assistant.clock import FixedClock
from assistant.standins.calls import Call
from assistant.store.conversations import open_conversation
from assistant.store.engine import stamp
from assistant.store.schema import conversations, handovers, outbox
from tests.channels.conftest import form
from tests.conftest import NOON

pytestmark = pytest.mark.both_databases

Sign = Callable[..., Call]
SID = "SM" + "c0ffee11" * 4
OTHER = "SM" + "0" * 32


def enter(connection: Connection, state: str, provider_id: str | None = None) -> int:
    """A reply of ours on its way; gives its outbox id."""
    conversation = open_conversation(connection, "sms", "+33639980016", NOON)
    row = insert(outbox).values(
        key=f"k{state}{provider_id}",
        conversation_id=conversation,
        kind="reply",
        author="bot",
        purpose="answer",
        channel="sms",
        address="+33639980016",
        body="{}",
        state=state,
        attempts=1,
        run_at=stamp(NOON),
        created_at=stamp(NOON),
        provider_id=provider_id,
    )
    key = connection.execute(row).inserted_primary_key
    assert key is not None
    return int(key[0])


@pytest.fixture
def sending(engine: Engine) -> int:
    with engine.begin() as connection:
        return enter(connection, "sending")


def row(engine: Engine, outbox_id: int) -> dict[str, object]:
    with engine.begin() as connection:
        found = connection.execute(select(outbox).where(outbox.c.id == outbox_id))
        return dict(found.mappings().one())


def post(client: FlaskClient, call: Call) -> tuple[int, bytes]:
    answer = client.post(call.path, data=call.body, headers=call.headers)
    return answer.status_code, answer.data


def test_a_report_gives_its_id_to_a_row_still_being_sent(
    client: FlaskClient, sign: Sign, engine: Engine, sending: int
) -> None:
    call = sign(form("twilio_status_sent"), f"/webhooks/twilio/status/{sending}")
    assert post(client, call) == (204, b"")
    now = row(engine, sending)
    assert (now["state"], now["provider_id"], now["provider_state"]) == ("sent", SID, "sent")
    assert now["sent_at"] == stamp(NOON)
    assert now["final_at"] is None


def test_a_delivered_message_is_final(
    client: FlaskClient, sign: Sign, engine: Engine, sending: int
) -> None:
    path = f"/webhooks/twilio/status/{sending}"
    post(client, sign(form("twilio_status_delivered"), path))
    assert row(engine, sending)["final_at"] == stamp(NOON)


def test_T9_a_dead_number_fails_the_message_closes_the_address_and_tells_staff(
    client: FlaskClient, sign: Sign, engine: Engine, sending: int
) -> None:
    call = sign(form("twilio_status_undelivered"), f"/webhooks/twilio/status/{sending}")
    for _copy in range(3):
        assert post(client, call) == (204, b"")
    assert (row(engine, sending)["state"], row(engine, sending)["code"]) == ("failed", "30005")
    with engine.begin() as connection:
        assert connection.execute(select(conversations.c.unusable)).scalars().all() == ["30005"]
        notes = connection.execute(select(handovers.c.note)).scalars().all()
        assert notes == ["undeliverable:30005"]  # once, however often it is reported


@pytest.mark.parametrize("path", ["/webhooks/twilio/status/1", "/webhooks/twilio/status/999"])
def test_T1_a_forged_report_is_refused(
    path: str, client: FlaskClient, sign: Sign, engine: Engine, sending: int
) -> None:
    genuine = sign(form("twilio_status_delivered"), f"/webhooks/twilio/status/{sending + 7}")
    assert post(client, Call(path, genuine.headers, genuine.body))[0] == 403
    assert row(engine, sending)["state"] == "sending"


def test_a_report_on_a_row_that_is_gone_is_no_error(client: FlaskClient, sign: Sign) -> None:
    call = sign(form("twilio_status_sent"), "/webhooks/twilio/status/4711")
    assert post(client, call) == (204, b"")


@pytest.mark.parametrize(
    "path", ["/webhooks/twilio/status/", "/webhooks/twilio/status/x", "/webhooks/twilio/status/-1"]
)
def test_an_id_that_cannot_be_ours_is_no_page(path: str, client: FlaskClient, sign: Sign) -> None:
    assert post(client, sign(form("twilio_status_sent"), path))[0] == 404


def test_T15_an_id_larger_than_any_is_no_row_of_ours(client: FlaskClient, sign: Sign) -> None:
    call = sign(form("twilio_status_sent"), f"/webhooks/twilio/status/{2**63}")
    assert post(client, call)[0] == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MessageStatus", ""),
        ("MessageStatus", "DELIVERED; DROP"),
        ("ErrorCode", "x"),
        ("ErrorCode", "²"),
        ("MessageSid", "SM1"),
    ],
)
def test_T2_a_report_of_the_wrong_shape_is_refused(
    name: str, value: str, client: FlaskClient, sign: Sign, engine: Engine, sending: int
) -> None:
    wrong = {**form("twilio_status_sent"), name: value}
    assert post(client, sign(wrong, f"/webhooks/twilio/status/{sending}"))[0] == 400
    assert row(engine, sending)["state"] == "sending"


# --- the story of one message -------------------------------------------------------------------


def told(engine: Engine, outbox_id: int, *statuses: str) -> dict[str, object]:
    with engine.begin() as connection:
        for status in statuses:
            code = "30003" if status in ("undelivered", "failed") else ""
            note(connection, outbox_id, Report(SID, status, code), NOON)
    return row(engine, outbox_id)


LIFE = ("queued", "sending", "sent", "delivered")


@pytest.mark.parametrize("order", list(itertools.permutations(LIFE)), ids="-".join)
def test_T5_in_whatever_order_reports_come_the_message_is_delivered(
    order: tuple[str, ...], engine: Engine, sending: int
) -> None:
    end = told(engine, sending, *order, *order)
    assert (end["state"], end["provider_state"], end["code"]) == ("sent", "delivered", None)
    assert end["final_at"] is not None


@pytest.mark.parametrize("order", list(itertools.permutations(("queued", "sent", "failed"))))
def test_T5_in_whatever_order_reports_come_the_message_has_failed(
    order: tuple[str, ...], engine: Engine, sending: int
) -> None:
    end = told(engine, sending, *order)
    assert (end["state"], end["provider_state"], end["code"]) == ("failed", "failed", "30003")


def test_a_final_state_never_moves_back(engine: Engine, sending: int) -> None:
    assert told(engine, sending, "delivered", "failed", "sent")["state"] == "sent"
    assert told(engine, sending, "undelivered")["provider_state"] == "delivered"


def test_a_failed_message_stays_failed(engine: Engine, sending: int) -> None:
    assert told(engine, sending, "failed", "delivered", "sent")["state"] == "failed"


def test_a_message_read_on_whatsapp_was_delivered_first(engine: Engine, sending: int) -> None:
    assert told(engine, sending, "delivered", "read")["provider_state"] == "read"
    assert told(engine, sending, "delivered")["provider_state"] == "read"


def test_a_status_that_twilio_invents_one_day_changes_nothing(engine: Engine, sending: int) -> None:
    assert told(engine, sending, "teleported")["state"] == "sending"


@pytest.mark.parametrize("state", ["queued", "sending", "unknown"])
def test_T8_a_report_settles_a_row_whose_answer_was_lost(state: str, engine: Engine) -> None:
    with engine.begin() as connection:
        outbox_id = enter(connection, state)
    end = told(engine, outbox_id, "sent")
    assert (end["state"], end["provider_id"]) == ("sent", SID)


def test_a_report_on_another_message_of_the_same_row_is_not_believed(engine: Engine) -> None:
    with engine.begin() as connection:
        outbox_id = enter(connection, "sent", OTHER)
        assert note(connection, outbox_id, Report(SID, "failed"), NOON) == "other_message"
    assert row(engine, outbox_id)["state"] == "sent"


def test_a_report_on_one_part_of_several_is_believed(engine: Engine) -> None:
    with engine.begin() as connection:
        outbox_id = enter(connection, "sent", f"{OTHER},{SID}")
    assert told(engine, outbox_id, "delivered")["provider_state"] == "delivered"


def test_a_message_filtered_as_spam_does_not_close_the_address(
    engine: Engine, sending: int, clock: FixedClock
) -> None:
    with engine.begin() as connection:
        note(connection, sending, Report(SID, "undelivered", "30007"), clock.now())
        assert connection.execute(select(conversations.c.unusable)).scalars().all() == [None]


# --- T9: each code once --------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["21610", "21211", "21614", "30005", "30006"])
def test_T9_codes_of_the_address_make_it_unusable(code: str) -> None:
    refused = refusal(code)
    assert isinstance(refused, Undeliverable)
    assert (refused.code, refused.unusable) == (code, True)


@pytest.mark.parametrize("code", ["30007", "63016", "21617", "30003", "99999"])
def test_T9_codes_of_the_message_end_the_message_alone(code: str) -> None:
    refused = refusal(code)
    assert isinstance(refused, Undeliverable)
    assert (refused.code, refused.unusable) == (code, False)


@pytest.mark.parametrize("code", ["20429", "63018", "20003", "21606"])
def test_T8_codes_of_now_are_tried_again(code: str) -> None:
    assert isinstance(refusal(code), TryLater)


def test_no_code_means_two_things() -> None:
    assert not UNUSABLE & LATER
