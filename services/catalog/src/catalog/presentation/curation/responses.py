"""Response bodies of curation."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from catalog.domain.curation.collections import Collection, CollectionKind, in_language
from catalog.domain.curation.scheduling import ScheduledAction, ScheduledChange, ScheduleState
from catalog.domain.curation.sections import Arrangement
from catalog.presentation.curation.requests import KIND, SECTION
from catalog.presentation.routes.localization import Languages
from catalog.presentation.schemas.lookup import LookedUpTitle
from chassis.http.images import BACKDROP, Images, image_urls
from chassis.http.schemas import ImageSet, PageMeta, ResponseModel

SLUG = Field(description="Its name in addresses", examples=["summer-nights"])


class CollectionResponse(ResponseModel):
    """A collection as editors see it."""

    slug: str = SLUG
    kind: CollectionKind = Field(description=KIND, examples=["collection"])
    names: dict[str, str] = Field(
        description="Name by language", examples=[{"en": "Summer nights", "uk": "Літні ночі"}]
    )
    descriptions: dict[str, str] = Field(
        description="Description by language", examples=[{"en": "Movies for warm evenings."}]
    )
    image: str | None = Field(
        description="Path of TMDB or URL of the picture, or null", examples=["https://images.example.org/summer.jpg"]
    )
    titles: list[UUID] = Field(
        description="Ids of its titles in their order, also of those that are not listed",
        examples=[["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"]],
    )
    position: int = Field(description="Its place among collections", examples=[10])
    published: bool = Field(description="Whether it is public", examples=[True])
    version: int = Field(description="Version, as in the ETag", examples=[2])
    changed_at: datetime = Field(description="When it was changed last", examples=["2026-11-21T12:00:00Z"])

    @classmethod
    def of(cls, collection: Collection) -> Self:
        """Return the response for a collection."""
        content = collection.content
        return cls(
            slug=collection.slug,
            kind=content.kind,
            names=dict(content.names),
            descriptions=dict(content.descriptions),
            image=content.image,
            titles=list(content.media_ids),
            position=content.position,
            published=collection.published,
            version=collection.version,
            changed_at=collection.changed_at,
        )


class CuratedItem(ResponseModel):
    """A published collection in the language of the request."""

    slug: str = SLUG
    kind: CollectionKind = Field(description=KIND, examples=["collection"])
    name: str = Field(description="Name in the language of the request", examples=["Summer nights"])
    description: str | None = Field(
        description="Description in the language of the request, or null", examples=["Movies for warm evenings."]
    )
    image: ImageSet | None = Field(description="The picture in four sizes, or null")
    path: str = Field(
        description="Path of the collection with its titles", examples=["/api/v1/catalog/curated/summer-nights"]
    )

    @classmethod
    def of(cls, collection: Collection, languages: Languages, images: Images) -> Self:
        """Return the response for a collection; its languages are recorded as served."""
        content = collection.content
        name = in_language(content.names, languages.preferred)
        description = in_language(content.descriptions, languages.preferred)
        languages.serve([text[0] for text in (name, description) if text is not None])
        urls = image_urls(content.image, BACKDROP, images.base)
        return cls(
            slug=collection.slug,
            kind=content.kind,
            name=name[1] if name else collection.slug,
            description=description[1] if description else None,
            image=None if urls is None else ImageSet(**urls),
            path=f"/api/v1/catalog/curated/{collection.slug}",
        )


class CuratedCollection(CuratedItem):
    """A published collection with a page of its titles."""

    titles: list[LookedUpTitle] = Field(description="The listed titles of this page, in the order of the editors")


class CuratedResponse(ResponseModel):
    """A published collection, and the position of its page of titles."""

    success: Literal[True] = Field(default=True, description="Always true: the request succeeded")
    data: CuratedCollection = Field(description="The collection")
    meta: PageMeta = Field(description="The position of the page of titles")


class PinResponse(ResponseModel):
    """A title at a position of a section."""

    media_id: UUID = Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    position: int = Field(description="Its place in the section, from 1", examples=[1])


class SectionResponse(ResponseModel):
    """How a section of the home page is arranged."""

    key: str = Field(description=SECTION, examples=["trendingMovies"])
    enabled: bool = Field(description="Whether the home page has it", examples=[True])
    position: int = Field(description="Its place; sections of one place keep their default order", examples=[0])
    pins: list[PinResponse] = Field(description="Titles at fixed positions, by position")
    version: int = Field(description="Version, as in the ETag of a change; 0 for the default", examples=[1])

    @classmethod
    def of(cls, arrangement: Arrangement) -> Self:
        """Return the response for an arrangement."""
        return cls(
            key=arrangement.key,
            enabled=arrangement.enabled,
            position=arrangement.position,
            pins=[PinResponse(media_id=pin.media_id, position=pin.position) for pin in arrangement.pins],
            version=arrangement.version,
        )


class ScheduledChangeResponse(ResponseModel):
    """A change at an instant."""

    id: UUID = Field(description="Id of the scheduled change", examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"])
    action: ScheduledAction = Field(description="What is done", examples=["collection.publish"])
    target: str = Field(description="Slug of the collection, or id of the title", examples=["summer-nights"])
    at: datetime = Field(description="When it is done", examples=["2026-12-01T00:00:00Z"])
    reason: str | None = Field(description="The reason that the editor gave, or null", examples=["Start of summer"])
    state: ScheduleState = Field(
        description="`pending`: not due yet. `done`: applied. `failed`: the target no longer existed. `cancelled`: by"
        " an editor",
        examples=["pending"],
    )
    scheduled_by: UUID = Field(description="Id of the editor", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    created_at: datetime = Field(description="When it was scheduled", examples=["2026-11-21T12:00:00Z"])
    ended_at: datetime | None = Field(description="When it was applied or cancelled, or null", examples=[None])
    failure: str | None = Field(description="Why it failed, or null", examples=[None])

    @classmethod
    def of(cls, change: ScheduledChange) -> Self:
        """Return the response for a scheduled change."""
        return cls(
            id=change.id,
            action=change.action,
            target=change.target,
            at=change.due_at,
            reason=change.reason,
            state=change.state,
            scheduled_by=change.user_id,
            created_at=change.created_at,
            ended_at=change.ended_at,
            failure=change.failure,
        )
