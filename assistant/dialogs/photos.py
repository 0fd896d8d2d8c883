"""Photos at any moment: to the bill under way, or to a new claim (F38)."""

from __future__ import annotations

from assistant.dialogs import registry
from assistant.dialogs.bill import photos_limit
from assistant.dialogs.dialog import Heard
from assistant.dialogs.engine import Talk
from assistant.dialogs.menu import ask_again
from assistant.dialogs.opening import open_dialog
from assistant.wording import _, n_


def photo_arrived(talk: Talk, heard: Heard) -> bool:
    """A photo at any moment: to the bill under way, or to a new claim (F38)."""
    if not heard.inbound.attachments:
        return False
    top = talk.context()
    if top.dialog.photos is not None:
        talk.say(top.dialog.photos)
        ask_again(talk)
    elif top.frame.dialog == "bill":
        _late_photo(talk, heard)
    elif not any(frame.dialog == "receipt" for frame in talk.state.frames):
        open_with_photos(talk, heard)
    else:
        talk.say(_("I'll take photos with the next bill: first, please answer this."))
        ask_again(talk)
    return True


def open_with_photos(talk: Talk, heard: Heard) -> None:
    """Photos that come before any question are those of a first bill."""
    limit = photos_limit(talk.facts.pack)
    if len(heard.inbound.attachments) > limit:
        talk.say(_("{limit} photos at most for one bill: I kept the first ones.", limit=limit))
    talk.state.album = heard.inbound.caption_album
    open_dialog(talk, registry.dialog("receipt"), heard)


def _late_photo(talk: Talk, heard: Heard) -> None:
    a = talk.context()
    photos = a.raw("photos", [])
    room = photos_limit(talk.facts.pack) - len(photos)
    fresh = [attachment.document for attachment in heard.inbound.attachments][: max(room, 0)]
    a.frame.answers["photos"] = [*photos, *fresh]
    talk.say(
        n_("{count} photo received.", "{count} photos received.", len(a.frame.answers["photos"]))
    )
    ask_again(talk)
