"""The decoder: a process of its own, with hard limits, that turns a hostile file into clean JPEGs.

`python -m assistant.documents.decoder <media type>` reads the file on standard input and writes
pages and thumbnails, each after its length (4 bytes). It has no secrets, no files, no network need;
the exit status says why not, as `STATUS` has it. Nothing else of ours imports an image library.
"""

from __future__ import annotations

import io
import resource
import sys
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, get_args

from assistant.documents.kinds import MAX_PIXELS
from assistant.documents.refusals import Reason, Refused

if TYPE_CHECKING:
    from PIL import Image

MEMORY = 256 * 1024 * 1024  # bytes of data a decoder may ever hold
CPU_SECONDS = 5
MAX_PAGES = 10
PAGE_SIDE = 2400  # pixels, at most
ENOUGH = 1600  # of a JPEG's long side: a letter of 1.5 mm on a page of A4 is then 8 pixels high
THUMBNAIL_SIDE = 320
QUALITY = 82
FORMATS = {
    "image/jpeg": ("JPEG",),
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/heic": ("HEIF",),
}
STATUS: dict[Reason, int] = {reason: 10 + n for n, reason in enumerate(get_args(Reason))}


def main(media_type: str) -> int:
    """Exit status: 0, or that of the reason."""
    limit_ourselves()
    data = sys.stdin.buffer.read()
    try:
        for blob in decode(media_type, data):
            write_blob(sys.stdout.buffer, blob)
        sys.stdout.buffer.flush()
    except Refused as refusal:
        return STATUS[refusal.reason]
    except MemoryError:
        return STATUS["pixels"]
    except Exception:  # whatever a decoder can raise: the file is what it cannot read
        return STATUS["unreadable"]
    return 0


def limit_ourselves() -> None:
    """Before the first byte is read; limits can then only be lowered."""
    for what, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def decode(media_type: str, data: bytes) -> Iterator[bytes]:
    """A page, its thumbnail, the next page, ...: JPEG. Raises Refused."""
    from assistant.documents.legibility import verdict

    pages = _pdf_pages(data) if media_type == "application/pdf" else [_picture(media_type, data)]
    if reason := verdict(pages):
        raise Refused(reason)
    for page in pages:
        yield _jpeg(page, PAGE_SIDE)
        yield _jpeg(page, THUMBNAIL_SIDE)


def write_blob(stream: BinaryIO, blob: bytes) -> None:
    stream.write(len(blob).to_bytes(4, "big") + blob)


def _picture(media_type: str, data: bytes) -> Image.Image:
    """The first frame, upright, at most PAGE_SIDE, on white, without any metadata."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    if media_type == "image/heic":
        _add_heic()
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS[media_type]) as image:
            image.draft("RGB", _enough(image.size))  # a JPEG is decoded at a half or less
            image.thumbnail((PAGE_SIDE, PAGE_SIDE), reducing_gap=2.0)
            return _on_white(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("pixels") from None


def _enough(size: tuple[int, int]) -> tuple[int, int]:
    """The same shape with a long side of ENOUGH: what is decoded is never smaller than that."""
    share = ENOUGH / max(size)
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def _on_white(image: Image.Image) -> Image.Image:
    """A new picture: comments, profiles and EXIF stay with the old one."""
    from PIL import Image

    if image.mode.startswith("I;16"):
        image = image.convert("I")
    if image.mode == "I":
        image = image.point(lambda grey: grey / 256).convert("L")
    fresh = Image.new("RGB", image.size, "white")
    if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA"):
        image = image.convert("RGBA")
        fresh.paste(image, mask=image.getchannel("A"))
    else:
        fresh.paste(image.convert("RGB"))
    return fresh


def _add_heic() -> None:
    import pillow_heif

    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener(thumbnails=False)


def _pdf_pages(data: bytes) -> list[Image.Image]:
    from assistant.documents.pdf import rendered_pages

    return rendered_pages(data, MAX_PAGES, PAGE_SIDE)


def _jpeg(page: Image.Image, side: int) -> bytes:
    small = page.copy()
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
