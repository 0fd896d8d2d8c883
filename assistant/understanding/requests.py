"""Several requests in one message: where one ends and the next begins (F19).

Only what asks or wishes counts: "I paid 80 € at the doctor's. What do I get back?" is one request.
"""

import re

MOST = 3
WORDS = 3  # fewer do not make a request of their own
NEXT = (
    r"(?:(?:aussi|puis|sinon|egalement|également) )?"
    r"(?:je (?:veux|voudrais|souhaite|voulais)|j'aimerais|comment|combien|où en|quand|quel\w*"
    r"|est-ce)|(?:(?:also|then) )?(?:i (?:want|need|would|also)|i'd like|how|where|when|what|which"
    r"|can (?:i|you))"
)
PARTS = re.compile(rf"(?<=[.?!;])\s+|\n+|,?\s+(?=(?:et|and) (?:{NEXT})\b)", re.IGNORECASE)
ASKS = re.compile(
    r"\?|\b(?:je (?:veux|voudrais|souhaite|voulais)|j'aimerais|comment|combien|où en|quand|quel\w*"
    r"|pouvez-vous|peux-tu|i (?:want|need|would)|i'd like|how|where|when|what|which|can (?:i|you)"
    r"|could you|please)\b",
    re.IGNORECASE,
)


def requests(text: str) -> tuple[str, ...]:
    """The parts of a normalised message that each ask for something; empty for one request."""
    parts = [part.strip(" ,;") for part in PARTS.split(text)]
    asking = [part for part in parts if len(part.split()) >= WORDS and ASKS.search(part)]
    return tuple(asking[:MOST]) if len(asking) > 1 else ()
