from __future__ import annotations

from datetime import UTC, datetime

import pytest

from salus.accounts import keys
from salus.accounts.keys import data_key, open_sealed, seal
from salus.kit.errors import OperatorError, UserInputError

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def ring(tmp_path):
    return keys.load_keyring(tmp_path)


def test_the_master_key_file_is_made_once_and_for_its_owner_only(tmp_path):
    first = keys.load_keyring(tmp_path / "data")
    assert (tmp_path / "data" / "master.key").stat().st_mode & 0o777 == 0o600
    assert keys.load_keyring(tmp_path / "data") == first


def test_a_given_master_key_shuts_out_the_file(tmp_path):
    given = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    assert keys.load_keyring(tmp_path, given=given).masters == (b"01234567890123456789012345678901",)
    assert not (tmp_path / "master.key").exists()


@pytest.mark.parametrize("given", ["not base64!", "c2hvcnQ="])
def test_a_master_key_that_is_none_is_refused_with_a_sentence(tmp_path, given):
    with pytest.raises(OperatorError, match="master key in SALUS_MASTER_KEY"):
        keys.load_keyring(tmp_path, given=given)


def test_what_is_sealed_opens_with_the_same_key_and_place_only(db, person, ring):
    key = data_key(db, person, "apple_health", "blobs", ring, now=NOW)
    sealed = seal(key, b"weight 71.4", b"row 7")
    assert b"71.4" not in sealed
    assert (
        open_sealed(data_key(db, person, "apple_health", "blobs", ring), sealed, b"row 7") == b"weight 71.4"
    )
    with pytest.raises(OperatorError, match="damaged"):
        open_sealed(key, sealed, b"row 8")
    other = data_key(db, person, "apple_health", "quarantine", ring, now=NOW)
    with pytest.raises(OperatorError, match="damaged"):
        open_sealed(other, sealed, b"row 7")


def test_keys_are_stored_wrapped(db, person, ring):
    key = data_key(db, person, "apple_health", "blobs", ring, now=NOW)
    stored = db.execute("SELECT wrapped_key FROM data_keys WHERE user_id = %s", [person]).fetchall()
    assert len(stored) == 2
    assert all(key.key not in row[0] and ring.masters[0] not in row[0] for row in stored)


def test_a_rotated_key_seals_anew_and_the_old_one_still_opens(db, person, ring):
    old = data_key(db, person, "", "notes", ring, now=NOW)
    sealed = seal(old, b"before")
    new = keys.rotate_data_key(db, person, "", "notes", ring, now=NOW)
    assert (old.version, new.version) == (1, 2)
    assert data_key(db, person, "", "notes", ring) == new
    again = data_key(db, person, "", "notes", ring, version=keys.sealed_version(sealed))
    assert open_sealed(again, sealed) == b"before"


def test_a_destroyed_key_never_comes_back_and_the_next_is_another(db, person, ring):
    first = data_key(db, person, "apple_health", "blobs", ring, now=NOW)
    kept = data_key(db, person, "oura", "tokens", ring, now=NOW)
    assert keys.destroy_keys(db, person, provider="apple_health", now=NOW) == 1
    with pytest.raises(UserInputError, match="destroyed"):
        data_key(db, person, "apple_health", "blobs", ring, version=1)
    assert data_key(db, person, "apple_health", "blobs", ring, now=NOW).key != first.key
    assert data_key(db, person, "oura", "tokens", ring) == kept


def test_destroying_a_persons_keys_leaves_nothing_to_unwrap(db, person, ring):
    data_key(db, person, "apple_health", "blobs", ring, now=NOW)
    assert keys.destroy_keys(db, person, now=NOW) == 2
    left = db.execute("SELECT count(wrapped_key) FROM data_keys WHERE user_id = %s", [person]).fetchone()
    assert left == (0,)


def test_a_new_master_key_rewraps_and_the_old_one_may_go(db, person, tmp_path, ring):
    key = data_key(db, person, "apple_health", "blobs", ring, now=NOW)
    both = keys.add_master_key(tmp_path)
    assert data_key(db, person, "apple_health", "blobs", both) == key
    assert keys.rewrap(db, person, both)
    assert not keys.rewrap(db, person, both)
    newest = keys.keep_newest_master_key(tmp_path)
    assert data_key(db, person, "apple_health", "blobs", newest) == key
    with pytest.raises(OperatorError, match="another master key"):
        data_key(db, person, "apple_health", "blobs", ring)


def test_a_wrapped_key_moved_to_another_row_does_not_open(db, person, ring):
    data_key(db, person, "a", "x", ring, now=NOW)
    data_key(db, person, "b", "x", ring, now=NOW)
    db.execute(
        """UPDATE data_keys SET wrapped_key =
               (SELECT wrapped_key FROM data_keys WHERE user_id = %s AND provider = 'a')
           WHERE user_id = %s AND provider = 'b'""",
        [person, person],
    )
    with pytest.raises(OperatorError, match="damaged"):
        data_key(db, person, "b", "x", ring)
