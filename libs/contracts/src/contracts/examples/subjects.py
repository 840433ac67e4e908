"""The subjects that every example is about."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

NOON: Final = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
USER: Final = UUID("0199a2f0-7c1e-7b52-9d3a-5d2f6c0e8a41")
SESSION: Final = UUID("0199a2f1-02ab-7d10-8e44-9b1c7f3a6d55")
MOVIE: Final = 438631
SHOW: Final = 1396
