"""Storing and reading audience retention."""

from collections.abc import Iterable
from uuid import UUID

from insights.application.audiences.ports import AudienceReader, AudienceWork
from insights.application.audiences.read_models import TitleRetention
from insights.domain.audiences.retention import Retention, Video, newest_of_versions
from insights.domain.errors import MediaNotFound


async def record_retention(work: AudienceWork, measured: Iterable[Retention]) -> None:
    """Apply a batch of measurements in any order: of each version of a video the newest one counts."""
    await work.save(newest_of_versions(measured))


class RetentionQueries:
    """Reads audience retention."""

    def __init__(self, reader: AudienceReader) -> None:
        self._reader = reader

    async def of_title(self, media_id: UUID, video: Video) -> TitleRetention:
        """Return the retention of a video; raise MediaNotFound."""
        retention = await self._reader.retention(media_id, video)
        if retention is None:
            raise MediaNotFound(f"no title has the id {media_id}")
        return retention
