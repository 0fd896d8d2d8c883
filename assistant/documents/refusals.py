"""Why a file cannot be taken, and what the member can do instead; nothing else goes wrong here."""

from __future__ import annotations

from typing import Literal, cast, get_args

from assistant.messages import Text
from assistant.wording import _

Reason = Literal[
    "empty",  # no byte came
    "type",  # not a photo or a PDF
    "size",  # too many bytes
    "pixels",  # too many pixels, or too heavy to open
    "unreadable",  # damaged or cut
    "encrypted",  # a PDF behind a password
    "active",  # a PDF that holds programs
    "pages",  # a PDF with too many pages
    "small",  # too few pixels for anyone to read
    "blank",  # nothing to see on it
    "storage",  # our disk, not their file
]

SENTENCES: dict[Reason, Text] = {
    "empty": _("This file is empty. Please send it again."),
    "type": _(
        "We can only open photos (JPEG, PNG, HEIC, WebP) and PDF files. Please send a photo."
    ),
    "size": _("This file is over 10 MB. Please send a lighter photo."),
    "pixels": _("This picture is too large to open. Please take it again at normal size."),
    "unreadable": _("This file is damaged and will not open. Please take the photo again."),
    "encrypted": _("This PDF has a password. Please send a photo of each page instead."),
    "active": _("This PDF holds a program. Please send a photo of each page instead."),
    "pages": _("This PDF has more than 10 pages. Please send only the pages that matter."),
    "small": _("This picture is too small to read. Please send the full-size photo."),
    "blank": _("Nothing can be read on this picture. Please take it again in better light."),
    "storage": _("We could not keep this file just now. Please send it again in a few minutes."),
}


class Refused(Exception):
    """A file that we do not take. `reason` is data; `sentence()` says it to the member."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason

    def sentence(self) -> Text:
        return SENTENCES[self.reason]


def sentence(reason: str) -> Text:
    """What to say for a stored reason; an unknown one is a file that cannot be read."""
    known = reason if reason in get_args(Reason) else "unreadable"
    return SENTENCES[cast(Reason, known)]
