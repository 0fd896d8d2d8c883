"""The words of everyday messages that the speller knows, from the sentences themselves."""

from collections import Counter
from pathlib import Path

import assistant.understanding
from assistant.understanding import reading, words
from assistant.understanding.normalise import fold
from training.material import Example

VOCABULARY = Path(assistant.understanding.__file__).parent / "vocabulary.txt"
LEAST = 2
SHORTEST = 4


def write_vocabulary(material: list[Example]) -> None:
    """Words that several sentences use, the commonest first; then read anew."""
    counted: Counter[str] = Counter()
    for example in material:
        counted.update({word for word in words.tokens(fold(example.text)) if word.isalpha()})
    kept = [
        (word, count) for word, count in counted.items() if count >= LEAST and len(word) >= SHORTEST
    ]
    ranked = sorted(kept, key=lambda pair: (-pair[1], pair[0]))
    VOCABULARY.write_text("\n".join(word for word, _ in ranked) + "\n", "utf-8")
    words.common.cache_clear()
    reading.speller.cache_clear()
