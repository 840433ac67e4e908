"""The identity of a digest."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

_NAMESPACE: Final = UUID("7d0d6c0c-3f7f-5f0b-9a55-1a1f1f6d9e02")


def digest_id_of(user_id: UUID, period: datetime) -> UUID:
    """Return the id of a user's digest of a period, which is named by the time at which its last item was due."""
    return uuid5(_NAMESPACE, f"{user_id}:{period.astimezone(UTC).isoformat()}")
