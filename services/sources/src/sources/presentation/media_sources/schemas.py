"""Bodies of media sources."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from sources.application.media_sources.ports import Server
from sources.domain.media_sources.source import MediaSource, Outage, SourceKind, Visibility


class MediaSourceOutageResponse(ResponseModel):
    """Why a source cannot be read."""

    since: datetime = Field(description="When it began", examples=["2026-11-30T12:00:00Z"])
    code: str = Field(description="A stable name of the cause", examples=["unreachable"])
    reason: str = Field(description="The cause in words", examples=["the server accepts no connection"])
    until: datetime | None = Field(description="When it is tried again, if known", examples=["2026-11-30T12:05:00Z"])

    @classmethod
    def of(cls, outage: Outage) -> Self:
        """Return the body of an outage."""
        return cls(since=outage.since, code=outage.code, reason=outage.reason, until=outage.until)


class MediaSourceResponse(ResponseModel):
    """A media source. Its credentials are never returned."""

    id: UUID = Field(description="Id of the source", examples=["0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"])
    kind: SourceKind = Field(description="How it is read", examples=["jellyfin"])
    name: str = Field(description="What its owner calls it", examples=["Living room"])
    visibility: Visibility = Field(description="Who sees its files", examples=["private"])
    is_owned: bool = Field(description="Whether it belongs to the signed-in user", examples=[True])
    is_paused: bool = Field(description="Whether it is not scanned", examples=[False])
    configuration: dict[str, Any] = Field(
        description="How it is reached; the fields depend on the kind. Empty for users who may not change it",
        examples=[{"address": "https://media.example"}],
    )
    revision: int = Field(description="Rises with each change by a user", examples=[1])
    scanned_at: datetime | None = Field(
        description="When the last complete scan began", examples=["2026-11-30T12:00:00Z"]
    )
    next_scan_at: datetime = Field(description="When the next scan is due", examples=["2026-11-30T18:00:00Z"])
    outage: MediaSourceOutageResponse | None = Field(description="Why it cannot be read at present, or null")

    @classmethod
    def of(cls, source: MediaSource, user_id: UUID, *, is_administrator: bool = False) -> Self:
        """Return the body of a source as a user sees it: only those who may change it see how it is reached."""
        is_owned = source.owner_id == user_id
        return cls(
            id=source.id,
            kind=source.kind,
            name=source.name,
            visibility=source.visibility,
            is_owned=is_owned,
            is_paused=source.is_paused,
            configuration=dict(source.configuration) if is_owned or is_administrator else {},
            revision=source.revision,
            scanned_at=source.scanned_at,
            next_scan_at=source.next_scan_at,
            outage=None if source.outage is None else MediaSourceOutageResponse.of(source.outage),
        )


class OwnedMediaSourceResponse(MediaSourceResponse):
    """A media source as administrators see it."""

    owner_id: UUID = Field(description="Id of its owner", examples=["7d9cfb63-6b8d-5f0b-9c1c-2f6c3f1f7a11"])

    @classmethod
    def of(cls, source: MediaSource, user_id: UUID, *, is_administrator: bool = True) -> Self:
        """Return the body of a source."""
        shown = MediaSourceResponse.of(source, user_id, is_administrator=is_administrator)
        return cls(**shown.model_dump(), owner_id=source.owner_id)


class ServerResponse(ResponseModel):
    """What a source states about itself."""

    name: str = Field(description="Its name", examples=["Living room"])
    version: str | None = Field(description="The version of its software, or null", examples=["10.10.3"])

    @classmethod
    def of(cls, server: Server) -> Self:
        """Return the body of a server."""
        return cls(name=server.name, version=server.version)
