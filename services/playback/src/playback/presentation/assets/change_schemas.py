"""Request and response bodies about changes of assets, and their list."""

from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.follow_up.paging import PartParams
from chassis.http.schemas import RequestModel
from playback.application.assets.changing import UNSET, AssetChange
from playback.application.assets.ports import AssetStatus, ListedAsset
from playback.domain.assets.asset import Access, Encryption
from playback.presentation.assets.schemas import AssetResponse, PlannedInstant, Region


class AssetPatch(RequestModel):
    """Changes of an asset; what is omitted stays."""

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
        default=None, description="When it can be played first; null for at once", examples=["2026-12-01T00:00:00Z"]
    )
    ends_at: PlannedInstant | None = Field(
        default=None, description="When it cannot be played any more; null for never", examples=["2027-12-01T00:00:00Z"]
    )

    def change(self) -> AssetChange:
        """Return the values that are stated."""
        stated = self.model_fields_set
        regions = None if self.regions is None else frozenset(self.regions)
        return AssetChange(
            access=Access(self.access) if "access" in stated else UNSET,
            regions=regions if "regions" in stated else UNSET,
            begins_at=self.begins_at if "begins_at" in stated else UNSET,
            ends_at=self.ends_at if "ends_at" in stated else UNSET,
        )


class ReprocessRequest(RequestModel):
    """How the new version is made."""

    encryption: Encryption | None = Field(
        default=None, description="How its segments are encrypted; as before by default", examples=["cbcs"]
    )


class PublishRequest(RequestModel):
    """What is played from now on."""

    version: int | None = Field(
        default=None,
        ge=1,
        le=2_147_483_647,
        description="Number of the version; the newest complete one by default",
        examples=[1],
    )


class AssetsParams(PartParams):
    """Which assets to return."""

    status: AssetStatus | None = Field(default=None, description="In this state only", examples=["ready"])
    media_id: UUID | None = Field(
        default=None, description="Of this title only", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"]
    )


class ListedAssetResponse(AssetResponse):
    """An asset in a list, without its versions."""

    status: AssetStatus = Field(
        description="`ready` if it is played; otherwise `unpublished`, `processing`, `failed`, or `empty` without a"
        " version",
        examples=["ready"],
    )

    @classmethod
    def of_listed(cls, listed: ListedAsset) -> Self:
        """Return the response of an asset in a list."""
        return cls(**AssetResponse.of(listed.asset).model_dump(), status=listed.status)
