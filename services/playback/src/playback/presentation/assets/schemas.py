"""Request and response bodies about assets."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from chassis.http.schemas import RequestModel, ResponseModel
from chassis.http.validation.inputs import Instant
from playback.application.assets.management import AssetVersions
from playback.domain.assets.asset import Access, Asset, Availability, Encryption, Version, VersionStatus
from playback.domain.assets.subject import FORM

_FIRST_YEAR, _LAST_YEAR = 2000, 2200

Region = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]


def _planned(value: datetime) -> datetime:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise PydanticCustomError("year_range", "must be between the years 2000 and 2200")
    return value


PlannedInstant = Annotated[Instant, AfterValidator(_planned)]
"""When something can be played: others mean nothing, and some no table can store."""


class AssetRequest(RequestModel):
    """A new asset."""

    subject: str = Field(
        pattern=f"^{FORM}$",
        description="What it is of: the id of a title, with `:2x05` for an episode and `:trailer` for the trailer",
        examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9:2x05"],
    )
    access: Literal["free", "plan", "purchase"] = Field(
        default="plan", description="What a user needs in order to play it", examples=["plan"]
    )
    regions: list[Region] | None = Field(
        default=None,
        min_length=1,
        max_length=250,
        description="Where it can be played (ISO 3166-1 alpha-2); null for everywhere",
        examples=[["UA", "PL"]],
    )
    begins_at: PlannedInstant | None = Field(
        default=None, description="When it can be played first (UTC)", examples=["2026-12-01T00:00:00Z"]
    )
    ends_at: PlannedInstant | None = Field(
        default=None, description="When it cannot be played any more (UTC)", examples=["2027-12-01T00:00:00Z"]
    )

    def availability(self) -> Availability:
        """Return where and when the asset can be played."""
        return Availability(None if self.regions is None else frozenset(self.regions), self.begins_at, self.ends_at)


class VersionResponse(ResponseModel):
    """A version of an asset."""

    number: int = Field(description="The number of the version, from 1", examples=[1])
    status: VersionStatus = Field(description="State of the version", examples=["ready"])
    encryption: Encryption = Field(description="How its segments are encrypted", examples=["cbcs"])
    source_bytes: int = Field(description="Size of the original file in bytes", examples=[1073741824])
    bytes: int | None = Field(description="Size of all files that are played, in bytes", examples=[734003200])
    duration_ms: int | None = Field(description="Duration in milliseconds", examples=[5400000])
    reason_code: str | None = Field(description="Code of why it failed, or null", examples=[None])
    reason: str | None = Field(description="Why it failed, or null", examples=[None])
    created_at: datetime = Field(description="When it was added (UTC)", examples=["2026-11-21T12:00:00Z"])
    ready_at: datetime | None = Field(description="When it became ready (UTC)", examples=["2026-11-21T12:30:00Z"])

    @classmethod
    def of(cls, version: Version) -> Self:
        """Return the response of a version."""
        return cls(
            number=version.number,
            status=version.status,
            encryption=version.encryption,
            source_bytes=version.source_bytes,
            bytes=version.bytes,
            duration_ms=version.duration_ms,
            reason_code=version.reason_code,
            reason=version.reason,
            created_at=version.created_at,
            ready_at=version.ready_at,
        )


class AssetResponse(ResponseModel):
    """An asset."""

    id: UUID = Field(description="Id of the asset", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    subject: str = Field(description="What it is of", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9:2x05"])
    media_item_id: UUID = Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    access: Access = Field(description="What a user needs in order to play it", examples=["plan"])
    regions: list[str] | None = Field(description="Where it can be played; null for everywhere", examples=[["UA"]])
    begins_at: datetime | None = Field(description="When it can be played first (UTC)", examples=[None])
    ends_at: datetime | None = Field(description="When it cannot be played any more (UTC)", examples=[None])
    current_version: int | None = Field(description="The number of the version that is played", examples=[1])
    unpublished_at: datetime | None = Field(description="When it was unpublished (UTC), or null", examples=[None])
    revision: int = Field(description="Grows with every change by an editor", examples=[1])
    created_at: datetime = Field(description="When it was added (UTC)", examples=["2026-11-21T12:00:00Z"])
    updated_at: datetime = Field(description="When it was last changed (UTC)", examples=["2026-11-21T12:00:00Z"])
    versions: list[VersionResponse] = Field(description="Its versions, the newest first")

    @classmethod
    def of(cls, asset: Asset, versions: tuple[Version, ...] = ()) -> Self:
        """Return the response of an asset."""
        availability = asset.availability
        return cls(
            id=asset.id,
            subject=str(asset.subject),
            media_item_id=asset.subject.media_id,
            access=asset.access,
            regions=None if availability.regions is None else sorted(availability.regions),
            begins_at=availability.begins_at,
            ends_at=availability.ends_at,
            current_version=asset.current_version,
            unpublished_at=asset.unpublished_at,
            revision=asset.revision,
            created_at=asset.created_at,
            updated_at=asset.updated_at,
            versions=[VersionResponse.of(version) for version in versions],
        )

    @classmethod
    def of_versions(cls, whole: AssetVersions) -> Self:
        """Return the response of an asset with its versions."""
        return cls.of(whole.asset, whole.versions)
