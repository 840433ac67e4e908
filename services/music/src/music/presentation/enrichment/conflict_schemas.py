"""Bodies of conflicts."""

from datetime import datetime
from typing import Final, Self
from uuid import UUID

from pydantic import Field

from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, instant
from chassis.http.schemas import RequestModel, ResponseModel
from music.application.enrichment.ports import ConflictFilter
from music.domain.enrichment import fields
from music.domain.enrichment.conflicts import Conflict, ConflictStatus, Suggestion
from music.presentation.enrichment.schemas import ID

CONFLICTS: Final = Order("music-conflicts", (instant, identifier))
_MBID: Final = "2944824d-4c26-476f-a981-be849081942f"


class ConflictParams(DeepPartParams):
    """Which conflicts to return."""

    status: ConflictStatus | None = Field(
        default=None, description="Only conflicts with this status", examples=["pending"]
    )
    kind: fields.EntityKind | None = Field(
        default=None, description="Only conflicts of artists, or of albums", examples=["artist"]
    )
    entity_id: UUID | None = Field(default=None, description="Only conflicts of this artist or album", examples=[ID])
    field: fields.Field | None = Field(default=None, description="Only conflicts about this field", examples=["mbid"])
    source: fields.Source | None = Field(
        default=None, description="Only suggestions of this database", examples=["musicbrainz"]
    )

    def chosen(self) -> ConflictFilter:
        """Return the filter."""
        return ConflictFilter(
            status=self.status, kind=self.kind, entity_id=self.entity_id, field=self.field, source=self.source
        )


class AcceptRequest(RequestModel):
    """Which suggestion to use."""

    suggestion: int = Field(default=0, ge=0, le=100, description="Its number, from 0", examples=[0])


class SuggestionResponse(ResponseModel):
    """A value to choose."""

    value: str = Field(description="The id at MusicBrainz, the whole text, or the id of the picture", examples=[_MBID])
    label: str = Field(description="What it is, or how the text begins", examples=["Nina Simone, US"])
    score: int | None = Field(description="How well it matches, from 0 to 100, or null", examples=[84])
    release_group_mbid: str | None = Field(description="Of a release: the id of its group", examples=[None])
    url: str | None = Field(description="Its page at the database, or null", examples=[None])
    picture_url: str | None = Field(description="Of a picture: its address, else null", examples=[None])

    @classmethod
    def of(cls, conflict: Conflict, number: int, suggestion: Suggestion) -> Self:
        """Return the body of a suggestion."""
        picture = f"/api/v1/admin/music/conflicts/{conflict.id}/suggestions/{number}/picture"
        return cls(
            value=suggestion.value,
            label=suggestion.label,
            score=suggestion.score,
            release_group_mbid=suggestion.group_mbid,
            url=suggestion.url,
            picture_url=picture if conflict.field is fields.Field.PICTURE else None,
        )


class MusicConflictResponse(ResponseModel):
    """What a database suggests for a field of an artist or album."""

    id: UUID = Field(description="Id of the conflict", examples=[ID])
    kind: str = Field(description="artist or album", examples=["artist"])
    entity_id: UUID = Field(description="Id of the artist or album", examples=[ID])
    entity_name: str = Field(description="Its name when the conflict arose", examples=["Nina Simone"])
    field: str = Field(description="mbid, biography or picture", examples=["mbid"])
    source: str = Field(description="The database", examples=["musicbrainz"])
    status: str = Field(description="pending, accepted, rejected or ignored", examples=["pending"])
    suggestion_count: int = Field(description="Values to choose from", examples=[3])
    created_at: datetime = Field(description="When it arose", examples=["2026-11-30T12:00:00Z"])
    updated_at: datetime = Field(description="When it last changed", examples=["2026-11-30T12:00:00Z"])
    resolved_by: UUID | None = Field(description="Id of who decided, or null", examples=[ID])
    resolved_at: datetime | None = Field(description="When it was decided, or null", examples=["2026-11-30T12:00:00Z"])
    chosen: int | None = Field(description="Number of the suggestion that was accepted, or null", examples=[0])

    @classmethod
    def of(cls, conflict: Conflict) -> Self:
        """Return the body of a conflict in a list."""
        return cls(**_values(conflict))


class MusicConflictDetailResponse(MusicConflictResponse):
    """A conflict with its values."""

    current: str | None = Field(
        description="The value when the conflict arose, of a picture its id, or null", examples=[None]
    )
    suggestions: list[SuggestionResponse] = Field(description="Values to choose from, the best first")

    @classmethod
    def of(cls, conflict: Conflict) -> Self:
        """Return the body of a conflict."""
        suggestions = [SuggestionResponse.of(conflict, *numbered) for numbered in enumerate(conflict.suggestions)]
        return cls(**_values(conflict), current=conflict.current, suggestions=suggestions)


def _values(conflict: Conflict) -> dict[str, object]:
    return {
        "id": conflict.id,
        "kind": conflict.kind,
        "entity_id": conflict.entity_id,
        "entity_name": conflict.entity_name,
        "field": conflict.field,
        "source": conflict.source,
        "status": conflict.status,
        "suggestion_count": len(conflict.suggestions),
        "created_at": conflict.created_at,
        "updated_at": conflict.updated_at,
        "resolved_by": conflict.resolved_by,
        "resolved_at": conflict.resolved_at,
        "chosen": conflict.chosen,
    }
