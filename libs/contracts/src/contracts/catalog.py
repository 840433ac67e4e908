"""What catalog publishes: the address of each title.

Whether a title is deleted upstream is not repeated here: `media.imported` says so in `goneAt`. Such a title keeps
its slug, and its page leads to its successor or says what happened.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts import topics
from contracts.event import StateEvent
from contracts.identity import Kind


class MediaPublishedV1(StateEvent):
    """A title's current slug: the title can be opened under it; former slugs redirect to it."""

    type: ClassVar[str] = "media.published.v1"
    topic: ClassVar[str] = topics.MEDIA_PUBLISHED

    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    slug: str = Field(min_length=1)
    """Unique among the titles of one kind: a movie and a show may share a slug."""
    published_at: AwareDatetime

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)
