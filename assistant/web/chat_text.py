"""Small texts inside the chat's lines: times, links, how many files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from markupsafe import Markup

from assistant.clock import LEGAL_ZONE
from assistant.house import here
from assistant.messages import Text
from assistant.web.linking import link_own_pages
from assistant.wording import _, n_, render


def helpers(language: str) -> dict[str, Callable[..., str]]:
    """What the templates call on a line's parts."""
    return {
        "linked": partial(_linked, language),
        "paris": partial(_paris, language),
        "files_label": partial(_files_label, language),
    }


def _linked(language: str, text: str) -> Markup:
    """Links to our own pages, and the answer, which comes first, stands out of its reasons."""
    label = render(_("open the page"), language)
    linked = link_own_pages(text, here().settings.base_url, label)
    first, *reasons = linked.split("\n")
    if len(reasons) < 2:
        return linked
    return Markup("\n").join((Markup("<strong>{}</strong>").format(first), *reasons))


def _paris(language: str, at: datetime) -> str:
    """Without a script the member's own zone is unknown, so the zone is said."""
    local = at.astimezone(LEGAL_ZONE)
    return render(_("{time}, Paris time", time=f"{local:%H:%M}"), language)


def _files_label(language: str, count: int, shown: str = "") -> str:
    """`shown` stands for the number where the script will put one."""
    text = n_("{count} file", "{count} files", count)
    if shown:
        text = Text(text.msgid, {"count": shown}, text.plural, count)
    return render(text, language)
