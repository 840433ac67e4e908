"""Ports of the use cases about notifications."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from notifications.domain.messages.occurrence import Occurrence


class Notifications(Protocol):
    """Notifications within one transaction."""

    async def add(self, occurrences: Sequence[tuple[Occurrence, bool]], now: datetime) -> set[UUID]:
        """Store occurrences, each with whether it appears in the inbox; return the ids of those that are new.

        One that is stored already stays as it is.
        """
        ...
