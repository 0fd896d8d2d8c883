"""Reading the folder of an edition of contract A 4916 into its typed data."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.rules.ats_a4916.edition import (
    ActRule,
    Cell,
    Edition,
    Exclusion,
    Row,
    Wait,
    Zone,
    Zones,
)
from assistant.rules.terms import load_values


def load_edition(folder: Path, code: str, since: dt.date | None, until: dt.date | None) -> Edition:
    """Read the folder of an edition."""
    acts_file = _toml(folder / "acts.toml")
    waits = {c: _build(Wait, code=c, **w) for c, w in acts_file["waits"].items()}
    rows = _rows(_toml(folder / "benefits.toml")["rows"])
    exclusions = {
        c: _build(Exclusion, code=c, **e)
        for c, e in _toml(folder / "exclusions.toml")["exclusions"].items()
    }
    return Edition(
        code=code,
        since=since,
        until=until,
        values=load_values(folder / "values.toml"),
        rows=rows,
        acts={c: _act(c, a, rows, waits) for c, a in acts_file["acts"].items()},
        waits=waits,
        zones=_zones(_toml(folder / "zones.toml")),
        exclusions=exclusions,
        by_cause={cause: e for e in exclusions.values() for cause in (*e.causes, *e.never)},
    )


def _toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


def _build(kind: type[Any], /, **given: Any) -> Any:
    frozen = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
    return kind(**frozen)


def _rows(tables: Mapping[str, dict[str, Any]]) -> dict[str, Row]:
    return {
        code: _build(Row, code=code, cells=_cells(table.pop("plans")), **table)
        for code, table in tables.items()
    }


def _cells(plans: Mapping[str, Mapping[str, Any]]) -> dict[str, Cell]:
    return {
        plan: Cell(**{k: _number(k, v) for k, v in cell.items()}) for plan, cell in plans.items()
    }


def _number(name: str, value: Any) -> Any:
    return value if name in ("implied", "max_events") else Decimal(value)


def _act(
    code: str, table: dict[str, Any], rows: Mapping[str, Row], waits: Mapping[str, Wait]
) -> ActRule:
    given = dict(table)
    row = rows[given.pop("row")] if "row" in given else None
    if row is not None:
        given = {
            "clause": row.clause,
            "agreement": row.agreement,
            "direct_billing": row.direct_billing,
            **given,
        }
    if "physiotherapy_wait" in given:
        given["physiotherapy_wait"] = waits[given["physiotherapy_wait"]]
    wait = waits[row.wait if row else "none"]
    act: ActRule = _build(ActRule, code=code, row=row, wait=wait, **given)
    return act


def _zones(data: Mapping[str, Any]) -> Zones:
    meta = data["meta"]
    zones = {
        code: Zone(code=code, **{**table, "countries": frozenset(table["countries"])})
        for code, table in data["zone"].items()
    }
    return Zones(
        by_code=zones,
        by_country={country: zone for zone in zones.values() for country in zone.countries},
        residual=zones[meta["residual"]],
        outside=frozenset(meta["outside_every_zone"]),
        outside_clause=meta["outside_clause"],
        departments=frozenset(meta["departments"]),
        home_of_departments=meta["home_of_departments"],
    )
