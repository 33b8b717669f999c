"""The keys of a person's secrets: a master key wraps one key per person, which wraps one per purpose.

Destroying a person's or a source's keys makes everything sealed with them unreadable for good, in the
database, in backups and in files: that is what erasure rests on.
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from salus.accounts import queries
from salus.db import Transaction
from salus.kit.errors import OperatorError, UserInputError
from salus.kit.ids import PersonId

_KEY_BYTES = 32
_NONCE_BYTES = 12
_PERSON_PURPOSE = "person"


@dataclass(frozen=True, slots=True)
class DataKey:
    """One key of AES-256-GCM for one (person, provider, purpose), with its version."""

    version: int
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The master keys: the first seals what is new, the others still open what they sealed before."""

    masters: tuple[bytes, ...] = field(repr=False)

    def wrap(self, key: bytes, aad: bytes) -> bytes:
        """Seal a person's key with the newest master key; its four-byte name stands before it."""
        return _name_of(self.masters[0]) + _seal(self.masters[0], key, aad)

    def unwrap(self, wrapped: bytes, aad: bytes) -> bytes:
        """Open a person's key.

        Raises: OperatorError when no master key of this ring sealed it.
        """
        for master in self.masters:
            if _name_of(master) == wrapped[:4]:
                return _open(master, wrapped[4:], aad)
        raise OperatorError(
            "The database holds keys that another master key has sealed. Put the master key that belongs to "
            "it back (the file master.key of the data directory, or SALUS_MASTER_KEY)."
        )

    def wraps_with_newest(self, wrapped: bytes) -> bool:
        """Tell whether this was sealed by the newest master key of the ring."""
        return wrapped[:4] == _name_of(self.masters[0])


def load_keyring(data_dir: Path, *, given: str | None = None, file: Path | None = None) -> Keyring:
    """Return the master keys, made on first use.

    `given` (SALUS_MASTER_KEY) is base64 of 32 bytes, several separated by commas, the newest first; else
    `file` (SALUS_MASTER_KEY_FILE) holds them, one a line; else `<data_dir>/master.key` does, created with
    mode 0600 when it is missing.
    Raises: OperatorError when a key is no such base64, or the named file is missing.
    """
    if given:
        return Keyring(tuple(_decoded(part, "SALUS_MASTER_KEY") for part in given.split(",")))
    path = file or data_dir / "master.key"
    if file is None and not path.exists():
        _create_file(path)
    try:
        lines = path.read_text(encoding="ascii").split()
    except OSError as error:
        raise OperatorError(f"The master key file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise OperatorError(f"The master key file {path} is not text of base64.") from error
    if not lines:
        raise OperatorError(
            f"The master key file {path} is empty; put the key of this database back into it."
        )
    return Keyring(tuple(_decoded(line, str(path)) for line in lines))


def add_master_key(data_dir: Path) -> Keyring:
    """Put a new master key before the ones in `<data_dir>/master.key` and return the ring.

    Afterwards `rewrap` each person's key; then `keep_newest_master_key` may drop the old ones.
    """
    ring = Keyring((os.urandom(_KEY_BYTES), *load_keyring(data_dir).masters))
    _write_file(data_dir / "master.key", ring)
    return ring


def keep_newest_master_key(data_dir: Path) -> Keyring:
    """Drop all but the newest master key from `<data_dir>/master.key` and return the ring."""
    ring = Keyring(load_keyring(data_dir).masters[:1])
    _write_file(data_dir / "master.key", ring)
    return ring


def data_key(
    tx: Transaction,
    person: PersonId,
    provider: str,
    purpose: str,
    keyring: Keyring,
    *,
    version: int | None = None,
    now: datetime | None = None,
) -> DataKey:
    """Return the newest key for (person, provider, purpose), made when there is none; or one by version.

    `now` is written beside a key that is made; without it the transaction's own time is.
    Raises: UserInputError (`erased`) when the version asked for was destroyed or never was.
    """
    wrapping = _person_key(tx, person, keyring, now)
    return _key(tx, person, provider, purpose, version, now, wrapping)


def rotate_data_key(
    tx: Transaction, person: PersonId, provider: str, purpose: str, keyring: Keyring, *, now: datetime
) -> DataKey:
    """Make the next version of a key, used for all that is sealed from now on; older versions still open."""
    wrapping = _person_key(tx, person, keyring, now)
    newest = queries.newest_key(tx, person, provider, purpose)
    return _make(tx, person, provider, purpose, 1 if newest is None else newest.version + 1, now, wrapping)


def rewrap(tx: Transaction, person: PersonId, keyring: Keyring) -> bool:
    """Seal the person's key with the newest master key; tell whether that was still to be done."""
    changed = False
    for row in queries.keys_of(tx, person, "", _PERSON_PURPOSE):
        if row.wrapped_key is None or keyring.wraps_with_newest(row.wrapped_key):
            continue
        aad = _aad(person, "", _PERSON_PURPOSE, row.version)
        plain = keyring.unwrap(row.wrapped_key, aad)
        queries.replace_wrapped(tx, person, "", _PERSON_PURPOSE, row.version, keyring.wrap(plain, aad))
        changed = True
    return changed


def destroy_keys(tx: Transaction, person: PersonId, *, provider: str | None = None, now: datetime) -> int:
    """Destroy the keys of one provider, or of the whole person, and return how many there were.

    What was sealed with them cannot be opened any more. A later `data_key` makes a new version.
    """
    return queries.destroy_keys(tx, person, provider, now)


def seal(key: DataKey, plaintext: bytes, aad: bytes = b"") -> bytes:
    """Encrypt with AES-256-GCM: key version (4 bytes, big-endian), nonce (12), ciphertext with tag.

    `aad` is bound to the result and must be given again to open it (the row's identity, for example).
    """
    return key.version.to_bytes(4) + _seal(key.key, plaintext, aad)


def open_sealed(key: DataKey, sealed: bytes, aad: bytes = b"") -> bytes:
    """Return the plaintext of `seal`.

    Raises: OperatorError when it was sealed by another key or version, for another `aad`, or is damaged.
    """
    if sealed_version(sealed) != key.version:
        raise OperatorError(
            f"Version {key.version} of a key cannot open what version {sealed_version(sealed)} has sealed."
        )
    return _open(key.key, sealed[4:], aad)


def sealed_version(sealed: bytes) -> int:
    """Return the version of the key that `seal` used."""
    return int.from_bytes(sealed[:4])


def _person_key(tx: Transaction, person: PersonId, keyring: Keyring, now: datetime | None) -> DataKey:
    return _key(tx, person, "", _PERSON_PURPOSE, None, now, keyring)


def _key(
    tx: Transaction,
    person: PersonId,
    provider: str,
    purpose: str,
    version: int | None,
    now: datetime | None,
    wrapping: Keyring | DataKey,
) -> DataKey:
    if version is None:
        row = queries.newest_key(tx, person, provider, purpose)
    else:
        row = queries.key_version(tx, person, provider, purpose, version)
        if row is None or row.wrapped_key is None:
            raise UserInputError(
                "This data was sealed with a key that has been destroyed; it cannot be read again.",
                code="erased",
            )
    if row is None or row.wrapped_key is None:
        return _make(tx, person, provider, purpose, 1 if row is None else row.version + 1, now, wrapping)
    return DataKey(
        row.version, _unwrap(wrapping, row.wrapped_key, _aad(person, provider, purpose, row.version))
    )


def _make(
    tx: Transaction,
    person: PersonId,
    provider: str,
    purpose: str,
    version: int,
    now: datetime | None,
    wrapping: Keyring | DataKey,
) -> DataKey:
    aad = _aad(person, provider, purpose, version)
    queries.insert_key(
        tx, person, provider, purpose, version, _wrap(wrapping, os.urandom(_KEY_BYTES), aad), now
    )
    # Another transaction may have made the same version first: what is stored is what counts.
    row = queries.key_version(tx, person, provider, purpose, version)
    if row is None or row.wrapped_key is None:
        raise OperatorError("A key that was just made is gone again: the person is being erased.")
    return DataKey(version, _unwrap(wrapping, row.wrapped_key, aad))


def _wrap(wrapping: Keyring | DataKey, key: bytes, aad: bytes) -> bytes:
    return wrapping.wrap(key, aad) if isinstance(wrapping, Keyring) else _seal(wrapping.key, key, aad)


def _unwrap(wrapping: Keyring | DataKey, wrapped: bytes, aad: bytes) -> bytes:
    return (
        wrapping.unwrap(wrapped, aad) if isinstance(wrapping, Keyring) else _open(wrapping.key, wrapped, aad)
    )


def _aad(person: PersonId, provider: str, purpose: str, version: int) -> bytes:
    """Bind a wrapped key to its row, so that rows cannot be swapped."""
    return b"\0".join([person.bytes, provider.encode(), purpose.encode(), str(version).encode()])


def _seal(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, aad)


def _open(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], aad)
    except (InvalidTag, ValueError) as error:
        raise OperatorError(
            "Sealed data cannot be opened: it is damaged, or was sealed for another place or by another key."
        ) from error


def _name_of(master: bytes) -> bytes:
    return sha256(b"salus master key\0" + master).digest()[:4]


def _decoded(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise OperatorError(f"The master key in {where} is not base64.") from error
    if len(key) != _KEY_BYTES:
        raise OperatorError(
            f"The master key in {where} has {len(key)} bytes; it must have 32, written as base64."
        )
    return key


def _create_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.{os.getpid()}.new")
    _write(part, (os.urandom(_KEY_BYTES),))
    try:
        os.link(part, path)  # fails when another process was first: its key is the one that counts
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _write_file(path: Path, ring: Keyring) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.new")
    _write(part, ring.masters)
    part.replace(path)


def _write(path: Path, masters: tuple[bytes, ...]) -> None:
    try:
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("".join(base64.b64encode(m).decode() + "\n" for m in masters))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OperatorError(f"Cannot write the master key to {path}: {error.strerror}.") from error
