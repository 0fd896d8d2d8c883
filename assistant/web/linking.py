"""Links inside messages: only addresses of our own pages become links, the rest stays text."""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup, escape

ENDS_A_SENTENCE = ".,;:!?)"


def link_own_pages(text: str, home: str, label: str = "") -> Markup:
    """`text` escaped; each address under `home` becomes a link that reads `label`, or itself."""
    linked, at = Markup(), 0
    for match in _pattern(home).finditer(text):
        url = match[0].rstrip(ENDS_A_SENTENCE)
        linked += escape(text[at : match.start()]) + _link(url, label or url)
        at = match.start() + len(url)
    return linked + escape(text[at:])


def _link(url: str, label: str) -> Markup:
    anchor = Markup('<a class="own-link" href="{}" target="_blank" rel="noopener">{}</a>')
    return anchor.format(url, label)


@lru_cache
def _pattern(home: str) -> re.Pattern[str]:
    return re.compile(re.escape(home.rstrip("/")) + r"/[A-Za-z0-9_\-./?=&%#~]*")
