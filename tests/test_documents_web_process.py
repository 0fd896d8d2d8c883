"""The web process reads headers and seals: no image or PDF library is ever loaded in it."""

from __future__ import annotations

import subprocess
import sys

from tests.documents import files

DECODERS = ("PIL", "pypdfium2", "pypdfium2_raw", "pillow_heif", "_pillow_heif")
USED_BY_WEB = (
    "assistant.web.links",
    "assistant.web.downloads",
    "assistant.documents.intake",
    "assistant.documents.viewing",
    "assistant.documents.medical",
)


def test_T16_no_decoder_is_loaded_in_the_web_process() -> None:
    imports = ", ".join(USED_BY_WEB)
    check = f"import sys, {imports}; print([d for d in {DECODERS} if d in sys.modules])"
    run = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_photo_is_taken_without_a_decoder() -> None:
    """Not even once something is uploaded and checked as a medical paper."""
    code = (
        "import io, sys\n"
        "from assistant.documents.kinds import identify\n"
        "from assistant.documents.medical import checked\n"
        "data = sys.stdin.buffer.read()\n"
        "checked('other', data)\n"
        f"print(identify(data).media_type, [d for d in {DECODERS} if d in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], input=files.jpeg(), capture_output=True, check=True
    )
    assert run.stdout.decode().strip() == "image/jpeg []"
