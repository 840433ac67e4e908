"""The port for the current time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Source of the current time. Use cases receive one, so that tests can set the time."""

    def now(self) -> datetime:
        """Return the current instant, aware and in UTC."""
        ...
