"""Files are known by their content, and no bytes make the reader fail in any other way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.documents.kinds import HEIC_BRANDS, Kind, identify
from assistant.documents.refusals import Refused
from tests.documents import files

GOOD: dict[str, Callable[[], bytes]] = {
    "image/jpeg": files.jpeg,
    "image/png": files.png,
    "image/webp": files.webp,
    "image/heic": files.heic,
}


@pytest.mark.parametrize("media_type", GOOD)
def test_a_photo_is_known_with_its_dimensions(media_type: str) -> None:
    assert identify(GOOD[media_type]()) == Kind(media_type, 900, 1200)


def test_the_other_kinds_of_webp_are_measured_too() -> None:
    lossless = files.encoded(files.bill(), "WEBP", lossless=True)
    assert identify(lossless) == Kind("image/webp", 900, 1200)
    assert identify(files.many_frames_webp()) == Kind("image/webp", 900, 1200)


def test_a_pdf_is_known_even_after_a_few_blanks() -> None:
    assert identify(files.pdf()).media_type == "application/pdf"
    assert identify(b"\xef\xbb\xbf\r\n" + files.pdf()).media_type == "application/pdf"


def test_a_progressive_jpeg_with_a_long_comment_is_measured() -> None:
    data = files.encoded(files.bill(), "JPEG", progressive=True, comment=b"\xff\xc0" * 20_000)
    assert identify(data) == Kind("image/jpeg", 900, 1200)


def test_exactly_40_megapixels_are_taken_and_one_row_more_is_not() -> None:
    assert identify(files.claiming_png(8_000, 5_000)).width == 8_000
    with pytest.raises(Refused) as refused:
        identify(files.claiming_png(8_000, 5_001))
    assert refused.value.reason == "pixels"


HEADS = [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8 ", b"RIFF\0\0\0\0WEBPVP8X"]
HEADS += [b"RIFF\0\0\0\0WEBPVP8L", b"%PDF-", b""]
HEADS += [b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" for brand in sorted(HEIC_BRANDS)]


@given(st.sampled_from(HEADS), st.binary(max_size=400))
@settings(max_examples=400)
def test_T17_any_bytes_are_known_or_refused(head: bytes, tail: bytes) -> None:
    try:
        kind = identify(head + tail)
    except Refused:
        return
    assert kind.media_type == "application/pdf" or 0 < kind.width * kind.height <= 40_000_000


@given(st.sampled_from(sorted(GOOD)), st.data())
@settings(max_examples=300)
def test_T17_a_photo_damaged_anywhere_is_known_or_refused(name: str, data: st.DataObject) -> None:
    damaged = bytearray(GOOD[name]()[:1_500])
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    try:
        identify(bytes(damaged[:cut]))
    except Refused as refused:
        assert refused.reason in ("empty", "type", "unreadable", "pixels")


def test_T16_boxes_without_end_are_given_up_quickly() -> None:
    boxes = b"\0\0\0\x08free" * 200_000
    with pytest.raises(Refused):
        identify(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + boxes)
