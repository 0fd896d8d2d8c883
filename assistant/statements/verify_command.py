"""`assistant verify`: is this statement genuine, and do the rules still decide it the same?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from assistant.statements.checking import Outcome, Verdict

GENUINE, NOT_GENUINE, CANNOT_READ, NOT_THE_SAME = 0, 1, 2, 3


@click.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--keys",
    "key_list",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The key list of the issuer (/.well-known/assistant-keys.json). Silence: our own keys.",
)
def commands(file: Path, key_list: Path | None) -> None:
    """Check the statement in FILE: its signature, offline, and the decision, to the cent.

    \b
    Exit status: 0 genuine, and the rules decide the same again
                 1 not genuine: changed, or not signed by these keys
                 2 the command is wrong, or a file cannot be read
                 3 genuine, but made under other rules, or decided differently by these
    """
    from assistant.statements.checking import check
    from assistant.statements.keys import BadKeys, public_keys

    source = key_list or _own_keys()
    try:
        keys = public_keys(source.read_bytes())
        data = file.read_bytes()
    except (OSError, BadKeys) as error:
        click.echo(f"{source}: {error}" if isinstance(error, BadKeys) else str(error), err=True)
        raise SystemExit(CANNOT_READ) from None
    verdict = check(data, keys)
    for line in told(verdict):
        click.echo(line)
    raise SystemExit(STATUS[verdict.outcome])


def told(verdict: Verdict) -> list[str]:
    """The verdict in plain words, then what the statement says."""
    if verdict.statement is None:
        return [WORDS[verdict.outcome]]
    return [WORDS[verdict.outcome], "", *_summary(verdict.statement)]


def _summary(statement: Mapping[str, Any]) -> list[str]:
    decision, product = statement["decision"], statement["product"]
    lines = [
        f"Statement {statement['number']} of {statement['issued_at']}",
        f"{product['name']} {product['number'] or ''}".rstrip()
        + f", rules {statement['contract_version']}, edition {statement['edition']}",
        *(f"  {line}" for line in statement["said"]),
        f"Answer: {decision['answer']} ({decision['reason']})",
    ]
    if "reimbursed_eur" in decision:
        lines.append(f"Paid by the contract: {decision['reimbursed_eur']} EUR")
    lines.append(f"Clauses: {', '.join(decision['clauses'])}")
    if statement["validity"]["to_be_confirmed"]:
        lines.append("Subject to confirmation by the administrator.")
    return lines


def _own_keys() -> Path:
    from assistant.settings import Settings

    file = Settings().statement_keys_file
    if not file.is_file():
        click.echo("No keys here: give the issuer's key list with --keys.", err=True)
        raise SystemExit(CANNOT_READ)
    return file


WORDS: Mapping[Outcome | str, str] = {
    "genuine": "Genuine: nothing was changed, and the rules decide the same again, to the cent.",
    "not_a_statement": "Not a statement: this file was not made by the assistant.",
    "unknown_key": "Not genuine: it is signed with a key that is not on the list.",
    "changed": "Not genuine: this file was changed after it was signed.",
    "other_version": "Genuine: nothing was changed. It was made under rules that are not installed"
    " here, so the decision was not computed again.",
    "differs": "Genuine: nothing was changed. But the rules installed here decide it differently:"
    " tell the administrator.",
}
STATUS: Mapping[Outcome | str, int] = {
    "genuine": GENUINE,
    "not_a_statement": NOT_GENUINE,
    "unknown_key": NOT_GENUINE,
    "changed": NOT_GENUINE,
    "other_version": NOT_THE_SAME,
    "differs": NOT_THE_SAME,
}
