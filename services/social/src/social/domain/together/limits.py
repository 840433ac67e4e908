"""Bounds and durations of sessions."""

from datetime import timedelta
from typing import Final

MEMBERS: Final = 50
SESSIONS_PER_USER: Final = 10
QUEUE_ITEMS: Final = 100
NAME_CHARACTERS: Final = 80
LONGEST_MS: Final = 48 * 3_600_000
"""The longest item, and the highest position."""

CODE_LASTS: Final = timedelta(hours=12)
ATTEMPTS: Final = 10
"""Codes that a user may try within the window without success."""
ATTEMPT_WINDOW: Final = timedelta(minutes=10)

SEEN_EVERY: Final = timedelta(seconds=5)
"""How often an open stream states that its member is present."""
PRESENT: Final = timedelta(seconds=15)
"""How long a member counts as present without that."""
HOST_AWAY: Final = timedelta(seconds=30)
"""How long a host may be away before another member becomes the host."""
EMPTY_ENDS: Final = timedelta(minutes=15)
"""How long a session without a present member goes on."""
ENDED_KEPT: Final = timedelta(hours=1)
"""How long an ended session is stored: so long its streams can say that it has ended."""
