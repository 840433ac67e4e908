"""The system's clock."""

from datetime import UTC, datetime


class SystemClock:
    """Tells the time of the machine."""

    def now(self) -> datetime:
        """Give the present instant in UTC."""
        return datetime.now(UTC)
