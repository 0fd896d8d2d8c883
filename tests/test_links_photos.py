"""The photos page: what was sent is filed once to the conversation, what was not says why."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from assistant.documents import intake
from assistant.house import House
from assistant.messages import Inbound
from assistant.store import schema
from tests.conftest import Inbox
from tests.documents import files
from tests.link_pages import Phone, pages
from tests.people import CAMILLE, SAMUEL

pytestmark = pytest.mark.both_databases

Upload = tuple[io.BytesIO, str]


@pytest.fixture
def phone(house: House, members: None) -> Phone:
    phone = Phone(house, pages(house).test_client())
    phone.asks_for("photos", "4F2K").opens()
    return phone


def photo(name: str = "facture.jpg", data: bytes = b"") -> Upload:
    return io.BytesIO(data or files.jpeg()), name


def stored(house: House) -> list[str]:
    with house.engine.begin() as connection:
        return list(connection.execute(select(schema.documents.c.id)).scalars())


def test_a_photo_reaches_the_conversation_that_asked(phone: Phone, inbox: Inbox) -> None:
    answer = phone.sends("/l/photos", photos=[photo()])
    assert answer.status_code == 200
    (inbound,) = inbox.taken
    assert (inbound.kind, inbound.channel, inbound.address) == ("files", "sms", CAMILLE.phone)
    (attachment,) = inbound.attachments
    assert attachment.document in stored(phone.house)
    assert intake.find(phone.house, attachment.document).state == "received"
    assert inbound.event.startswith("link:")
    assert phone.token not in inbound.event
    assert "1 photo est arrivée." in phone.page
    assert "Revenez à votre conversation" in phone.page


def test_in_english_too(house: House, members: None) -> None:
    phone = Phone(house, pages(house).test_client(), member=SAMUEL).asks_for("photos", "4F2K")
    phone.opens()
    phone.sends("/l/photos", photos=[photo("a.jpg"), photo("b.png", files.png())])
    assert "2 photos have arrived." in phone.page
    assert "Go back to your conversation" in phone.page


def test_five_photos_at_once_and_not_one_more(phone: Phone, inbox: Inbox) -> None:
    phone.sends("/l/photos", photos=[photo(f"{n}.jpg") for n in range(6)])
    assert len(inbox.taken[0].attachments) == 5
    assert "celle-ci n’a pas été gardée" in phone.page
    assert "Cinq photos sont arrivées" in phone.page
    assert len(stored(phone.house)) == 5


def test_photos_can_come_in_two_goes(phone: Phone, inbox: Inbox) -> None:
    phone.sends("/l/photos", photos=[photo("a.jpg"), photo("b.jpg")])
    assert "Vous pouvez ajouter jusqu’à 3 photos." in phone.page
    phone.sends("/l/photos", photos=[photo(f"{n}.jpg", files.png()) for n in range(4)])
    assert [len(inbound.attachments) for inbound in inbox.taken] == [2, 3]


def test_a_file_that_cannot_be_taken_says_why_and_the_others_arrive(
    phone: Phone, inbox: Inbox
) -> None:
    svg = photo("scan.svg", b"<svg/>")
    phone.sends("/l/photos", photos=[photo("facture.jpg"), svg])
    assert len(inbox.taken[0].attachments) == 1
    assert "Nous ne pouvons ouvrir que les photos" in phone.page
    assert "scan.svg" in phone.page


def test_when_nothing_could_be_taken_the_conversation_hears_nothing(
    phone: Phone, inbox: Inbox
) -> None:
    phone.sends("/l/photos", photos=[photo("a.gif", files.encoded(files.bill(), "GIF"))])
    assert inbox.taken == []
    assert stored(phone.house) == []
    assert "Revenez à votre conversation" not in phone.page


def test_a_form_without_a_photo_asks_for_one(phone: Phone, inbox: Inbox) -> None:
    answer = phone.sends("/l/photos", photos=[photo("", b"x")])
    assert answer.status_code == 422
    assert "Choisissez ou prenez d’abord au moins une photo." in phone.page
    assert inbox.taken == []


def test_T4_a_form_sent_twice_is_filed_once(phone: Phone, inbox: Inbox, house: House) -> None:
    before = phone.page
    phone.sends("/l/photos", photos=[photo()])
    remember_as_taken(house, inbox.taken[0])
    phone.page = before
    phone.sends("/l/photos", photos=[photo()])
    assert len(inbox.taken) == 1
    assert len(stored(house)) == 1
    assert "Ces photos étaient déjà arrivées." in phone.page


def remember_as_taken(house: House, inbound: Inbound) -> None:
    """What the turn does with an event."""
    now = "2026-03-14T11:00:00.000000Z"
    row = {"key": inbound.event, "seq": 1, "kind": inbound.kind, "text": "", "payload": "{}"}
    row |= {"provider_at": now, "received_at": now, "state": "done"}
    with house.engine.begin() as connection:
        connection.execute(schema.events.insert().values(row))


def test_T4_of_two_copies_at_once_the_second_leaves_no_file(
    phone: Phone, inbox: Inbox, house: House
) -> None:
    before = phone.page
    phone.sends("/l/photos", photos=[photo()])  # its event is not seen yet by the other copy
    phone.page = before
    phone.sends("/l/photos", photos=[photo()])
    assert len(inbox.taken) == 1
    assert stored(house) == [inbox.taken[0].attachments[0].document]
    assert intake.files(house).names() == [f"{stored(house)[0]}.original"]


def test_other_photos_sent_from_the_same_form_are_not_taken_for_a_copy(
    phone: Phone, inbox: Inbox
) -> None:
    before = phone.page
    phone.sends("/l/photos", photos=[photo()])
    phone.page = before  # the browser went back and kept the form
    phone.sends("/l/photos", photos=[photo("b.png", files.png())])
    assert len(inbox.taken) == 2


def test_a_turn_that_cannot_be_taken_leaves_room_to_try_again(
    house: House, members: None, inbox: Inbox
) -> None:
    def broken(_: Inbound) -> Any:
        raise OSError

    app = pages(replace(house, take=broken))
    app.testing = False
    phone = Phone(house, app.test_client()).asks_for("photos", "4F2K")
    phone.opens()
    assert phone.sends("/l/photos", photos=[photo()]).status_code == 500
    assert stored(house) == []
    app.extensions["assistant"] = house
    phone.looks("/l/view")
    phone.sends("/l/photos", photos=[photo()])
    assert len(inbox.taken) == 1


def test_T16_a_body_far_too_large_is_refused_kindly(phone: Phone, inbox: Inbox) -> None:
    answer = phone.sends("/l/photos", photos=[photo("a.jpg", bytes(11 << 20)) for _ in range(5)])
    assert answer.status_code == 413
    assert "Ces fichiers sont trop lourds ensemble" in phone.page
    assert inbox.taken == []


def test_T16_one_file_over_ten_megabytes_says_so(phone: Phone) -> None:
    phone.sends("/l/photos", photos=[photo("a.jpg", b"\xff\xd8\xff" + bytes(10 << 20)), photo()])
    assert "Ce fichier dépasse 10 Mo." in phone.page
    assert "1 photo est arrivée." in phone.page


@pytest.mark.parametrize("name", ["../../x.jpg", "<img src=x onerror=alert(1)>.jpg"])
def test_T19_a_hostile_name_is_shown_as_text(phone: Phone, inbox: Inbox, name: str) -> None:
    answer = phone.client.post(
        "/l/photos", data=phone.hidden() | {"photos": photo(name)}, follow_redirects=True
    )
    shown = answer.get_data(as_text=True)
    assert "<img src=x" not in shown
    assert "/" not in inbox.taken[0].attachments[0].name


def test_uploads_without_an_open_page_are_not_even_read(house: House, members: None) -> None:
    client = pages(house).test_client()
    answer = client.post("/l/photos", data={"photos": photo()})
    assert answer.status_code == 404
    assert "Cette page est fermée." in answer.get_data(as_text=True)


def test_the_page_works_without_javascript(phone: Phone) -> None:
    assert 'enctype="multipart/form-data"' in phone.page
    assert 'capture="environment"' in phone.page
    assert "multiple" in phone.page
    assert "<script>" not in phone.page
    assert "style=" not in phone.page


def test_T32_what_is_logged_has_no_name_and_no_address(
    phone: Phone, capsys: pytest.CaptureFixture[str]
) -> None:
    phone.sends("/l/photos", photos=[photo("CANARY-facture-cardiologue.jpg")])
    said = capsys.readouterr()
    assert "document_received" in said.out + said.err
    for secret in ("CANARY", CAMILLE.phone, CAMILLE.family_name, phone.token):
        assert secret not in said.out + said.err
