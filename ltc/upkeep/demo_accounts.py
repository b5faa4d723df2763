"""The made-up sign-ins of a demonstration, in a file that only its owner can read."""

import json
import os
from pathlib import Path
from typing import Any

FILE_NAME = "demo-accounts.json"


def read_demo_accounts(home: Path) -> list[dict[str, Any]]:
    """Return the sign-ins of this demonstration, or none."""
    file = home / FILE_NAME
    return list(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else []


def write_demo_accounts(home: Path, accounts: list[dict[str, Any]]) -> Path:
    """Write the sign-ins (0600), whole or not at all; returns the file."""
    file = home / FILE_NAME
    half_made = file.with_suffix(".half")
    handle = os.open(half_made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(accounts, stream, ensure_ascii=False, indent=1)
    half_made.chmod(0o600)
    half_made.replace(file)
    return file
