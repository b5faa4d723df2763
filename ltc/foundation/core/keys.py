"""The two keys of an installation, in files of their own that backups leave out."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from ltc.foundation.core.errors import Unusable

KEY_BYTES = 32


@dataclass(frozen=True)
class Keys:
    """``database`` opens the embedded file; ``fields`` is the master key of the vault."""

    database: bytes
    fields: bytes


def load_or_make(home: Path, *, has_data: bool) -> tuple[Keys, bool]:
    """Return the keys under ``home/keys`` and whether they are new.

    Missing keys are made only when there are no data yet: new keys beside old data would be a
    silent loss. Raises Unusable with one sentence otherwise.
    """
    folder = home / "keys"
    files = [folder / "database.key", folder / "fields.key"]
    present = [file.exists() for file in files]
    if all(present):
        return Keys(*(_read(file) for file in files)), False
    if has_data or any(present):
        missing = ", ".join(str(f) for f, there in zip(files, present, strict=True) if not there)
        raise Unusable(f"there are data, but {missing} is missing: put the kept key back")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for file in files:
        _write(file, secrets.token_bytes(KEY_BYTES))
    return Keys(*(_read(file) for file in files)), True


def _read(file: Path) -> bytes:
    key = file.read_bytes()
    if len(key) != KEY_BYTES:
        raise Unusable(f"the key {file} is damaged: it must hold {KEY_BYTES} bytes")
    return key


def _write(file: Path, key: bytes) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(key)
        os.fsync(stream.fileno())
