"""Bodies of ids at MusicBrainz."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, Strict

from chassis.http.schemas import RequestModel, ResponseModel

MBID: Final = "2944824d-4c26-476f-a981-be849081942f"


class IdentityRequest(RequestModel):
    """Which id an artist or album has."""

    mbid: Annotated[UUID, Strict(False)] | None = Field(
        description="Of an artist its id, of an album that of the release; null: it has none", examples=[MBID]
    )

    @property
    def text(self) -> str | None:
        """Return the id in its usual form."""
        return None if self.mbid is None else str(self.mbid)


class MusicIdentityResponse(ResponseModel):
    """The id of an artist or album at MusicBrainz."""

    mbid: str | None = Field(description="The id, or null", examples=[MBID])
    is_chosen: bool = Field(description="Whether an administrator has chosen it", examples=[True])
