"""Statements: one way to write them, one changed byte is seen, the same cent is decided again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from assistant.__main__ import main
from assistant.app import create_app
from assistant.clock import FixedClock
from assistant.decisions.reading import read_case
from assistant.rules.product import product
from assistant.rules.readings import Settled
from assistant.secrets_file import Refused, load_settings, refuse_demo_keys
from assistant.settings import Settings
from assistant.statements import checking, issuing
from assistant.statements.canonical import NotCanonical, canonical, exact, from_canonical
from assistant.statements.checking import Outcome, check
from assistant.statements.facts import read_stated, stated_case
from assistant.statements.issuing import Answered, issue
from assistant.statements.keys import BadKeys, Keyring, keyring, public_keys, rotate
from assistant.statements.steps import steps_told
from assistant.statements.telling import tell
from assistant.wording import LANGUAGES, render
from tests.conftest import NOON
from tests.dialogs.talk import plain
from tests.rules.cases import examples
from tests.test_ops_settings import REAL

many = bounded(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


def answered(
    case: Mapping[str, Any], said: tuple[str, ...] = ("Vous recevez 62,50 €.",)
) -> Answered:
    read = read_case(case)
    return Answered(
        product=read.product,
        question=read.question,
        ask=read.ask,
        member=read.member,
        inputs=read.inputs,
        said=said,
        language="fr",
    )


CAMILLES = {
    "id": "camille",
    "question": "reimbursement",
    "member": {
        "plan": "premium", "regime": "cfe", "country": "France", "joined": "2024-01-01",
        "birth_date": "1988-05-12", "deductible": 150,
    },
    "inputs": {
        "act": "specialist_consultation", "date": "2026-03-10", "amount_eur": 80.35,
        "cfe_paid_eur": 17.5, "deductible_used_eur": 140.25,
    },
}  # fmt: skip


@pytest.fixture
def keys(settings: Settings) -> Keyring:
    return keyring(settings)


@pytest.fixture
def file(keys: Keyring) -> bytes:
    """Camille's statement, as she downloads it."""
    return issue(keys, answered(CAMILLES), "4F2K7M9P", NOON)


@pytest.fixture
def public(keys: Keyring) -> Mapping[str, Any]:
    return public_keys(json.dumps(keys.public_list()).encode())


# --- canonical JSON -------------------------------------------------------------------------------

exact_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@many
@given(exact_values)
def test_a_value_has_one_canonical_form(value: Any) -> None:
    try:
        data = canonical(value)
    except UnicodeEncodeError:  # a lone surrogate is no text
        return
    assert from_canonical(data) == value
    assert canonical(from_canonical(data)) == data


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    assert canonical({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'.encode()


@pytest.mark.parametrize(
    "data", [b'{"b":1,"a":2}', b'{"a": 1}', b'"\\u00e9"', b"1.5", b"[1,]", b"\xff"]
)
def test_bytes_that_only_say_the_same_are_not_canonical(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        from_canonical(data)


@pytest.mark.parametrize("value", [1.5, Decimal(1), {1: 2}, (1,), date(2026, 1, 1)])
def test_what_has_no_exact_form_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_whole_numbers_are_integers_and_others_text() -> None:
    assert exact([Decimal("80.00"), 62.5, Decimal("0.10"), 7, True]) == [80, "62.5", "0.1", 7, True]


# --- the case -------------------------------------------------------------------------------------


def test_every_case_comes_back_from_its_statement_and_is_decided_the_same() -> None:
    for example in examples():
        comes_back(example.case)


def comes_back(case: dict[str, Any]) -> None:
    read = read_case(case)
    pack = product(read.product)
    stated = stated_case(pack, read.question, read.ask, read.member, read.inputs)
    again = read_stated(json.loads(canonical(stated)))
    before = pack.decide(read.question, read.member, read.inputs, read.ask)
    assert pack.decide(again.question, again.member, again.inputs, again.ask) == before


def test_a_date_of_birth_is_kept_only_where_the_answer_rests_on_it(file: bytes) -> None:
    assert "birth_date" not in json.loads(file)["statement"]["case"]["member"]
    braces = {
        **CAMILLES,
        "member": {"plan": "confort", "country": "France", "joined": "2020-01-01"},
        "inputs": {
            "act": "orthodontics", "date": "2026-03-10", "patient_birth_date": "2012-02-02",
            "amount_eur": 500, "insured": "child",
        },
    }  # fmt: skip
    case = issuing.stated(answered(braces), "X", NOON)["case"]
    assert case["inputs"]["patient_birth_date"] == "2012-02-02"


# --- issuing and checking -------------------------------------------------------------------------


def test_a_statement_says_what_was_asked_decided_and_told(file: bytes) -> None:
    statement = json.loads(file)["statement"]
    assert statement["number"] == "4F2K7M9P"
    assert statement["issued_at"] == "2026-03-14T11:00:00Z"
    assert statement["product"] == {
        "code": "ats_a4916", "name": "Assur Travel Santé", "number": "A 4916",
    }  # fmt: skip
    assert (statement["contract_version"], statement["edition"]) == ("ats-1+wel-1", "impatries")
    assert statement["case"]["inputs"]["amount_eur"] == "80.35"
    assert statement["decision"]["reimbursed_eur"] == "32.75"
    assert statement["decision"]["trace"][-1]["value"] == "32.75"
    assert statement["said"] == ["Vous recevez 62,50 €."]
    assert statement["validity"]["day"] == "2026-03-14"


def test_a_statement_is_genuine_and_decided_the_same_again(
    file: bytes, public: Mapping[str, Any]
) -> None:
    verdict = check(file, public)
    assert verdict.outcome is Outcome.GENUINE
    assert verdict.statement is not None and verdict.statement["number"] == "4F2K7M9P"


def test_one_changed_byte_is_seen_wherever_it_is(file: bytes, public: Mapping[str, Any]) -> None:
    for place in range(len(file)):
        for other in (file[place] ^ 1, file[place] ^ 0x20, ord("0")):
            if other == file[place]:
                continue
            changed = file[:place] + bytes([other]) + file[place + 1 :]
            assert check(changed, public).outcome is not Outcome.GENUINE, (place, other)


@many
@given(st.data())
def test_cut_lengthened_or_spoilt_it_is_no_longer_genuine(
    file: bytes, public: Mapping[str, Any], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(file)))
    end = data.draw(st.integers(place, len(file)))
    spoilt = file[:place] + data.draw(st.binary(max_size=3)) + file[end:]
    if spoilt != file:
        assert check(spoilt, public).outcome is not Outcome.GENUINE


def test_a_better_sum_with_a_signature_of_somebody_else_is_not_genuine(
    file: bytes, public: Mapping[str, Any], tmp_path: Path
) -> None:
    forged = json.loads(file)
    forged["statement"]["decision"]["reimbursed_eur"] = "80.35"
    rotate(tmp_path / "forger.json", date(2026, 1, 1), demo=False)
    theirs = keyring(Settings(statement_keys=tmp_path / "forger.json", _env_file=None))  # type: ignore[call-arg]
    forged["signature"] = theirs.sign(canonical(forged["statement"]))
    assert check(canonical(forged), public).outcome is Outcome.UNKNOWN_KEY
    forged["signature"]["key"] = json.loads(file)["signature"]["key"]
    assert check(canonical(forged), public).outcome is Outcome.CHANGED


def test_signed_by_us_but_decided_differently_is_told(
    keys: Keyring, public: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = issuing.stated(answered(CAMILLES), "4F2K7M9P", NOON)
    statement["decision"]["reimbursed_eur"] = "32.76"
    data = canonical({"statement": statement, "signature": keys.sign(canonical(statement))})
    assert check(data, public).outcome is Outcome.DIFFERS


def test_rules_of_another_version_are_told_and_nothing_is_computed(
    file: bytes, public: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    point = Settled("AMB-05", "other", "the insurer", date(2026, 12, 1))
    settled = product("ats_a4916").with_settled(point)
    monkeypatch.setattr(checking, "product", lambda code: settled)
    monkeypatch.setattr(type(settled), "contract_version", "ats-1.settled+wel-1")
    assert check(file, public).outcome is Outcome.OTHER_VERSION


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"statement":{}}', b"%PDF-1.7", b'{"signature":1,"statement":2}']
)
def test_another_file_is_no_statement(data: bytes, public: Mapping[str, Any]) -> None:
    assert check(data, public).outcome is Outcome.NOT_A_STATEMENT


# --- keys -----------------------------------------------------------------------------------------


def test_the_first_run_makes_keys_that_only_their_owner_reads(settings: Settings) -> None:
    ring = keyring(settings)
    assert settings.statement_keys_file.stat().st_mode & 0o077 == 0
    assert keyring(settings) == ring
    assert ring.keys[0].id.startswith("demo-")
    assert "private" not in json.dumps(ring.public_list())


def test_processes_that_start_together_sign_with_one_key(settings: Settings) -> None:
    script = (
        "import sys, pathlib\n"
        "from assistant.settings import Settings\n"
        "from assistant.statements.keys import keyring\n"
        "print(keyring(Settings(var=pathlib.Path(sys.argv[1]))).keys[0].id)"
    )
    command = [sys.executable, "-c", script, str(settings.var)]
    together = [subprocess.Popen(command, stdout=subprocess.PIPE) for _process in range(4)]
    ids = {process.communicate(timeout=60)[0] for process in together}
    assert len(ids) == 1
    assert [path.name for path in settings.var.iterdir()] == ["statement-keys.json"]


def test_threads_that_start_together_sign_with_one_key(settings: Settings) -> None:
    at_once = Barrier(8)

    def first(_thread: int) -> str:
        at_once.wait()
        return keyring(settings).keys[0].id

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(first, range(8)))) == 1
    kept = settings.statement_keys_file
    assert [file.name for file in kept.parent.iterdir()] == [kept.name]


def test_after_a_rotation_older_statements_stay_verifiable(file: bytes, settings: Settings) -> None:
    first = keyring(settings)
    for turn in range(3):
        rotate(settings.statement_keys_file, date(2026, 4, 1 + turn), demo=True)
        os.utime(settings.statement_keys_file, ns=(turn, turn))
    ring = keyring(settings)
    assert [key.until for key in ring.keys] == [None, "2026-04-03", "2026-04-02", "2026-04-01"]
    assert [key.private is not None for key in ring.keys] == [True, False, False, False]
    assert ring.keys[-1].id == first.keys[0].id
    public = public_keys(json.dumps(ring.public_list()).encode())
    assert check(file, public).outcome is Outcome.GENUINE
    newer = issue(ring, answered(CAMILLES), "NEWER", NOON)
    assert check(newer, public).outcome is Outcome.GENUINE
    older = public_keys(json.dumps(first.public_list()).encode())
    assert check(newer, older).outcome is Outcome.UNKNOWN_KEY


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"keys": []}', '{"keys": [{"id": "x"}]}'])
def test_a_damaged_key_file_signs_nothing(settings: Settings, damage: str) -> None:
    settings.statement_keys_file.write_text(damage)
    with pytest.raises(BadKeys):
        keyring(settings)


def test_T33_production_refuses_the_demos_keys_and_a_file_that_is_not_there(
    settings: Settings, tmp_path: Path
) -> None:
    keyring(settings)
    copied = settings.model_copy(update={"env": "production"})
    with pytest.raises(Refused, match="STATEMENT_KEYS"):
        refuse_demo_keys(copied)
    nowhere = copied.model_copy(update={"statement_keys": tmp_path / "nowhere.json"})
    with pytest.raises(Refused, match="STATEMENT_KEYS"):
        refuse_demo_keys(nowhere)
    rotate(tmp_path / "real.json", date(2026, 1, 1), demo=False)
    real = copied.model_copy(update={"statement_keys": tmp_path / "real.json"})
    refuse_demo_keys(real)
    assert not keyring(real).keys[0].id.startswith("demo-")


def test_T33_production_settings_with_demo_keys_do_not_start(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    keyring(settings)
    monkeypatch.chdir(settings.var)
    for name, value in {**REAL, "var": settings.var}.items():
        shown = value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
        monkeypatch.setenv(f"ASSISTANT_{name.upper()}", shown)
    with pytest.raises(Refused, match="STATEMENT_KEYS"):
        load_settings()


def test_the_key_list_is_published(settings: Settings, clock: FixedClock) -> None:
    app = create_app(settings, clock=clock)
    answer = app.test_client().get("/.well-known/assistant-keys.json")
    app.extensions["assistant"].engine.dispose()
    assert answer.json == keyring(settings).public_list()
    assert b"private" not in answer.data


# --- the commands ---------------------------------------------------------------------------------

Verify = Callable[..., Result]


@pytest.fixture
def verify(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    monkeypatch.setenv("ASSISTANT_VAR", str(settings.var))
    monkeypatch.chdir(tmp_path)

    def run(data: bytes, *arguments: str) -> Result:
        (tmp_path / "statement.json").write_bytes(data)
        return CliRunner().invoke(main, ["verify", "statement.json", *arguments])

    return run


def test_verify_says_that_a_statement_is_genuine_and_what_it_says(
    verify: Verify, file: bytes
) -> None:
    done = verify(file)
    assert done.exit_code == 0
    assert done.output.startswith("Genuine: nothing was changed")
    assert "Paid by the contract: 32.75 EUR" in done.output
    assert "Vous recevez 62,50 €." in done.output
    assert "4F2K7M9P" in done.output


def test_verify_works_with_the_published_list_alone(
    verify: Verify, file: bytes, keys: Keyring, tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "keys.json").write_text(json.dumps(keys.public_list()))
    settings.statement_keys_file.unlink()
    assert verify(file).exit_code == 2
    assert verify(file, "--keys", "keys.json").exit_code == 0


def test_verify_tells_changed_from_unknown_and_from_other_files(
    verify: Verify, file: bytes, settings: Settings
) -> None:
    changed = verify(file.replace(b"32.75", b"42.75"))
    assert (changed.exit_code, "changed after it was signed" in changed.output) == (1, True)
    assert "42.75" not in changed.output  # nothing of a changed file is repeated
    assert verify(b"nothing").exit_code == 1
    settings.statement_keys_file.unlink()
    rotate(settings.statement_keys_file, date(2026, 5, 1), demo=True)
    unknown = verify(file)
    assert (unknown.exit_code, "not on the list" in unknown.output) == (1, True)


def test_verify_tells_genuine_statements_of_other_rules_apart(
    verify: Verify, file: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_decided_again", lambda _statement: Outcome.OTHER_VERSION)
    other = verify(file)
    assert (other.exit_code, "not installed" in other.output) == (3, True)


def test_verify_needs_a_file_and_a_list_it_can_read(verify: Verify, file: bytes) -> None:
    assert CliRunner().invoke(main, ["verify", "nowhere.json"]).exit_code == 2
    assert verify(file, "--keys", "statement.json").exit_code == 2
    assert CliRunner().invoke(main, ["verify"]).exit_code == 2


def test_the_operator_rotates_and_publishes_keys(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASSISTANT_VAR", str(settings.var))
    monkeypatch.chdir(tmp_path)
    first = json.loads(CliRunner().invoke(main, ["keys", "publish"]).output)["keys"]
    assert CliRunner().invoke(main, ["keys", "rotate"]).exit_code == 0
    later = json.loads(CliRunner().invoke(main, ["keys", "publish"]).output)["keys"]
    assert [key["id"] for key in later][1:] == [key["id"] for key in first]
    settings.statement_keys_file.write_text("{")
    assert CliRunner().invoke(main, ["keys", "rotate"]).exit_code == 1


# --- in words -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_every_decision_has_its_words_and_article(language: str) -> None:
    for example in examples():
        statement = issuing.stated(answered(example.case), "X", NOON)
        told = tell(statement, language)
        assert len(told.steps) == len(statement["decision"]["trace"])
        for words, where in told.steps:
            assert "None" not in words + where and "{" not in words + where, example.name
            assert words and where


def test_the_steps_of_a_sum_can_be_followed(file: bytes) -> None:
    statement = json.loads(file)["statement"]
    told = steps_told(statement["decision"], product("ats_a4916"))
    english = [plain(f"{render(words, 'en')} {render(where, 'en')}") for words, where in told]
    assert english == [
        "The care falls within the dates of cover. Art. II-1.2.",
        "Zone of cover: A. Art. II-5.",
        "Level of cover (formule): PREMIUM. Art. II-2.",
        "Prior agreement (entente préalable) is not needed. Art. II-6.1.",
        "At the rate of the contract, each one counts for 72.32 €. Art. II-2.",
        "Within the ceiling for each one: 60 €. Art. II-2.",
        "Guarantee of the contract: 60 €. Art. II-2.",
        "Less what the CFE or social security pays: 17.50 €. Art. II-1.3.",
        "Less the yearly deductible (franchise): 9.75 €. Art. I-2.",
        "Paid by the contract: 32.75 €. Art. I-2.",
    ]
