"""A PDF as pictures of its pages; for the decoder's process only."""

from __future__ import annotations

import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from assistant.documents.refusals import Refused

# What makes a PDF act, looked for outside its streams, where compressed bytes spell anything.
# An invoice that carries its data as an attachment (Factur-X) is none. What hides deeper is left
# behind by rendering, which runs nothing.
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|XFA)(?![A-Za-z0-9_])")
STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # a name's letters may be written so


def rendered_pages(data: bytes, most: int, side: int) -> list[Image.Image]:
    """RGB pictures, `side` pixels long. Raises Refused: encrypted active pages unreadable."""
    document = _opened(data)
    if is_active(document, data):
        raise Refused("active")
    count = len(document)
    if count > most:
        raise Refused("pages")
    if count < 1:
        raise Refused("unreadable")
    if document.get_formtype():
        document.init_forms()  # what was typed into a form's fields is drawn too
    return [_rendered(document[number], side) for number in range(count)]


def is_active(document: pdfium.PdfDocument, data: bytes) -> bool:
    """Whether it holds scripts or programs to launch."""
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        return True
    names = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), STREAM.sub(b"", data))
    return bool(ACTIVE.search(names))


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise Refused("encrypted" if locked else "unreadable") from None


def _rendered(page: pdfium.PdfPage, side: int) -> Image.Image:
    longest = max(page.get_size())
    if not longest > 0:
        raise Refused("unreadable")
    bitmap = page.render(scale=side / longest, may_draw_forms=True)
    picture: Image.Image = bitmap.to_pil()
    return picture.convert("RGB")
