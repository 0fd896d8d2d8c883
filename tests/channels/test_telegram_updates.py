"""Our reader of updates, held against the provider's own library."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from telegram import Update

from assistant.channels.channel import NotForUs
from assistant.channels.telegram_updates import parse, read
from assistant.messages import Attachment, Inbound, Pressed
from tests.channels.conftest import PAYLOADS, update
from tests.conftest import NOON

BOT = "123456"
IGNORED = {
    "telegram_group",
    "telegram_channel_post",
    "telegram_other_bot",
    "telegram_pinned",
    "telegram_blocked_us",
    "telegram_live_location_moves",
}
NAMES = sorted(path.stem for path in PAYLOADS.glob("telegram_*.json"))
READ = [name for name in NAMES if name not in IGNORED]


def ours(name: str) -> Inbound:
    return read(parse(update(name)), BOT, NOON)


def theirs(name: str) -> Update:
    read = Update.de_json(json.loads(update(name)), None)
    assert read is not None
    return read


@pytest.mark.parametrize("name", READ)
def test_both_readers_agree_on_who_what_and_when(name: str) -> None:
    inbound, known = ours(name), theirs(name)
    message = known.effective_message
    assert message is not None
    assert known.effective_chat is not None
    assert inbound.address == str(known.effective_chat.id)
    assert inbound.event.startswith(f"telegram:{BOT}:{known.update_id}:")
    if known.callback_query is not None:
        assert inbound.event.endswith(f":c{known.callback_query.id}")
        assert inbound.at == NOON
    else:
        assert inbound.event.endswith(f":m{message.message_id}")
        assert inbound.at == (message.edit_date or message.date)
        assert inbound.text == (message.text or message.caption or "")
        assert inbound.caption_album == (message.media_group_id or "")


@pytest.mark.parametrize("name", READ)
def test_both_readers_find_the_same_file(name: str) -> None:
    message = theirs(name).effective_message
    assert message is not None
    expected = []
    if message.photo:
        expected = [max(message.photo, key=lambda size: size.width).file_id]
    elif message.document and not message.animation:
        expected = [message.document.file_id]
    found = [one.reference for one in ours(name).attachments]
    assert found == [f"telegram:{file_id}" for file_id in expected]


@pytest.mark.parametrize("name", sorted(IGNORED))
def test_T3_other_updates_are_genuine_and_not_for_us(name: str) -> None:
    assert theirs(name).update_id == 10001
    with pytest.raises(NotForUs):
        ours(name)


def test_T5_an_edited_message_is_new_input_with_its_own_time() -> None:
    inbound = ours("telegram_edited")
    assert inbound.kind == "edited"
    assert inbound.text == "combien pour des lunettes à 350 € ?"
    assert inbound.at == datetime.fromtimestamp(1773486060, UTC)


def test_T5_an_old_button_says_which_question_it_belonged_to() -> None:
    assert ours("telegram_callback").pressed == Pressed(7, "fr")
    assert ours("telegram_callback_old").pressed == Pressed(2, "yes")


def test_the_largest_of_a_photos_sizes_is_taken() -> None:
    assert ours("telegram_photo").attachments == (
        Attachment(
            reference="telegram:AgACAgQAAxkBAAIBbWa-large",
            kind="photo",
            media_type="image/jpeg",
            size=143802,
        ),
    )


def test_a_document_keeps_its_type_size_and_name() -> None:
    (attachment,) = ours("telegram_document").attachments
    assert attachment.kind == "file"
    assert attachment.media_type == "application/pdf"
    assert (attachment.size, attachment.name) == (482113, "facture clinique.pdf")


def test_T6_the_parts_of_an_album_share_its_id() -> None:
    assert ours("telegram_album_part").caption_album == "13579246801234567"


@pytest.mark.parametrize("what", ["voice", "sticker", "location", "video", "animation"])
def test_what_shows_no_bill_is_something_else(what: str) -> None:
    inbound = ours(f"telegram_{what}")
    assert (inbound.kind, inbound.text, inbound.attachments) == ("other", "", ())


def test_a_video_with_words_is_read_as_its_words() -> None:
    whole = json.loads(update("telegram_video"))
    whole["message"]["caption"] = "une personne svp"
    inbound = read(whole, BOT, NOON)
    assert (inbound.kind, inbound.text) == ("message", "une personne svp")


def test_start_comes_through_as_text() -> None:
    assert ours("telegram_start").text == "/start"


def test_an_update_number_that_begins_anew_is_another_event() -> None:
    """Telegram may draw a new update_id after a quiet week: message numbers keep them apart."""
    again = json.loads(update("telegram_text"))
    again["message"]["message_id"] = 366
    assert read(again, BOT, NOON).event != ours("telegram_text").event
