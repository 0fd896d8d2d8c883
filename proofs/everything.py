"""All parts of the proofs, each with its name; `parts` says how each is run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from proofs import answering, drills, g1, model, races, troubles
from proofs.checker import KINDS as FINDINGS
from proofs.databases import KINDS, Kind
from proofs.processes import Nursery
from proofs.results import Figure, Result, now
from proofs.scenes import SCENES, Given
from proofs.sizes import SIZES, Size
from tests.databases import Server

SPEEDY = 20.0  # the clock of a broken worker: what it loses is seen sooner
BY_HAND = ("sms", "telegram")  # channels whose copies a provider makes
CAUGHT = {"marks-first": "lost reply", "sends-again": "unmarked duplicate"}


@dataclass
class Stage:
    """What all parts share: a warm process, a folder, one durable PostgreSQL, size and seed."""

    name: str
    seed: int
    nursery: Nursery
    folder: Path
    factor: float = g1.FACTOR  # how much faster the house's clock runs in G1 and in trouble
    stack: ExitStack = field(default_factory=ExitStack)
    _server: Server | None = None

    @property
    def size(self) -> Size:
        return SIZES[self.name]

    def place(self, part: str) -> Path:
        return self.folder / part

    def server(self) -> Server:
        """One that writes durably; parts that stop it start it again."""
        if self._server is None:
            self._server = Server(hasty=False)
            self.stack.callback(self._server.remove)
        return self._server

    def postgres(self, kind: Kind) -> str:
        return self.server().url if kind == "postgres" else ""


Part = Callable[[Stage], Result]


def parts() -> dict[str, Part]:
    """By name, in the order in which they are run: the short ones first."""
    return {
        **_by_database("copies", _copies, BY_HAND),
        **_by_database("takeover", _take_over, BY_HAND),
        **{f"broken-{name}": partial(_broken, name) for name in CAUGHT},
        **{f"g2-{kind}": partial(_answering, kind, False) for kind in KINDS},
        **{f"g2-{kind}-locked": partial(_answering, kind, True) for kind in KINDS},
        **{f"g3-restart-{kind}": partial(_restart, kind) for kind in KINDS},
        **{f"g3-restore-{kind}": partial(_restore, kind) for kind in KINDS},
        **{f"trouble-{name}": partial(_trouble, name) for name in SCENES},
        "g12": _model,
        **_by_database("g1", _g1, g1.CHANNELS),
    }


def _by_database(
    name: str, part: Callable[[str, Kind, Stage], Result], channels: tuple[str, ...]
) -> dict[str, Part]:
    return {
        f"{name}-{channel}-{kind}": partial(part, channel, kind)
        for kind in KINDS
        for channel in channels
    }


def run(name: str, part: Part, stage: Stage) -> Result:
    """One part, with its times; what it raises is a finding too."""
    begun = time.monotonic()
    try:
        result = part(stage)
    except Exception as fault:
        result = Result(part=name, findings=(f"stopped by {type(fault).__name__}: {fault}",))
    minutes = round((time.monotonic() - begun) / 60, 1)
    return replace(result, part=name, size=stage.name, seed=stage.seed, minutes=minutes, at=now())


@contextmanager
def stage(name: str, seed: int, nursery: Nursery, folder: Path, factor: float) -> Iterator[Stage]:
    opened = Stage(name, seed, nursery, folder, factor)
    with opened.stack:
        yield opened


# --- G1 and its broken workers --------------------------------------------------------------------


def _g1(channel: str, kind: Kind, stage: Stage) -> Result:
    plan = g1.Plan(
        channel=channel,
        database=kind,
        turns=stage.size.turns,
        kills=stage.size.kills,
        seed=stage.seed,
        factor=stage.factor,
        webs=SHAPE[kind],
        workers=SHAPE[kind],
    )
    outcome = g1.run(plan, stage.nursery, stage.place(f"g1-{channel}-{kind}"), stage.postgres(kind))
    g1.describe(outcome)
    return Result(part="", figures=_of(outcome), findings=_findings(outcome))


SHAPE: dict[Kind, int] = {"sqlite": 1, "postgres": 2}  # web processes, and workers; see the manual


def _of(outcome: g1.Outcome) -> dict[str, Figure]:
    """Everything counted; findings by kind, none as 0."""
    plan, verdict = outcome.plan, outcome.verdict
    at_labels = sum(times for where, times in outcome.kills.items() if "at random" not in where)
    webs = sum(times for where, times in outcome.kills.items() if where.startswith("web"))
    return {
        "channel": plan.channel,
        "database": plan.database,
        "clock": f"{plan.factor:g} times",
        "kills": sum(outcome.kills.values()),
        "kills of web": webs,
        "kills at labelled points": at_labels,
        "faults": sum(times for kind, times in outcome.faults.items() if kind),
        "turns a minute": round(60 * verdict.figures["turns"] / max(1.0, outcome.load_seconds)),
        **verdict.figures,
        **{kind: verdict.count(kind) for kind in FINDINGS},
    }


def _findings(outcome: g1.Outcome) -> tuple[str, ...]:
    return tuple(str(finding) for finding in outcome.verdict.findings)


def _broken(name: str, stage: Stage) -> Result:
    """Proved when the checker says what is wrong with it."""
    plan = g1.Plan(
        channel="telegram",
        database="sqlite",
        turns=stage.size.broken,
        kills=stage.size.broken // 10,
        seed=stage.seed,
        broken=name,
        factor=SPEEDY,
        patience=30,
    )
    outcome = g1.run(plan, stage.nursery, stage.place(f"broken-{name}"))
    caught = outcome.verdict.count(CAUGHT[name])
    figures = {**_of(outcome), "worker": name, "seen": CAUGHT[name], "times": caught}
    return Result(part="", figures=figures, findings=() if caught else ("it was not caught",))


# --- G2, G3, G12 ----------------------------------------------------------------------------------


def _answering(kind: Kind, locked: bool, stage: Stage) -> Result:
    locks = stage.size.locks if locked else ()
    seconds = max(stage.size.seconds / (2 if locked else 1), 2 * sum(locks))
    place = stage.place(f"g2-{kind}-{'locked' if locked else 'free'}")
    answers = answering.steady(
        kind, seconds, stage.seed, stage.nursery, place, locks, stage.postgres(kind)
    )
    found = () if answers.proved else (f"p99 {answers.percentile(0.99):.3f} s, {answers.statuses}",)
    return Result(part="", figures={"database": kind, **answers.figures()}, findings=found)


def _restart(kind: Kind, stage: Stage) -> Result:
    place = stage.place(f"g3-restart-{kind}")
    rounds = stage.size.drills
    drill = drills.restart(kind, rounds, stage.seed, stage.nursery, place, stage.postgres(kind))
    return Result(part="", figures={"database": kind, **drill.figures}, findings=drill.findings)


def _restore(kind: Kind, stage: Stage) -> Result:
    place = stage.place(f"g3-restore-{kind}")
    drill = drills.restore(kind, stage.seed, stage.nursery, place)
    return Result(part="", figures={"database": kind, **drill.figures}, findings=drill.findings)


def _model(stage: Stage) -> Result:
    figures: dict[str, Figure] = {"steps": stage.size.steps}
    try:
        model.play(stage.size.steps, stage.seed)
    except AssertionError as broken:
        notes = "; ".join(getattr(broken, "__notes__", []))
        return Result(part="", figures=figures, findings=(f"{broken} {notes}",))
    return Result(part="", figures=figures)


# --- races and troubles ---------------------------------------------------------------------------


def _copies(channel: str, kind: Kind, stage: Stage) -> Result:
    place = stage.place(f"copies-{channel}-{kind}")
    pg = stage.postgres(kind)
    race = races.copies(channel, kind, stage.size.copied, stage.seed, stage.nursery, place, pg)
    return _raced(channel, kind, race)


def _take_over(channel: str, kind: Kind, stage: Stage) -> Result:
    place = stage.place(f"takeover-{channel}-{kind}")
    pg = stage.postgres(kind)
    race = races.take_over(
        channel, kind, stage.size.take_overs, stage.seed, stage.nursery, place, pg
    )
    return _raced(channel, kind, race)


def _raced(channel: str, kind: Kind, race: races.Race) -> Result:
    figures: dict[str, Figure] = {"channel": channel, "database": kind, **race.figures}
    figures["late"] = sum(finding.kind == "stale reply" for finding in race.findings)
    return Result(part="", figures=figures, findings=tuple(map(str, race.findings)))


def _trouble(name: str, stage: Stage) -> Result:
    scene = SCENES[name]
    place = stage.place(f"trouble-{name}")
    figures: dict[str, Figure] = {"what": scene.what}
    if scene.mounts and not troubles.may_mount():
        return Result(part="", figures=figures, left_out="needs the right to mount")
    plan = g1.Plan(
        channel=scene.channel,
        database=scene.kind,
        turns=stage.size.troubled,
        kills=0,
        seed=stage.seed,
        factor=stage.factor,
        webs=SHAPE[scene.kind],
        workers=SHAPE[scene.kind],
    )
    with ExitStack() as stack:
        if scene.mounts:
            stack.enter_context(troubles.small_disk(place))
        trouble = scene.make(Given(stage.size, place, stage.server))
        outcome = g1.run(plan, stage.nursery, place, stage.postgres(scene.kind), trouble)
    return Result(part="", figures=figures | _of(outcome), findings=_findings(outcome))
