"""Sealed values belong to one record; ids follow time; keys are never replaced in silence."""

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from ltc.foundation.core.errors import Unusable
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.keys import load_or_make
from ltc.foundation.core.vault import Vault

ID = "1234567890121"


def test_value_opens_for_its_own_record_only(vault: Vault) -> None:
    mine, other = new_id(), new_id()
    sealed = vault.seal(ID, about=mine)
    assert vault.open(sealed, about=mine) == ID
    with pytest.raises(InvalidTag):
        vault.open(sealed, about=other)
    with pytest.raises(InvalidTag):
        Vault(b"\x03" * 32).open(sealed, about=mine)


def test_every_changed_bit_is_noticed(vault: Vault) -> None:
    record = new_id()
    sealed = vault.seal(ID, about=record)
    for place in range(1, len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(InvalidTag):
            vault.open(bytes(changed), about=record)


def test_sealing_twice_looks_different(vault: Vault) -> None:
    record = new_id()
    assert len({vault.seal(ID, about=record)[1:13] for _ in range(2_000)}) == 2_000


def test_index_is_equal_for_equal_values_under_one_key(vault: Vault) -> None:
    assert vault.blind_index(ID) == Vault(b"\x02" * 32).blind_index(ID)
    assert vault.blind_index(ID) != vault.blind_index(ID[::-1])
    assert vault.blind_index(ID) != Vault(b"\x03" * 32).blind_index(ID)
    assert ID not in vault.trace(ID)


def test_ids_are_of_version_7_and_never_repeat() -> None:
    made = [new_id() for _ in range(5_000)]
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {"specified in RFC 4122"}
    assert len(set(made)) == len(made)


def test_ids_follow_time() -> None:
    moments = [one.int >> 80 for one in (new_id() for _ in range(5_000))]
    assert moments == sorted(moments)


def test_keys_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    made, is_new = load_or_make(tmp_path, has_data=False)
    assert is_new
    assert load_or_make(tmp_path, has_data=True) == (made, False)
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "keys").iterdir()} == {0o600}


def test_missing_key_beside_data_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="put the kept key back"):
        load_or_make(tmp_path, has_data=True)
    load_or_make(tmp_path, has_data=False)
    (tmp_path / "keys" / "fields.key").unlink()
    with pytest.raises(Unusable, match=r"fields\.key is missing"):
        load_or_make(tmp_path, has_data=False)


def test_damaged_key_is_a_sentence(tmp_path: Path) -> None:
    load_or_make(tmp_path, has_data=False)
    (tmp_path / "keys" / "fields.key").write_bytes(b"short")
    with pytest.raises(Unusable, match="damaged"):
        load_or_make(tmp_path, has_data=True)
