"""What was understood in one message: plain values, without context and without a clock."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from assistant.understanding.days import DateMention

# Chosen on sentences held out: of a thousand messages, at most five are wrong and unasked.
CLEAR = 0.994
MARGIN = 0.40
DANGER = "emergency"


@dataclass(frozen=True)
class ActMention:
    """A benefit that the message names.

    `act` is a key of the contract's list of acts, or `excluded:<code>`; `word` is the everyday
    word that led there, `clause` the clause that speaks of it.
    """

    act: str
    word: str
    clause: str
    confidence: float


@dataclass(frozen=True)
class Amount:
    """A sum of money; `unit` says "per what" it is (session, night, tooth, month, year)."""

    value: Decimal
    currency: str | None
    unit: str | None
    text: str


@dataclass(frozen=True)
class Count:
    """How many of something: sessions, nights, teeth, persons."""

    kind: str
    value: int


@dataclass(frozen=True)
class Understanding:
    """The reading of one message; `version` names the data and code that made it."""

    text: str
    version: str
    language: str | None = None
    language_confidence: float = 0.0
    intents: tuple[tuple[str, float], ...] = ()
    emergency: str | None = None
    emergency_past: bool = False
    emergency_doubted: bool = False  # most likely a way of speaking: the line, and the answer too
    acts: tuple[ActMention, ...] = ()
    amounts: tuple[Amount, ...] = ()
    dates: tuple[DateMention, ...] = ()
    countries: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    membership_number: str | None = None
    code: str | None = None
    choice: int | None = None
    command: str | None = None
    negation: bool = False
    evidence: tuple[str, ...] = field(default=())
    requests: tuple["Understanding", ...] = ()  # when one message asks for several things

    @property
    def intent(self) -> str | None:
        """The first intent, or nothing when the message says nothing at all."""
        return self.intents[0][0] if self.intents else None

    @property
    def confidence(self) -> float:
        """The calibrated confidence of the first intent."""
        return self.intents[0][1] if self.intents else 0.0

    @property
    def confident(self) -> bool:
        """Whether the first intent may be acted upon without asking."""
        second = self.intents[1][1] if len(self.intents) > 1 else 0.0
        return self.confidence >= CLEAR and self.confidence - second >= MARGIN

    @property
    def besides_danger(self) -> "Understanding":
        """The same message, read as if nobody were in danger: for the answer after the line."""
        others = [pair for pair in self.intents if pair[0] != DANGER]
        unit = sum(chance for _, chance in others) or 1.0
        intents = tuple((name, round(chance / unit, 3)) for name, chance in others)
        return replace(self, intents=intents, emergency=None, emergency_doubted=False)

    @property
    def top2(self) -> tuple[str, ...]:
        """The two best intents, to offer as choices when the first one is not clear."""
        return tuple(name for name, _ in self.intents[:2])
