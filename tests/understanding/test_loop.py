"""What was not understood is kept without names, labelled, tested and learned from (F24)."""

import json
from pathlib import Path

import pytest
import structlog.testing
from click.testing import CliRunner
from sqlalchemy import Engine

from assistant import misunderstood
from assistant.clock import FixedClock
from assistant.settings import Settings
from assistant.turn import Turns
from assistant.understanding import VERSION, labelling, understand
from assistant.understanding import commands as nlu
from assistant.understanding.anonymise import anonymous
from tests.conftest import message

LABELLED = Path(__file__).with_name("labelled.jsonl")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("je m'appelle camille roche, ça marche ?", "je m'appelle X, ça marche ?"),
        ("write to jo@example.org or +33 6 39 98 00 16", "write to X@X or +00 0 00 00 00 00"),
        ("mon numéro est 4916/00231", "mon numéro est 0000/00000"),
        ("née le 04/03/1988", "née le 01/02/2000"),
        ("FR76 3000 6000 0112 3456 7890 189 is my IBAN", "X00 is my IBAN"),
        ("j'habite 12 rue des Lilas, à Lyon", "j'habite X, à X"),
        ("Dr Meunier asks for 120 euros", "Dr X asks for 120 euros"),
        ("ma fille Inès tousse", "ma fille X tousse"),
        ("60 € chez le dentiste", "60 € chez le dentiste"),
    ],
)  # fmt: skip
def test_F24_a_kept_sentence_says_nothing_of_who_wrote_it(said: str, kept: str) -> None:
    assert anonymous(said) == kept


def test_F24_the_names_on_the_record_are_left_out_however_they_are_written() -> None:
    kept = anonymous("roche camille pour son truc", ("Camille", "Roche"))
    assert kept == "X X pour son truc"


def test_F24_a_label_becomes_a_test_and_a_sentence_to_learn_from(tmp_path: Path) -> None:
    (tmp_path / "tests/understanding").mkdir(parents=True)
    (tmp_path / labelling.SENTENCES).mkdir(parents=True)
    sentences = tmp_path / labelling.SENTENCES / "coverage.fr.txt"
    sentences.write_text("Les lunettes ?\n", "utf-8")
    reviewed = tmp_path / "reviewed.jsonl"
    row = {"text": "le machin pour mes yeux", "intent": "coverage", "lang": "fr", "act": "glasses"}
    reviewed.write_text(json.dumps(row) + "\n", "utf-8")
    for added in (1, 0):
        done = CliRunner().invoke(nlu.commands, ["label", str(reviewed), "--into", str(tmp_path)])
        assert done.output.startswith(f"{added} sentences")
    assert sentences.read_text("utf-8") == "Les lunettes ?\nle machin pour mes yeux\n"
    (line,) = (tmp_path / labelling.TESTS).read_text("utf-8").splitlines()
    assert json.loads(line)["act"] == "glasses"


def test_F24_an_unknown_intent_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    reviewed = tmp_path / "reviewed.jsonl"
    reviewed.write_text('{"text": "x y", "intent": "nonsense", "lang": "fr"}\n', "utf-8")
    with pytest.raises(labelling.BadLabel):
        labelling.add(reviewed, tmp_path)


def test_F24_what_was_labelled_is_understood_since() -> None:
    rows = [json.loads(line) for line in LABELLED.read_text("utf-8").splitlines()]
    assert rows
    wrong = [row["text"] for row in rows if understand(row["text"]).intent != row["intent"]]
    assert wrong == []


def test_F16_the_line_of_a_turn_names_the_version_that_read_it(
    settings: Settings, clock: FixedClock, engine: Engine
) -> None:
    with structlog.testing.capture_logs() as lines:
        Turns(settings, clock, engine).take(message("m1", text="bonjour"))
    (line,) = [line for line in lines if line["event"] == "turn"]
    assert (line["channel"], line["outcome"], line["version"]) == ("sms", "taken", VERSION)


def test_F24_the_review_shows_the_doubtful_ones_of_the_real_messages(
    settings: Settings, clock: FixedClock, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = Turns(settings, clock, engine)
    for event, text in (("m1", "le truc bidule de Zoé c'est quoi"), ("m2", "STOP"), ("m3", "oui")):
        turns.take(message(event, text=text))
    monkeypatch.setattr(misunderstood, "_database", lambda: engine)
    assert list(misunderstood.misunderstood(10)) == ["le truc bidule de X c'est quoi"]
