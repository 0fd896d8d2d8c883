"""Reading the folder of a product: its names, addresses, limits and settled points."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.rules.nouns import Address, Contact, Entity, Figures, Letter, PhotoLimits, Plan
from assistant.rules.product import Product, version_with
from assistant.rules.readings import load_settled
from assistant.rules.terms import load_values


def package_folder(init_file: str) -> Path:
    """The folder of a product, from the `__file__` of its package."""
    return Path(init_file).parent


def load_pack(folder: Path, **made_in_code: Any) -> Product:
    """The product of a folder; `made_in_code` gives acts, rules and document list."""
    with (folder / "pack.toml").open("rb") as file:
        data = tomllib.load(file, parse_float=Decimal)
    addresses = {
        purpose: Address(purpose=purpose, **_frozen(one))
        for purpose, one in data.get("addresses", {}).items()
    }
    settled = load_settled(folder / "settled.toml")
    return Product(
        code=data["code"],
        name=data["name"],
        number=data.get("number"),
        edition=data["edition"],
        document=data["document"],
        administrator=data["administrator"],
        figures=_figures(folder, data),
        version=version_with(data["version"], settled),
        terms_version=data["terms_version"],
        terms_date=data["terms_date"],
        plans=_plans(data.get("plans", {})),
        entities=_entities(data.get("entities", {})),
        addresses=addresses,
        topics=data.get("topics", {}),
        contact=Contact(**_frozen(data["contact"])),
        letter=_letter(data.get("letter"), addresses),
        limits=_limits(data["limits"]),
        keep_originals=data["keep_originals"],
        dialogs=tuple(data["dialogs"]),
        settled=settled,
        **made_in_code,
    )


def _figures(folder: Path, data: Mapping[str, Any]) -> tuple[Figures, ...]:
    """The values of each edition; a product of one edition may keep them in its own folder."""
    alone = [{"code": data["edition"], "folder": "."}]
    return tuple(
        Figures(
            edition=one["code"],
            values=load_values(folder / one["folder"] / "values.toml"),
            since=one.get("since"),
            until=one.get("until"),
        )
        for one in data.get("editions", alone)
    )


def _plans(table: Mapping[str, Mapping[str, Any]]) -> tuple[Plan, ...]:
    return tuple(
        Plan(
            code,
            one["label"],
            one["rank"],
            tuple(one["zones"]),
            Decimal(one["ceiling"]),
            one["clause"],
        )
        for code, one in table.items()
    )


def _entities(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Entity]:
    return {
        code: Entity(
            code, one["name"], tuple(one["lines"]), one["clause"], dict(one.get("register", {}))
        )
        for code, one in table.items()
    }


def _letter(table: Mapping[str, Any] | None, addresses: Mapping[str, Address]) -> Letter | None:
    if table is None:
        return None
    return Letter(**{**_frozen(table), "recipient": addresses[table["recipient"]]})


def _limits(table: Mapping[str, Any]) -> PhotoLimits:
    none = dict.fromkeys(("max_entitlements", "max_documents", "other_insurers_clause"))
    given = {**none, **_frozen(table)}
    return PhotoLimits(**{**given, "below_eur": Decimal(table["below_eur"])})


def _frozen(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}
