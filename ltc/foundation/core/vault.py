"""Sealing of single values (national IDs) and keyed hashes, with keys kept outside the database.

AES-256-GCM with the record's id as associated data: a sealed value copied to another row cannot be
opened. The blind index is an HMAC with a key of its own, so that equality can be asked without
opening anything. All keys are derived from one master key (HKDF-SHA256).
"""

import base64
import hmac
import os
import re
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_VERSION = 1
_NONCE_BYTES = 12
_LINK_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


class Vault:
    """Seals, opens and indexes values with keys derived from one 32-byte master key."""

    def __init__(self, master: bytes) -> None:
        self._cipher = AESGCM(_derived(master, b"ltc field encryption 1"))
        self._index_key = _derived(master, b"ltc blind index 1")
        self._trace_key = _derived(master, b"ltc audit trace 1")
        self._link_key = _derived(master, b"ltc signed links 1")
        self.cookie_key = _derived(master, b"ltc cookie signing 1")

    def seal(self, text: str, *, about: UUID) -> bytes:
        """Return ``text`` encrypted so that it opens only for the record ``about``."""
        return self.seal_bytes(text.encode(), about=about)

    def open(self, sealed: bytes, *, about: UUID) -> str:
        """Return the text; raises InvalidTag for another record or a changed value."""
        return self.open_bytes(sealed, about=about).decode()

    def seal_bytes(self, content: bytes, *, about: UUID) -> bytes:
        """Return ``content`` (a photo, a voice) encrypted for the record ``about`` only."""
        nonce = os.urandom(_NONCE_BYTES)
        return bytes([KEY_VERSION]) + nonce + self._cipher.encrypt(nonce, content, about.bytes)

    def open_bytes(self, sealed: bytes, *, about: UUID) -> bytes:
        """Return the content; raises InvalidTag for another record or a changed value."""
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        return self._cipher.decrypt(nonce, body, about.bytes)

    def blind_index(self, text: str) -> bytes:
        """Return a value that is equal only for equal texts and tells nothing else."""
        return hmac.digest(self._index_key, text.encode(), sha256)

    def link_token(self, link_id: UUID) -> str:
        """Return the part of an address that opens one link: its id, signed; 43 characters."""
        signed = link_id.bytes + self._link_signature(link_id.bytes)
        return base64.urlsafe_b64encode(signed).decode().rstrip("=")

    def read_link(self, token: str) -> UUID | None:
        """Return the id that a token was signed for, or None for anything we did not sign."""
        if not _LINK_SHAPE.fullmatch(token):
            return None
        signed = base64.urlsafe_b64decode(token + "=")
        named, signature = signed[:16], signed[16:]
        # The last character carries spare bits: only the spelling that we gave out counts.
        is_ours = hmac.compare_digest(signature, self._link_signature(named))
        return (
            UUID(bytes=named) if is_ours and self.link_token(UUID(bytes=named)) == token else None
        )

    def _link_signature(self, named: bytes) -> bytes:
        return hmac.digest(self._link_key, named, sha256)[:16]

    def trace(self, value: object) -> str:
        """Return a short keyed hash for the audit: shows that a value changed, not what it was."""
        return hmac.digest(self._trace_key, str(value).encode(), sha256).hex()[:16]


def _derived(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(master)
