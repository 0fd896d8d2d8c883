"""The sentences that the classifier learns from, as they lie in `sentences/`."""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    """One sentence, its intent, and the language of its file."""

    text: str
    intent: str
    language: str


def examples() -> list[Example]:
    """All sentences, file by file in the order of their names."""
    found = []
    for path in sorted((HERE / "sentences").glob("*.txt")):
        intent, language = path.stem.split(".")
        found += [Example(line, intent, language) for line in lines(path)]
    return found


def fillers(kind: str, language: str) -> list[str]:
    """Pieces that say nothing of the request: "openings", "facts", "closings"."""
    return lines(HERE / "fillers" / f"{kind}.{language}.txt")


def lines(path: Path) -> list[str]:
    """The lines of a file without comments and blanks."""
    text = path.read_text("utf-8")
    kept = (line.strip() for line in text.splitlines())
    return [line for line in kept if line and not line.startswith("#")]
