"""Events that catalog publishes: the slug of each title, whether it is shown, its offers, and the services of users.

A title that was deleted upstream keeps its slug. The deletion itself is in `media.imported` (`goneAt`), not here.
"""

from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Event, ResponsesChanged, StateEvent, event
from contracts.identity import Kind


@event(
    "media.published.v1",
    publisher="catalog",
    consumers=("ingestion", "insights", "library", "notifications", "search", "social"),
    public=(
        "version",
        "media_id",
        "kind",
        "tmdb_id",
        "slug",
        "title",
        "published_at",
    ),
)
class MediaPublishedV1(StateEvent):
    """The current slug of a title, whose former slugs redirect to it, and how the title appears."""

    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    slug: str = Field(min_length=1)
    """Unique among the titles of one kind: a movie and a show may share a slug."""
    listed: bool = True
    """Whether lists show it: neither editors nor the active policy hide it, and it was not deleted upstream."""
    successor_id: UUID | None = None
    """The title that editors or its provider have merged it into, which may be merged itself.

    Null again when editors undo it, and in events that were written before it was sent.
    """
    title: str | None = None
    """The name that is shown, which an editor may have changed; null in events that were written before it was sent."""
    published_at: AwareDatetime

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)


@event(
    "offers.changed.v1",
    publisher="catalog",
    keep_days=2,
    public=("media_id", "kind", "tmdb_id", "changed_at"),
)
class OffersChangedV1(Event):
    """Where a title can be watched has changed in the catalog: its responses have the new offers from now on.

    `availability.changed` states which services a provider has added and removed, before the catalog has read it.
    """

    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    changed_at: AwareDatetime

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)


@event("user.services.changed.v1", publisher="catalog", consumers=("library", "notifications"))
class UserServicesChangedV1(StateEvent):
    """The streaming services that a user subscribes to, all of one region. Keyed by user."""

    user_id: UUID
    region: str = Field(min_length=1)
    """ISO 3166-1."""
    provider_ids: tuple[int, ...] = ()
    """TMDB's numbers, in order; empty when the user has none any more."""
    changed_at: AwareDatetime

    def key(self) -> str:
        """Keyed by user, so that a tombstone removes the services of a deleted user."""
        return str(self.user_id)


@event("catalog.changed.v1", publisher="catalog", consumers=("gateway",), keep_days=1, partitions=1)
class CatalogChangedV1(ResponsesChanged):
    """What has changed of that which public responses of catalog depend on, after the read model has the change."""
