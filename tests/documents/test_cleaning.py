"""The cleaning: whatever came, what is looked at later is a fresh JPEG, or there is a reason."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from assistant.documents import intake
from assistant.documents.cleaning import Cleaned, clean, decode
from assistant.documents.decoder import MEMORY
from assistant.documents.intake import awaited, find, receive
from assistant.documents.kinds import identify
from assistant.documents.refusals import Refused
from assistant.documents.vault import CannotOpen
from assistant.documents.viewing import NotClean, clean_copy, open_original, thumbnail
from assistant.house import House
from assistant.store import schema
from tests.documents import files
from tests.people import CAMILLE, bind

Make = Callable[[], bytes]


@pytest.fixture
def talk(house: House, members: None) -> int:
    """Camille's conversation by SMS."""
    with house.engine.begin() as connection:
        return bind(connection, CAMILLE, "sms")


def sent(house: House, talk: int, data: bytes) -> str:
    return receive(house, talk, io.BytesIO(data), "bill").document


def picture(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data), formats=["JPEG"])
    image.load()
    return image


@pytest.mark.parametrize("make", [files.jpeg, files.png, files.webp, files.heic])
def test_a_photo_becomes_one_clean_page_and_a_thumbnail(
    house: House, talk: int, make: Make
) -> None:
    document = sent(house, talk, make())
    assert clean(house, document) == Cleaned("clean", "", 1)
    page, small = (picture(f(house, document)) for f in (clean_copy, thumbnail))
    assert page.size == (900, 1200)
    assert max(small.size) == 320
    assert is_red(page.getpixel((50, 50)))


def is_red(pixel: object) -> bool:
    assert isinstance(pixel, tuple)
    return bool(pixel[0] > 150 and pixel[1] < 90)


def test_cleaning_twice_changes_nothing(house: House, talk: int) -> None:
    document = sent(house, talk, files.jpeg())
    clean(house, document)
    first = clean_copy(house, document)
    assert clean(house, document) == Cleaned("clean", "", 1)
    assert clean_copy(house, document) == first


def test_a_large_photo_is_decoded_at_half_its_size_and_stays_readable(
    house: House, talk: int
) -> None:
    document = sent(house, talk, files.encoded(files.bill(3_000, 4_000), "JPEG"))
    clean(house, document)
    assert picture(clean_copy(house, document)).size == (1_500, 2_000)


@pytest.mark.parametrize(("made_as", "long_side"), [("JPEG", 2_300), ("PNG", 2_400)])
def test_a_page_is_never_made_smaller_than_it_must_be(made_as: str, long_side: int) -> None:
    given = files.bill(1_725, 2_300) if made_as == "JPEG" else files.bill(3_000, 4_000)
    page, _small = decode(f"image/{made_as.lower()}", files.encoded(given, made_as))[0]
    assert max(picture(page).size) == long_side


def test_T18_a_sideways_photo_is_shown_upright(house: House, talk: int) -> None:
    document = sent(house, talk, files.located_jpeg())
    clean(house, document)
    page = picture(clean_copy(house, document))
    assert page.size == (1_200, 900)
    assert is_red(page.getpixel((1_150, 50)))  # its top left corner is now top right


@pytest.mark.parametrize("make", [files.located_jpeg, files.located_heic])
def test_T18_no_served_byte_says_where_the_photo_was_taken(
    house: House, talk: int, make: Make
) -> None:
    assert files.GPS in make()
    document = sent(house, talk, make())
    clean(house, document)
    for served in (clean_copy(house, document), thumbnail(house, document)):
        assert b"CANARY" not in served
        assert b"script" not in served
        shown = picture(served)
        assert not shown.getexif()
        assert not {"comment", "exif", "icc_profile", "xmp"} & set(shown.info)


def test_T18_an_original_opens_identical_and_the_audit_knows_who(house: House, talk: int) -> None:
    document = sent(house, talk, files.located_jpeg())
    assert open_original(house, document, "staff-ines") == files.located_jpeg()
    with house.engine.begin() as connection:
        seen = connection.execute(select(schema.audit)).mappings().all()
    assert [(e["actor"], e["action"], e["subject"]) for e in seen] == [
        ("staff:staff-ines", "open_original", f"document:{document}")
    ]


def test_T18_an_original_exchanged_on_disk_does_not_open(house: House, talk: int) -> None:
    first, second = sent(house, talk, files.jpeg()), sent(house, talk, files.png())
    folder = house.settings.var / "files"
    (folder / f"{second}.original").replace(folder / f"{first}.original")
    with pytest.raises(CannotOpen):
        open_original(house, first, "staff-ines")


def test_every_kept_file_is_sealed(house: House, talk: int) -> None:
    clean(house, sent(house, talk, files.jpeg()))
    store = intake.files(house)
    assert len(store.names()) == 3
    assert not [name for name in store.names() if b"JFIF" in store.read(name)]


@pytest.mark.parametrize("name", files.hostile())
def test_T16_T17_hostile_files_are_refused_with_a_reason_or_made_harmless(name: str) -> None:
    data, reason = files.hostile()[name]
    started = time.monotonic()
    try:
        pages = decode(identify(data).media_type, data)
    except Refused as refused:
        assert refused.reason == reason
    else:
        assert reason == ""
        assert b"script" not in pages[0][0]
        assert b"PK\x03\x04" not in pages[0][0][-200:]
    assert time.monotonic() - started < 15


def test_T16_only_the_first_frame_of_an_animation_is_kept(house: House, talk: int) -> None:
    document = sent(house, talk, files.many_frames_webp())
    assert clean(house, document).pages == 1
    assert is_red(picture(clean_copy(house, document)).getpixel((50, 50)))


def test_T17_a_pdf_is_shown_as_its_pages(house: House, talk: int) -> None:
    document = sent(house, talk, files.scanned_pdf())
    assert clean(house, document) == Cleaned("clean", "", 2)
    page = picture(clean_copy(house, document, 2))
    assert max(page.size) == 2_400
    assert is_red(page.getpixel((100, 100)))
    with pytest.raises(KeyError):
        clean_copy(house, document, 3)


def test_T17_a_written_pdf_of_ten_pages_is_taken_and_of_eleven_is_not(
    house: House, talk: int
) -> None:
    assert clean(house, sent(house, talk, files.pdf(10))).pages == 10
    assert clean(house, sent(house, talk, files.pdf(11))) == Cleaned("refused", "pages", 0)


def test_a_refused_document_has_no_copy_and_keeps_its_original(house: House, talk: int) -> None:
    document = sent(house, talk, files.scripted_pdf())
    assert clean(house, document) == Cleaned("refused", "active", 0)
    assert find(house, document).reason == "active"
    with pytest.raises(NotClean):
        clean_copy(house, document)
    assert open_original(house, document, "staff-ines") == files.scripted_pdf()


def test_a_document_still_at_the_provider_cannot_be_cleaned_yet(house: House, talk: int) -> None:
    with house.engine.begin() as connection:
        document = awaited(connection, talk, "file-1", "a.jpg", house.clock.now())
    with pytest.raises(ValueError, match="not come yet"):
        clean(house, document)
    with pytest.raises(NotClean):
        open_original(house, document, "staff-ines")


def test_transparent_and_sixteen_bit_pictures_stay_readable() -> None:
    ink = Image.new("RGBA", (900, 1200), (0, 0, 0, 0))
    ink.paste((0, 0, 0, 255), (100, 100, 300, 300))
    page = picture(decode("image/png", files.encoded(ink, "PNG"))[0][0])
    assert _grey(page, 200) < 20 < 230 < _grey(page, 600)
    deep = Image.new("I;16", (900, 1200), 60_000)
    deep.paste(Image.new("I;16", (200, 200), 1_000), (100, 100))
    page = picture(decode("image/png", files.encoded(deep, "PNG"))[0][0])
    assert _grey(page, 200) < 30 < 200 < _grey(page, 600)


def _grey(page: Image.Image, at: int) -> int:
    return int(page.convert("L").tobytes()[at * page.width + at])


def test_T16_a_40_megapixel_photo_is_cleaned_within_the_limits() -> None:
    pages = decode("image/jpeg", files.encoded(files.bill(8_000, 5_000), "JPEG"))
    assert picture(pages[0][0]).size == (2_000, 1_250)


def test_T16_the_decoder_cannot_take_more_memory_or_time_than_it_may(tmp_path: Path) -> None:
    greedy = (
        "from assistant.documents.decoder import limit_ourselves, MEMORY, CPU_SECONDS\n"
        "import json, resource, sys\n"
        "limit_ourselves()\n"
        "limits = resource.getrlimit(resource.RLIMIT_CPU)\n"
        "try:\n    bytearray(MEMORY)\n    memory = 'too much'\n"
        "except MemoryError:\n    memory = 'refused'\n"
        "try:\n    open(sys.argv[1], 'wb', 0).write(b'x')\n    disk = 'written'\n"
        "except OSError:\n    disk = 'refused'\n"
        "print(json.dumps([memory, disk, limits]))"
    )
    command = [sys.executable, "-c", greedy, str(tmp_path / "file")]
    run = subprocess.run(command, capture_output=True, check=False)
    assert 100 * 1024 * 1024 < MEMORY <= 256 * 1024 * 1024
    assert json.loads(run.stdout) == ["refused", "refused", [5, 5]]


def test_T16_a_decoder_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.documents.cleaning.SECONDS", 0.01)
    with pytest.raises(Refused) as refused:
        decode("image/jpeg", files.jpeg())
    assert refused.value.reason == "pixels"


def test_T33_the_decoder_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_VAULT_KEY", "canary-key")
    seen: list[dict[str, str]] = []
    started = subprocess.Popen

    def watch(*arguments: object, **options: object) -> object:
        seen.append(options["env"])  # type: ignore[arg-type]
        return started(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", watch)
    decode("image/jpeg", files.jpeg())
    assert "canary-key" in os.environ.values()
    assert [set(environment) for environment in seen] == [{"PYTHONPATH"}]
