"""Response bodies about edits of assets."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from playback.domain.assets.asset import Access
from playback.domain.assets.edits import AssetEdit, EditKind


class AssetEditResponse(ResponseModel):
    """One change of an asset, with what the asset had since then."""

    revision: int = Field(description="The revision that it led to", examples=[2])
    kind: EditKind = Field(description="What was done", examples=["unpublished"])
    edited_by: UUID = Field(description="Id of the editor", examples=["0199a2f3-72c1-7e63-b4d5-6f7081929394"])
    edited_at: datetime = Field(description="When (UTC)", examples=["2026-11-21T12:00:00Z"])
    access: Access = Field(description="What a user needs in order to play it", examples=["plan"])
    regions: list[str] | None = Field(description="Where it can be played; null for everywhere", examples=[["UA"]])
    begins_at: datetime | None = Field(description="When it can be played first (UTC)", examples=[None])
    ends_at: datetime | None = Field(description="When it cannot be played any more (UTC)", examples=[None])
    current_version: int | None = Field(description="The number of the version that is played", examples=[None])

    @classmethod
    def of(cls, edit: AssetEdit) -> Self:
        """Return the response of an edit."""
        return cls(revision=edit.revision, kind=edit.kind, edited_by=edit.actor, edited_at=edit.at, **dict(edit.state))
