"""What a file is, from its content alone: type and dimensions, read without decoding (T16, T17).

No image library here: the web process reads headers only and never runs a decoder. Whatever the
bytes, `identify` returns a `Kind` or raises `Refused`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.documents.refusals import Refused

MAX_PIXELS = 40_000_000

PNG = b"\x89PNG\r\n\x1a\n"
PDF = b"%PDF-"
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
# Start-of-frame markers carry the dimensions; C4, C8 and CC are other things.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
BOXES_READ = 2_000  # of a HEIC file, at most

Size = tuple[int, int]  # width, height in pixels


@dataclass(frozen=True)
class Kind:
    """A media type that we read, with the dimensions its header claims (0, 0 for a PDF)."""

    media_type: str
    width: int
    height: int


def identify(data: bytes) -> Kind:
    """Raises Refused: `empty`, `type`, `unreadable` (damaged header) or `pixels`."""
    if not data:
        raise Refused("empty")
    media_type = _media_type(data)
    if media_type == "application/pdf":
        return Kind(media_type, 0, 0)
    try:
        width, height = READERS[media_type](data)
    except (struct.error, IndexError, ValueError):
        raise Refused("unreadable") from None
    if width < 1 or height < 1:
        raise Refused("unreadable")
    if width * height > MAX_PIXELS:
        raise Refused("pixels")
    return Kind(media_type, width, height)


def _media_type(data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(PNG):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and _brands(data) & HEIC_BRANDS:
        return "image/heic"
    if data[:16].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(PDF):
        return "application/pdf"
    raise Refused("type")


def _brands(data: bytes) -> set[bytes]:
    end = min(int.from_bytes(data[:4], "big"), len(data), 256)
    return {data[at : at + 4] for at in (8, *range(16, end, 4))}


def jpeg_size(data: bytes) -> Size:
    """Walks the segments to the first frame header."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError
        while data[at] == 0xFF:  # fill bytes are allowed before a marker
            at += 1
        marker = data[at]
        at += 1
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 3)
            return width, height
        if marker not in ALONE:
            (length,) = struct.unpack_from(">H", data, at)
            if length < 2:
                raise ValueError
            at += length


def png_size(data: bytes) -> Size:
    width, height = struct.unpack_from(">II", data, 16)
    if data[12:16] != b"IHDR":
        raise ValueError
    return width, height


def webp_size(data: bytes) -> Size:
    """The three kinds of WebP: lossy, lossless, extended."""
    chunk = data[12:16]
    if chunk == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    if chunk == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8X" and len(data) >= 30:
        return _uint24(data, 24) + 1, _uint24(data, 27) + 1
    raise ValueError


def heic_size(data: bytes) -> Size:
    """The largest image that the file declares (`meta/iprp/ipco/ispe`), tiles included."""
    sizes = [
        struct.unpack_from(">II", data, start + 4)
        for meta, meta_end in _boxes(data, 0, len(data), b"meta")
        for iprp, iprp_end in _boxes(data, meta + 4, meta_end, b"iprp")
        for ipco, ipco_end in _boxes(data, iprp, iprp_end, b"ipco")
        for start, _end in _boxes(data, ipco, ipco_end, b"ispe")
    ]
    return max(sizes, key=lambda size: size[0] * size[1])


def _boxes(data: bytes, start: int, end: int, wanted: bytes) -> Iterator[tuple[int, int]]:
    """Where the content of each box of that name begins and ends."""
    at = start
    for _ in range(BOXES_READ):
        if at + 8 > end:
            return
        length, name = struct.unpack_from(">I4s", data, at)
        head = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, at + 8)
            head = 16
        stop = end if length == 0 else at + length
        if stop < at + head or stop > end:
            raise ValueError
        if name == wanted:
            yield at + head, stop
        at = stop


def _uint24(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "little")


READERS: dict[str, Callable[[bytes], Size]] = {
    "image/jpeg": jpeg_size,
    "image/png": png_size,
    "image/webp": webp_size,
    "image/heic": heic_size,
}
