"""Events that catalog publishes: the slug of each title.

A title that was deleted upstream keeps its slug. The deletion itself is in `media.imported` (`goneAt`), not here.
"""

from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import StateEvent, event
from contracts.identity import Kind


@event("media.published.v1", publisher="catalog", consumers=("ingestion", "insights", "library"))
class MediaPublishedV1(StateEvent):
    """The current slug of a title; its former slugs redirect to it."""

    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    slug: str = Field(min_length=1)
    """Unique among the titles of one kind: a movie and a show may share a slug."""
    published_at: AwareDatetime

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)
