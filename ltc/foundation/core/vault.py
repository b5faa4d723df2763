"""Sealing of single values (national IDs) and keyed hashes, with keys kept outside the database.

AES-256-GCM with the record's id as associated data: a sealed value copied to another row cannot be
opened. The blind index is an HMAC with a key of its own, so that equality can be asked without
opening anything. All keys are derived from one master key (HKDF-SHA256).
"""

import hmac
import os
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_VERSION = 1
_NONCE_BYTES = 12


class Vault:
    """Seals, opens and indexes values with keys derived from one 32-byte master key."""

    def __init__(self, master: bytes) -> None:
        self._cipher = AESGCM(_derived(master, b"ltc field encryption 1"))
        self._index_key = _derived(master, b"ltc blind index 1")
        self._trace_key = _derived(master, b"ltc audit trace 1")
        self.cookie_key = _derived(master, b"ltc cookie signing 1")

    def seal(self, text: str, *, about: UUID) -> bytes:
        """Return ``text`` encrypted so that it opens only for the record ``about``."""
        nonce = os.urandom(_NONCE_BYTES)
        return (
            bytes([KEY_VERSION]) + nonce + self._cipher.encrypt(nonce, text.encode(), about.bytes)
        )

    def open(self, sealed: bytes, *, about: UUID) -> str:
        """Return the text; raises InvalidTag for another record or a changed value."""
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        return self._cipher.decrypt(nonce, body, about.bytes).decode()

    def blind_index(self, text: str) -> bytes:
        """Return a value that is equal only for equal texts and tells nothing else."""
        return hmac.digest(self._index_key, text.encode(), sha256)

    def trace(self, value: object) -> str:
        """Return a short keyed hash for the audit: shows that a value changed, not what it was."""
        return hmac.digest(self._trace_key, str(value).encode(), sha256).hex()[:16]


def _derived(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(master)
