"""What the vault seals opens again: in its place, for its purpose, also after a rotation."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from assistant.documents.vault import BadKey, CannotOpen, Vault, vault
from assistant.settings import Settings

OLD, NEW = bytes(32), bytes(range(32))


@given(st.binary(max_size=2_000))
def test_sealed_bytes_come_back_identical(data: bytes) -> None:
    sealed = Vault((NEW,)).seal("originals", "a bill", data)
    assert Vault((NEW,)).open("originals", "a bill", sealed) == data


def test_nothing_of_the_content_is_in_the_sealed_bytes() -> None:
    assert b"cardiologie" not in Vault((NEW,)).seal("medical", "x", b"cardiologie" * 10)


def test_sealing_twice_gives_different_bytes() -> None:
    box = Vault((NEW,))
    assert box.seal("originals", "x", b"same") != box.seal("originals", "x", b"same")


def test_a_value_moved_to_another_place_does_not_open() -> None:
    sealed = Vault((NEW,)).seal("originals", "Camille's bill", b"data")
    with pytest.raises(CannotOpen):
        Vault((NEW,)).open("originals", "Samuel's bill", sealed)


def test_the_key_of_originals_does_not_open_medical_papers() -> None:
    sealed = Vault((NEW,)).seal("medical", "x", b"data")
    with pytest.raises(CannotOpen):
        Vault((NEW,)).open("originals", "x", sealed)


def test_one_changed_bit_anywhere_is_noticed() -> None:
    box = Vault((NEW,))
    sealed = box.seal("originals", "x", b"data")
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(CannotOpen):
            box.open("originals", "x", bytes(changed))


@given(st.binary(max_size=64))
def test_bytes_that_were_never_sealed_do_not_open(data: bytes) -> None:
    with pytest.raises(CannotOpen):
        Vault((NEW,)).open("originals", "x", data)


def test_after_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    before, during, after = Vault((OLD,)), Vault((NEW, OLD)), Vault((NEW,))
    sealed = before.seal("originals", "x", b"data")
    assert during.open("originals", "x", sealed) == b"data"
    assert not during.is_current(sealed)
    again = during.seal("originals", "x", b"data")
    assert during.is_current(again)
    assert after.open("originals", "x", again) == b"data"
    with pytest.raises(CannotOpen):
        after.open("originals", "x", sealed)


def test_the_key_comes_from_the_settings_in_either_base64_and_may_be_a_list() -> None:
    def keys(value: str) -> Settings:
        return Settings(vault_key=SecretStr(value))

    standard = base64.b64encode(b"\xff" * 32).decode()
    url_safe = base64.urlsafe_b64encode(b"\xff" * 32).decode()
    old = base64.b64encode(OLD).decode()
    sealed = vault(keys(standard)).seal("originals", "x", b"data")
    assert vault(keys(url_safe)).open("originals", "x", sealed) == b"data"
    assert vault(keys(f"{old}, {standard}")).open("originals", "x", sealed) == b"data"
    assert vault(keys(f"demo-{standard}")).open("originals", "x", sealed) == b"data"


@pytest.mark.parametrize("key", ["", "short", base64.b64encode(b"x" * 31).decode(), "é" * 44])
def test_a_key_that_is_none_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(BadKey) as error:
        vault(Settings(vault_key=SecretStr(key)))
    assert not key or key not in str(error.value)
