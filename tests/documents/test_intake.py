"""A file comes in: whole, sealed and on record, or refused with a reason and nothing kept."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from sqlalchemy import func, select

from assistant.documents import intake
from assistant.documents.intake import awaited, find, receive, store_fetched
from assistant.documents.refusals import SENTENCES, Refused, sentence
from assistant.documents.vault import vault
from assistant.house import House
from assistant.store import schema
from assistant.store.files import FileStore
from assistant.wording import render
from tests.documents import files
from tests.people import CAMILLE, bind

pytestmark = pytest.mark.both_databases


@pytest.fixture
def talk(house: House, members: None) -> int:
    """Camille's conversation by SMS."""
    with house.engine.begin() as connection:
        return bind(connection, CAMILLE, "sms")


class Endless(io.RawIOBase):
    """A body that never ends; counts what was read of it."""

    read_so_far = 0

    def read(self, size: int = -1) -> bytes:
        self.read_so_far += size
        return b"\xff" * size


def kept(house: House) -> list[str]:
    return intake.files(house).names()


def rows(house: House) -> int:
    with house.engine.begin() as connection:
        return connection.execute(select(func.count()).select_from(schema.documents)).scalar_one()


def test_a_photo_is_received_with_what_its_content_says(house: House, talk: int) -> None:
    taken = receive(house, talk, io.BytesIO(files.jpeg()), "../facture.png")
    assert (taken.kind, taken.media_type, taken.name) == ("photo", "image/jpeg", "facture.png")
    document = find(house, taken.document)
    assert (document.state, document.conversation_id) == ("received", talk)
    assert document.sha256 == hashlib.sha256(files.jpeg()).hexdigest()
    assert document.size == taken.size == len(files.jpeg())


def test_a_pdf_is_a_file_not_a_photo(house: House, talk: int) -> None:
    assert receive(house, talk, io.BytesIO(files.pdf()), "bill.pdf").kind == "file"


def test_T18_the_original_is_sealed_and_opens_identical(house: House, talk: int) -> None:
    taken = receive(house, talk, io.BytesIO(files.located_jpeg()), "a.jpg")
    name = f"{taken.document}.original"
    assert kept(house) == [name]
    sealed = (house.settings.var / "files" / name).read_bytes()
    assert files.GPS not in sealed
    assert vault(house.settings).open("originals", name, sealed) == files.located_jpeg()


@pytest.mark.parametrize("name", [n for n, (_, why) in files.hostile().items() if why == "type"])
def test_T17_what_is_no_photo_and_no_pdf_is_refused(house: House, talk: int, name: str) -> None:
    with pytest.raises(Refused) as refused:
        receive(house, talk, io.BytesIO(files.hostile()[name][0]), "holiday.jpg")
    assert refused.value.reason == "type"
    assert (kept(house), rows(house)) == ([], 0)


def test_T16_a_stream_without_end_is_left_at_ten_megabytes(house: House, talk: int) -> None:
    body = Endless()
    with pytest.raises(Refused) as refused:
        receive(house, talk, body, "a.jpg")  # type: ignore[arg-type]
    assert refused.value.reason == "size"
    assert body.read_so_far < 11 * 1024 * 1024
    assert (kept(house), rows(house)) == ([], 0)


def test_T16_a_picture_that_claims_400_megapixels_is_never_kept(house: House, talk: int) -> None:
    with pytest.raises(Refused) as refused:
        receive(house, talk, io.BytesIO(files.claiming_png(20_000, 20_000)), "a.png")
    assert refused.value.reason == "pixels"
    assert kept(house) == []


@pytest.mark.parametrize("call", ["fsync", "fchmod"])
def test_a_full_disk_is_our_fault_and_leaves_nothing(
    house: House, talk: int, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"assistant.store.files.os.{call}", fail)
    with pytest.raises(Refused) as refused:
        receive(house, talk, io.BytesIO(files.jpeg()), "a.jpg")
    assert refused.value.reason == "storage"
    assert list((house.settings.var / "files").iterdir()) == []
    assert rows(house) == 0


def test_a_provider_file_is_awaited_then_received_once(house: House, talk: int) -> None:
    with house.engine.begin() as connection:
        now = house.clock.now()
        document = awaited(connection, talk, "file-77", "a\r\nb.jpg", now, "image/png", 12)
    waiting = find(house, document)
    assert (waiting.state, waiting.reference) == ("awaited", "file-77")
    assert waiting.display_name == "ab.jpg"
    first = store_fetched(house, document, files.jpeg())
    again = store_fetched(house, document, files.png())
    assert first == again
    assert first.media_type == find(house, document).media_type == "image/jpeg"
    assert kept(house) == [f"{document}.original"]


def test_a_provider_file_that_is_no_photo_is_refused_on_record(house: House, talk: int) -> None:
    with house.engine.begin() as connection:
        document = awaited(connection, talk, "file-78", "a.jpg", house.clock.now())
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            store_fetched(house, document, b"<svg/>")
        assert refused.value.reason == "type"
    assert (find(house, document).state, find(house, document).reason) == ("refused", "type")


def test_a_provider_file_is_tried_again_when_our_disk_was_full(
    house: House, talk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.engine.begin() as connection:
        document = awaited(connection, talk, "file-79", "a.jpg", house.clock.now())
    with monkeypatch.context() as patch:
        patch.setattr(FileStore, "write", _full)
        with pytest.raises(Refused):
            store_fetched(house, document, files.jpeg())
    assert find(house, document).state == "awaited"
    assert store_fetched(house, document, files.jpeg()).document == document


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_document_nobody_knows_is_a_key_error(house: House, talk: int) -> None:
    with pytest.raises(KeyError):
        store_fetched(house, "0" * 32, files.jpeg())


@pytest.mark.parametrize("name", ["../x", "a.original", "0" * 32, "0" * 32 + ".a/b", ""])
def test_T19_the_store_opens_no_name_but_its_own(tmp_path: Path, name: str) -> None:
    store = FileStore(tmp_path)
    for act in (store.read, store.delete, lambda n: store.write(n, b"")):
        with pytest.raises(ValueError, match="not a name"):
            act(name)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_says_what_to_do_in_one_sms_segment(language: str) -> None:
    for reason in SENTENCES:
        said = render(sentence(reason), language)
        assert len(said) <= 160, said
        assert not set(said) & set("çêâîôûïëœÀÈ’«»…\u00a0\u202f"), said
    assert sentence("a reason of tomorrow") == SENTENCES["unreadable"]
