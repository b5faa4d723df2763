"""UUIDv7: ids made by the application, ordered roughly by time so that indexes stay compact.

Order that matters (audit, sync) always comes from a server sequence, never from an id.
"""

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """Return a fresh UUIDv7 (RFC 9562 section 5.7): 48 bits of milliseconds, 74 random ones."""
    milliseconds = time.time_ns() // 1_000_000
    random_a = secrets.randbits(12)
    random_b = secrets.randbits(62)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | random_a << 64 | 0b10 << 62 | random_b)
