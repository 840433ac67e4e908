"""The limits of calls to a provider: budget, deadlines, attempts, sizes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from ingestion.domain.budget import Rate

DEFAULT_BLOCK: Final = timedelta(seconds=10)
"""How long no calls are sent to a provider that refuses one and does not say until when."""
EPISODES_MAX_BYTES: Final = 64 * 1024 * 1024
"""The bound of a response with episodes: 2,000 of them with 4,000 characters each have up to 48 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPolicy:
    """The limits of calls to one provider."""

    rate: Rate
    attempt_seconds: float = 12.0
    total_seconds: float = 40.0
    """All attempts of one call with their pauses, without waiting for the budget."""
    attempts: int = 4
    base_pause: float = 0.3
    longest_pause: float = 5.0
    max_wait_seconds: float = 30.0
    """How long a call waits for the budget before it fails with QUOTA."""
    max_bytes: int = 8 * 1024 * 1024
    probe_seconds: float = 5.0
    """Deadline of a probe, whose response is small."""
    bundle: int = 8
    """Most calls leased at once."""
