"""Messages as people type them, French or English, read offline: text in, meaning out."""

from assistant.understanding.days import DateMention
from assistant.understanding.reading import VERSION, understand
from assistant.understanding.understanding import ActMention, Amount, Count, Understanding

__all__ = [
    "VERSION",
    "ActMention",
    "Amount",
    "Count",
    "DateMention",
    "Understanding",
    "understand",
]
