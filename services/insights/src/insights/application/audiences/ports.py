"""What the use cases of audience retention need."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from insights.application.audiences.read_models import TitleRetention
from insights.domain.audiences.retention import Retention, Video


class AudienceWork(Protocol):
    """One transaction that stores measurements."""

    async def save(self, measured: Sequence[Retention]) -> None:
        """Replace stored measurements that are older; of each version of a video there is one at most."""
        ...


class AudienceReader(Protocol):
    """Reads measurements."""

    async def retention(self, media_id: UUID, video: Video) -> TitleRetention | None:
        """Return the measurement of the newest version that has one, or null for an unknown title."""
        ...
