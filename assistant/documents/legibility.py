"""A first, honest look at a picture: too small for anyone to read, or nothing on it.

No verdict on blur or glare yet: what is refused here, no person could read either.
"""

from __future__ import annotations

from PIL import Image, ImageStat

from assistant.documents.refusals import Reason

LONG_SIDE = 320  # pixels: below it a bill's lines are not five pixels high
NARROW = 200  # a till receipt may be as narrow as that when it is
TALL = 640  # that long
UNIFORM = 3.0  # standard deviation of grey, of 255; a page with one printed line has more


def is_too_small(width: int, height: int) -> bool:
    """Too few pixels for a page, or for a narrow receipt."""
    short, long = sorted((width, height))
    return long < (LONG_SIDE if short >= NARROW else TALL)


def is_blank(image: Image.Image) -> bool:
    """Nearly one colour: a black photo, a white page, a finger on the lens."""
    grey = image.convert("L")
    grey.thumbnail((400, 400))
    return ImageStat.Stat(grey).stddev[0] < UNIFORM


def verdict(pages: list[Image.Image]) -> Reason | None:
    """A reason to ask for another picture; an empty back page among others is none."""
    if all(is_too_small(*page.size) for page in pages):
        return "small"
    return "blank" if all(is_blank(page) for page in pages) else None
