"""Several hundred everyday words, each with the benefit of the contract that it means (F20)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.understanding import understand

TABLE = Path(__file__).with_name("everyday_words.txt").read_text("utf-8")


def pairs() -> Iterator[tuple[str, str]]:
    for line in TABLE.splitlines():
        if not line.startswith("#"):
            act, words = line.split(": ", 1)
            yield from ((act, word) for word in words.split("; "))


def test_F20_the_table_is_large_and_knows_every_kind_of_care() -> None:
    acts = {act for act, _ in pairs()}
    assert len(list(pairs())) > 700
    assert len({act for act in acts if not act.startswith("excluded:")}) >= 44
    assert len({act for act in acts if act.startswith("excluded:")}) >= 22


@pytest.mark.parametrize(("act", "word"), list(pairs()))
def test_F20_an_everyday_word_means_its_benefit(act: str, word: str) -> None:
    (first, *_) = understand(word).acts
    assert first.act == act
    assert first.clause
