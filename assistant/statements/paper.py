"""A statement as a PDF: for a file, a folder or a letter. What counts is the signed file."""

from __future__ import annotations

from dataclasses import asdict

from assistant.statements.telling import Told
from assistant.typesetting import typeset
from assistant.wording import _, render


def statement_pdf(told: Told) -> bytes:
    """The statement on paper. Raises NotTypeset."""

    labels = {
        "number_label": _("Number {number}", number=told.number),
        "steps_label": _("How it was worked out"),
        "notes_label": _("Good to know"),
    }
    region = "FR" if told.language == "fr" else "GB"
    said = {name: render(label, told.language) for name, label in labels.items()}
    return typeset({**asdict(told), **said, "region": region}, "statement")
