"""Read models of audience retention."""

from dataclasses import dataclass
from uuid import UUID

from insights.domain.audiences.retention import Retention, Video


@dataclass(frozen=True, slots=True)
class TitleRetention:
    """The measurement of a video of a title, or null without one; the name is null until the title is imported."""

    media_id: UUID
    name: str | None
    video: Video
    measured: Retention | None
