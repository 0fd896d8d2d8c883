"""One message in, its meaning out: no context, no clock, no network."""

from assistant.understanding.understanding import Understanding

VERSION = "0"


def understand(text: str) -> Understanding:
    """Read a message; never raises, and the same text gives the same reading."""
    return Understanding(text=text, version=VERSION)
