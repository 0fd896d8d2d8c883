"""What a run is: how large, how long, from which seed, on which machine."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assistant.settings import Settings
from bench import crowd, floor, servers, talks
from bench.rig import Talkers
from tests.databases import Server as PostgreSQL
from tests.databases import scratch_database

CROWD = 10_000
LARGE = {"default": 100_000, "full": 1_000_000}


@dataclass
class Run:
    """One run of the benchmark; databases are made when they are first wanted, and kept."""

    scale: str
    seed: int
    rounds: int
    folder: Path
    stack: ExitStack = field(default_factory=ExitStack)
    made: dict[str, str] = field(default_factory=dict)
    talkers: dict[str, Talkers] = field(default_factory=dict)
    postgresql: PostgreSQL | None = None

    @property
    def large(self) -> int:
        return LARGE[self.scale]

    def crowd_on(self, kind: str, count: int = CROWD) -> str:
        """The address of a database with so many conversations, sqlite or postgresql."""
        name = f"{kind}-{count}"
        if name not in self.made:
            self.made[name] = address = self._database(kind, name)
            crowd.gather(self.settings(address), count)
            self.talkers[address] = Talkers(range(count), self.seed)
        return self.made[name]

    def floor_on(self, kind: str) -> str:
        """The floor's own database, with as many conversations."""
        name = f"{kind}-floor"
        if name not in self.made:
            self.made[name] = address = self._database(kind, name)
            floor.write_catalogues(self.catalogues)
            people = [talks.talk(number) for number in range(CROWD)]
            floor.fill(address, [(one.address, one.language) for one in people])
        return self.made[name]

    def settings(self, database: str) -> Settings:
        """The product's settings in this process, as its servers have them."""
        given = servers.environment(database, self.folder)
        os.environ.update({k: v for k, v in given.items() if k.startswith("ASSISTANT_")})
        return Settings(_env_file=None)  # type: ignore[call-arg]

    @property
    def catalogues(self) -> Path:
        return self.folder / "catalogues"

    @property
    def postmaster(self) -> int | None:
        """The first process of PostgreSQL, once it runs."""
        if self.postgresql is None:
            return None
        return int((self.postgresql.folder / "postmaster.pid").read_text().split()[0])

    def _database(self, kind: str, name: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{self.folder / name}.sqlite"
        if self.postgresql is None:
            self.postgresql = PostgreSQL(hasty=False)  # durable: that is what is measured
            self.stack.callback(self.postgresql.remove)
        address = self.stack.enter_context(scratch_database(self.postgresql.url))
        return address.replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def a_run(scale: str, seed: int, rounds: int) -> Iterator[Run]:
    """Everything of a run is in one folder, and goes with it."""
    with tempfile.TemporaryDirectory(prefix="assistant-bench-") as folder:
        run = Run(scale, seed, rounds, Path(folder))
        with run.stack:
            yield run


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    return {
        "processor": f"{cpu}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }
