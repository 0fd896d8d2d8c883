"""Files of the tests, good and hostile, all built here: nothing of anybody is among them."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from typing import Any

import pillow_heif
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageDraw

GPS = b"CANARY-48.8566N-2.3522E"  # as a phone would write where the photo was taken
pillow_heif.register_heif_opener()


def bill(width: int = 900, height: int = 1200) -> Image.Image:
    """Something like a receipt: lines on paper, one corner marked (top left)."""
    image = Image.new("RGB", (width, height), (236, 234, 228))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, width // 4, height // 4), fill=(200, 30, 30))
    for y in range(height // 3, height, 40):
        pen.line((60, y, width - 60, y), fill=(30, 30, 30), width=6)
    return image


def encoded(image: Image.Image, file_format: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


@cache
def jpeg() -> bytes:
    return encoded(bill(), "JPEG")


@cache
def png() -> bytes:
    return encoded(bill(), "PNG")


@cache
def webp() -> bytes:
    return encoded(bill(), "WEBP")


@cache
def heic() -> bytes:
    return encoded(bill(), "HEIF")


@cache
def located_jpeg() -> bytes:
    """Taken sideways by a phone that says where: EXIF GPS, comment, XMP and a script tail."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn a quarter to the right to see it upright
    exif[0x010F] = GPS.decode()  # maker
    exif.get_ifd(0x8825)[0x001D] = GPS.decode()  # GPS date stamp
    plain = encoded(bill(), "JPEG", exif=exif, comment=GPS)
    return plain + b"<script>" + GPS + b"</script>"


@cache
def located_heic() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = GPS.decode()
    exif.get_ifd(0x8825)[0x001D] = GPS.decode()
    return encoded(bill(), "HEIF", exif=exif)


def pdf(pages: int = 1, trailer: bytes = b"", catalog: bytes = b"", text: str = "Bill") -> bytes:
    """A PDF with a line of text on each page; `catalog` adds to its root."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for n in range(pages):
        drawn = b"BT /F 40 Tf 72 700 Td (%s) Tj ET" % text.encode()
        box = b"/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
        objects.append(b"<</Type/Page/Parent 2 0 R%s/Contents %d 0 R>>" % (box, 5 + 2 * n))
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    return _assembled(objects, trailer)


def _assembled(objects: list[bytes], trailer: bytes) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Root 1 0 R/Size %d%s>>\n" % (len(objects) + 1, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


@cache
def scripted_pdf() -> bytes:
    return pdf(catalog=b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")


@cache
def hidden_script_pdf() -> bytes:
    """The same with the letters of its names written as numbers."""
    return pdf(catalog=b"/OpenAction<</S/Java#53cript/J#53(app.alert\\(1\\))>>")


@cache
def launching_pdf() -> bytes:
    return pdf(catalog=b"/OpenAction<</S/Launch/F(cmd.exe)>>")


@cache
def locked_pdf() -> bytes:
    """Behind a password that nobody has (standard handler, revision 3, keys made of zeros)."""
    encrypt = (
        b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4"
        b"/O<" + b"00" * 32 + b">/U<" + b"11" * 32 + b">>>/ID[<" + b"22" * 16 + b"><"
    )
    return pdf(trailer=encrypt + b"22" * 16 + b">]")


@cache
def scanned_pdf() -> bytes:
    """Two pages with a photo on each, as a scanning application makes them."""
    document = pdfium.PdfDocument.new()
    for _ in range(2):
        picture = pdfium.PdfImage.new(document)
        picture.load_jpeg(io.BytesIO(jpeg()))
        picture.set_matrix(pdfium.PdfMatrix().scale(400, 600))
        page = document.new_page(400, 600)
        page.insert_obj(picture)
        page.gen_content()
    out = io.BytesIO()
    document.save(out, flags=raw.FPDF_NO_INCREMENTAL)
    return out.getvalue()


def claiming_png(width: int, height: int) -> bytes:
    """A tiny PNG whose header claims any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", b"") + _chunk(b"IEND")


def bomb_png(width: int, height: int) -> bytes:
    """A real picture of that size in a few kilobytes: every pixel is zero (grey with alpha)."""
    line = zlib.compressobj(9)
    packed = b"".join(line.compress(bytes(1 + 4 * width)) for _ in range(height)) + line.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    end = _chunk(b"IDAT", packed) + _chunk(b"IEND")
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + end


def lying_heic(width: int, height: int) -> bytes:
    """A HEIC that declares one image of that size and holds nothing."""
    ispe = _box(b"ispe", struct.pack(">III", 0, width, height))
    meta = _box(b"meta", bytes(4) + _box(b"iprp", _box(b"ipco", ispe)))
    return _box(b"ftyp", b"heic" + bytes(4) + b"mif1heic") + meta


def _chunk(name: bytes, data: bytes = b"") -> bytes:
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)


def _box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", 8 + len(data)) + name + data


def many_frames_webp() -> bytes:
    others = [Image.new("RGB", (900, 1200), (n, 0, 255 - n)) for n in range(0, 200, 20)]
    return encoded(bill(), "WEBP", save_all=True, append_images=others)


@cache
def hostile() -> dict[str, tuple[bytes, str]]:
    """Name, bytes, and the reason with which each is refused ("" when cleaned instead)."""
    html = b"<!doctype html><script>alert(1)</script>"
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    return {
        "empty": (b"", "empty"),
        "html": (html, "type"),
        "svg": (svg, "type"),
        "svg with xml head": (b'<?xml version="1.0"?>' + svg, "type"),
        "script": (b"#!/bin/sh\nrm -rf /\n", "type"),
        "gif": (encoded(bill(), "GIF"), "type"),
        "tiff": (encoded(bill(), "TIFF"), "type"),
        "bmp": (encoded(bill(), "BMP"), "type"),
        "zip": (b"PK\x03\x04" + bytes(100), "type"),
        "gzip": (b"\x1f\x8b\x08" + bytes(100), "type"),
        "executable": (b"MZ" + bytes(100), "type"),
        "html then pdf": (html + pdf(), "type"),
        "jpeg cut in its header": (jpeg()[:20], "unreadable"),
        "jpeg cut in the middle": (jpeg()[: len(jpeg()) // 2], "unreadable"),
        "png cut in its header": (png()[:18], "unreadable"),
        "png cut in the middle": (png()[: len(png()) // 2], "unreadable"),
        "webp cut in the middle": (webp()[: len(webp()) // 2], "unreadable"),
        "heic cut in the middle": (heic()[: len(heic()) // 2], "unreadable"),
        "heic that holds nothing": (lying_heic(900, 1200), "unreadable"),
        "png that claims 400 Mpixel": (claiming_png(20_000, 20_000), "pixels"),
        "png without width": (claiming_png(0, 100), "unreadable"),
        "png that claims a little": (claiming_png(900, 1200), "unreadable"),
        "heic that claims 400 Mpixel": (lying_heic(20_000, 20_000), "pixels"),
        "png bomb under the limit": (bomb_png(8_000, 5_000), "pixels"),
        "pdf cut in the middle": (pdf()[:60], "unreadable"),
        "pdf behind a password": (locked_pdf(), "encrypted"),
        "pdf with a script": (scripted_pdf(), "active"),
        "pdf with a hidden script": (hidden_script_pdf(), "active"),
        "pdf that launches a program": (launching_pdf(), "active"),
        "pdf of 10,000 pages": (pdf(10_000), "pages"),
        "pdf of no page": (pdf(0), "unreadable"),
        "black photo": (encoded(Image.new("RGB", (900, 1200)), "JPEG"), "blank"),
        "stamp-sized photo": (encoded(bill(120, 160), "JPEG"), "small"),
        "jpeg with a script tail": (jpeg() + html, ""),
        "jpeg with a zip tail": (jpeg() + b"PK\x03\x04" + bytes(100), ""),
        "jpeg with a script comment": (encoded(bill(), "JPEG", comment=html), ""),
        "webp of ten frames": (many_frames_webp(), ""),
        "located jpeg": (located_jpeg(), ""),
        "located heic": (located_heic(), ""),
    }
