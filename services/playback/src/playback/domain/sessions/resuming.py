"""Where a video begins when it is played again."""

from typing import Final

COMPLETED_PERCENT: Final = 90
"""From this share on a video counts as watched, as in library."""
LONG_MS: Final = 3_600_000
REMAINING_MS: Final = 300_000
"""What may remain of a video that is longer than an hour: a tenth of it is more than its credits."""


def resume_position(position_ms: int, duration_ms: int | None) -> int:
    """Return where to begin: at the last position, or at the beginning of a video that was watched to its end."""
    if not duration_ms:
        return position_ms
    completed = duration_ms - REMAINING_MS if duration_ms > LONG_MS else duration_ms * COMPLETED_PERCENT // 100
    return 0 if position_ms >= completed else position_ms
