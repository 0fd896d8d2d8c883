"""The goals: what is measured, what must hold, what is aimed at. One line each."""

from __future__ import annotations

from dataclasses import dataclass, field

NEAR = 0.10  # a figure so near its limit is measured three times


@dataclass(frozen=True)
class Goal:
    """A figure with its limits; `at_least` when more is better, None where nothing is set."""

    code: str
    what: str
    must: float | None
    aim: float | None
    at_least: bool = False
    unit: str = "x"

    def holds(self, figure: float, limit: float | None) -> bool:
        if limit is None:
            return True
        return figure >= limit if self.at_least else figure <= limit

    def is_near(self, figure: float) -> bool:
        return self.must is not None and abs(figure - self.must) <= NEAR * self.must

    def shown(self, limit: float | None) -> str:
        if limit is None:
            return "–"
        return f"{'≥' if self.at_least else '≤'} {limit:g}{'' if self.unit == 'x' else self.unit}"


@dataclass(frozen=True)
class Measured:
    """What came out for a goal: the median, each round's figure, and what it was made of."""

    goal: Goal
    figure: float
    rounds: tuple[float, ...] = ()
    details: dict[str, float | str] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        if not self.goal.holds(self.figure, self.goal.must):
            return "missed"
        if self.goal.aim is None:
            return "stated"
        if self.goal.holds(self.figure, self.goal.aim):
            return "aim met"
        return "met" if self.goal.must is not None else "aim missed"

    @property
    def spread(self) -> float:
        """How far the rounds lie from the median, as a share of it: the noise."""
        if not self.rounds or not self.figure:
            return 0.0
        return max(abs(one - self.figure) for one in self.rounds) / abs(self.figure)


def _goal(
    code: str, what: str, must: float | None, aim: float | None, more: bool = False, unit: str = "x"
) -> tuple[str, Goal]:
    return code, Goal(code, what, must, aim, more, unit)


GOALS = dict(
    (
        _goal("P1", "CPU of a whole SMS turn on SQLite / floor 6", 1.5, 1.0),
        _goal("P2", "the same on PostgreSQL / floor 6p", 1.5, 1.1),
        _goal("P3", "durable turns a second, SQLite / floor 6", 0.67, 0.9, more=True),
        _goal("P3p", "durable turns a second, PostgreSQL / floor 6p", 0.67, 0.9, more=True),
        _goal("P4", "p50 of one message at a time, SQLite / floor 6", 1.5, 1.1),
        _goal("P4p", "p50 of one message at a time, PostgreSQL / floor 6p", 1.5, 1.1),
        _goal("P4t", "p99 over 8 connections, SQLite / floor 6", 1.5, 1.1),
        _goal("P4pt", "p99 over 8 connections, PostgreSQL / floor 6p", 1.5, 1.1),
        _goal("P5", "dialog engine in memory / ConversationHandler in memory", 1.0, 0.5),
        _goal("P6", "durable turn in process / ConversationHandler, durable", 2.0, 1.0),
        _goal("P7", "CPU through HTTP / Bot Framework and Rasa (published)", 0.25, 0.15),
        _goal("P8", "CPU with the large crowd / with 10,000 conversations", 1.15, 1.05),
        _goal("P9", "CPU with 1,000 old messages / with 10", 1.15, 1.0),
        _goal("P10s", "SQL statements of a turn, at most", 6, 6, unit=""),
        _goal("P10c", "commits of a turn", 1, 1, unit=""),
        _goal("P10n", "network calls inside a turn", 0, 0, unit=""),
        _goal("P10v", "calls of the signature validator a message", 1, 1, unit=""),
        _goal("P10t", "tables scanned by a turn's statements", 0, 0, unit=""),
        _goal("P10k", "largest conversation row's state, kB", 4, 4, unit=""),
        _goal("P11", "memory of a web worker after 10,000 turns / floor 6", 1.4, 1.15),
        _goal("P11p", "the same on PostgreSQL / floor 6p", 1.4, 1.15),
        _goal("P11g", "growth of a worker from turn 2,000 to 20,000, %", 3, 3, unit=" %"),
        _goal("P12", "CPU from start to the first right answer / floor 6", 1.5, 1.1),
        _goal("P13", "reading a Telegram update / Update.de_json", 1.2, 0.15),
        _goal("P14", "12 megapixel photo, job / plain Pillow", 0.5, 0.36),
        _goal("P14t", "pictures decoded in the turn", 0, 0, unit=""),
        _goal("P15", "one-page letter, CPU cold, ms", None, None, unit=" ms"),
        _goal("P15w", "one-page letter, CPU warm, ms", None, None, unit=" ms"),
        _goal("P16", "p50 of turns while photos, letters, slow sends run / idle", 1.5, 1.2),
        _goal(
            "D1",
            "decisions a second of one core, `assistant decide`",
            None,
            5000,
            more=True,
            unit="",
        ),
        _goal("D2", "CPU of a decision with its trace / without", None, None),
    )
)
