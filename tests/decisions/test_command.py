"""`assistant decide`, run as another program runs it (decisions.md 7)."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from assistant.decisions import stream
from assistant.decisions.reading import MOST_BYTES
from tests.decisions.command import CASE, jsonl, run, run_here, with_inputs, with_member
from tests.rules.examples import worked_examples

EXAMPLES = worked_examples()


@pytest.fixture(scope="module")
def decided() -> list[dict[str, Any]]:
    """Every worked example through the real command, in one run."""
    ran = run(jsonl(*(example["case"] for example in EXAMPLES)))
    assert (ran.status, ran.err) == (0, "")
    return ran.answers


def test_every_worked_example_is_answered_in_its_place(decided: list[dict[str, Any]]) -> None:
    assert [one["id"] for one in decided] == [example["case"]["id"] for example in EXAMPLES]


@pytest.mark.parametrize("place", range(len(EXAMPLES)), ids=lambda n: EXAMPLES[n]["case"]["id"])
def test_the_command_decides_a_worked_example_as_it_is_printed(
    place: int, decided: list[dict[str, Any]]
) -> None:
    expected, answer = dict(EXAMPLES[place]["decision"]), decided[place]
    clauses = expected.pop("clauses", [])
    assert answer["clauses"][: len(clauses[:1])] == clauses[:1]
    assert set(clauses) <= set(answer["clauses"])
    assert {key: answer.get(key) for key in expected} == expected


WRONG: dict[str, tuple[bytes, str | None, str | None]] = {
    "not_json": (b"{nonsense", None, None),
    "not_an_object": (b"[1, 2]", None, None),
    "missing_field": (jsonl({**CASE, "member": None}), "member", "camille-1"),
    "unknown_field": (jsonl(with_inputs(colour="red")), "inputs.colour", "camille-1"),
    "unknown_value": (jsonl(with_member(plan="gold")), "member.plan", "camille-1"),
    "wrong_type": (jsonl(with_inputs(amount_eur="60")), "inputs.amount_eur", "camille-1"),
    "bad_date": (jsonl(with_inputs(date="2026-02-30")), "inputs.date", "camille-1"),
    "out_of_range": (jsonl(with_inputs(amount_eur=-0.01)), "inputs.amount_eur", "camille-1"),
    "inconsistent": (jsonl(with_inputs(end_date="2026-03-09")), "inputs.end_date", "camille-1"),
    "too_long": (jsonl({**CASE, "id": "x" * MOST_BYTES}), None, None),
}


def test_every_error_stands_in_its_place_and_the_other_lines_are_answered() -> None:
    data = b"".join(wrong.rstrip(b"\n") + b"\n" + jsonl(CASE) for wrong, _, _ in WRONG.values())
    ran = run(data)
    assert ran.status == 1
    assert [one["error"]["code"] for one in ran.answers[::2]] == list(WRONG)
    assert [one["error"]["path"] for one in ran.answers[::2]] == [w[1] for w in WRONG.values()]
    assert [one["id"] for one in ran.answers[::2]] == [w[2] for w in WRONG.values()]
    assert [one["line"] for one in ran.answers[::2]] == list(range(1, 2 * len(WRONG), 2))
    assert {one["answer"] for one in ran.answers[1::2]} == {"covered"}


def test_blank_lines_are_skipped_and_counted() -> None:
    ran = run_here(b"\n  \n" + jsonl(CASE) + b"\r\n\t\n" + b"{")
    assert [one.get("answer") for one in ran.answers] == ["covered", None]
    assert ran.answers[1]["line"] == 6


def test_no_line_at_all_is_no_error() -> None:
    assert run_here(b"") == run_here(b"\n \n")
    assert (run_here(b"").status, run_here(b"").out) == (0, b"")


def test_a_last_line_without_an_end_and_a_byte_order_mark_are_read() -> None:
    ran = run_here(b"\xef\xbb\xbf" + jsonl(CASE).rstrip())
    assert (ran.status, ran.answers[0]["answer"]) == (0, "covered")


def test_negative_answers_and_depends_are_decisions() -> None:
    no, depends = with_member(plan="basic"), with_member(plan=None)
    ran = run_here(jsonl(no, depends))
    assert [one["answer"] for one in ran.answers] == ["not_covered", "depends"]
    assert ran.status == 0


@pytest.mark.parametrize("length", [MOST_BYTES - 1, MOST_BYTES, MOST_BYTES + 1, 3 * MOST_BYTES])
def test_a_case_of_one_mebibyte_is_read_and_one_byte_more_is_not(length: int) -> None:
    empty = len(json.dumps({**CASE, "id": ""}))
    line = json.dumps({**CASE, "id": "x" * (length - empty)}).encode()
    ran = run_here(line + b"\n" + jsonl(CASE))
    assert len(line) == length
    assert ("error" in ran.answers[0]) == (length > MOST_BYTES)
    assert [one.get("answer") for one in ran.answers[1:]] == ["covered"]


@pytest.mark.parametrize(
    "number", ["1" * 5000, "-" + "9" * 400, "1e99999999999999999999", "1e999999", "NaN", "Infinity"]
)
def test_a_number_no_machine_holds_is_out_of_range_and_its_field_named(number: str) -> None:
    line = json.dumps(CASE).replace('"amount_eur": 60', f'"amount_eur": {number}')
    error = run_here(line.encode()).answers[0]["error"]
    assert (error["code"], error["path"]) == ("out_of_range", "inputs.amount_eur")


def test_an_identifier_of_any_letters_is_echoed() -> None:
    for identity in ("", "é", "\x00", "\ud800", "𝒳", "a\u2028b", '"\\'):
        ran = run_here(json.dumps({**CASE, "id": identity}).encode())
        assert (ran.answers[0]["id"], ran.out.count(b"\n")) == (identity, 1)


def test_a_wrong_option_or_argument_is_the_commands_own_error() -> None:
    for arguments in (["--verbose"], ["cases.jsonl"]):
        ran = run(jsonl(CASE), *arguments)
        assert (ran.status, ran.out) == (2, b"")
        assert "Usage" in ran.err


def test_an_input_that_cannot_be_read_is_the_commands_own_error(tmp_path: Any) -> None:
    command = [sys.executable, "-m", "assistant", "decide"]
    with (tmp_path / "write-only").open("wb") as closed_to_reading:
        done = subprocess.run(command, stdin=closed_to_reading, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"assistant decide: ")


def test_who_stops_reading_stops_the_command() -> None:
    command = [sys.executable, "-m", "assistant", "decide"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(jsonl(CASE))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["answer"] == "covered"
        process.stdout.close()
        process.stdin.write(jsonl(CASE) * 5)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 2


def test_each_answer_leaves_before_the_next_case_is_read() -> None:
    """A caller may hold the command open and ask case by case."""
    command = [sys.executable, "-m", "assistant", "decide"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        assert process.stdin and process.stdout
        for _case in range(3):
            process.stdin.write(jsonl(CASE))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["answer"] == "covered"
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def test_a_fault_of_ours_costs_one_line_its_answer_and_tells_no_fact(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from assistant.decisions import answering
    from assistant.decisions.writing import decision_object as sound

    def faulty(case_id: str | None, decision: Any) -> dict[str, Any]:
        if case_id == "broken":
            raise ZeroDivisionError("CANARY confort")
        return sound(case_id, decision)

    monkeypatch.setattr(answering, "decision_object", faulty)
    ran = run_here(jsonl({**CASE, "id": "broken"}, CASE))
    assert ran.status == 1
    assert ran.answers[0]["error"]["code"] == "internal"
    assert (ran.answers[0]["id"], ran.answers[1]["answer"]) == ("broken", "covered")
    assert "decision_failed" in caplog.text
    assert "CANARY" not in caplog.text


def test_deciding_needs_neither_web_nor_database_nor_wording() -> None:
    script = (
        "import sys, io\n"
        "from assistant.decisions.commands import decide\n"
        "decide(io.BytesIO(b'{}'), io.BytesIO())\n"
        "heavy = {'flask', 'sqlalchemy', 'babel', 'jinja2', 'pydantic', 'structlog'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60)
    assert done.stdout.strip() == b"[]"


def test_a_line_is_written_in_one_line_of_ascii() -> None:
    assert stream.written({"id": "é\n"}) == b'{"id": "\\u00e9\\n"}\n'
