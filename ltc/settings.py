"""What the installation is told by its environment: read once, frozen, passed to create_app."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """One installation.

    ``home`` holds the embedded database and the keys. ``database_url`` is None for the embedded
    database. ``is_demonstration`` shows the banner and the made-up sign-ins. ``today`` moves the
    demonstration to another day. ``is_https`` marks cookies for encrypted connections only.
    """

    home: Path
    database_url: str | None = None
    is_demonstration: bool = False
    today: date | None = None
    is_https: bool = False

    @property
    def url(self) -> str:
        """The database address: what was given, or the embedded file."""
        return self.database_url or f"sqlite:///{self.home / 'ltc.db'}"

    @property
    def is_embedded(self) -> bool:
        """True when the data live in our own encrypted file."""
        return self.url.startswith("sqlite")


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read LTC_HOME, LTC_DATABASE_URL, LTC_DEMONSTRATION, LTC_TODAY and LTC_HTTPS.

    Raises ValueError with one sentence for an LTC_TODAY that is no day.
    """
    home = Path(environ.get("LTC_HOME") or CHECKOUT / "var").resolve()
    url = environ.get("LTC_DATABASE_URL") or None
    if url and url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    told = environ.get("LTC_TODAY")
    return Settings(
        home=home,
        database_url=url,
        is_demonstration=environ.get("LTC_DEMONSTRATION") == "1",
        today=_day(told) if told else None,
        is_https=environ.get("LTC_HTTPS") == "1",
    )


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError as unreadable:
        raise ValueError(f"LTC_TODAY must look like 2026-11-22, not {told!r}") from unreadable
