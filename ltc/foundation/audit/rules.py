"""The chain that shows whether an entry of the audit was altered afterwards."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any


def entry_digest(previous: str, entry: Mapping[str, Any]) -> str:
    """Return the hash (64 hex digits) of one entry, all its columns, chained to ``previous``.

    ``previous`` is the digest of the entry before, or "" for the first.
    """
    body = json.dumps(dict(entry), sort_keys=True, ensure_ascii=False, default=str)
    return sha256((previous + "\n" + body).encode()).hexdigest()
