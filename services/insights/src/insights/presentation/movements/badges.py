"""The HTTP route of badges."""

from datetime import date
from typing import Annotated, Final, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from chassis.http.schemas import Parameters, ResponseModel, Success
from insights.application.movements.badges import Badge, BadgeCode
from insights.presentation.errors import refuses
from insights.presentation.movements.routes import SHARED
from insights.presentation.movements.schemas import MediaId
from insights.presentation.parameters import ApplicationDep

router = APIRouter(prefix="/insights", tags=["insights"])

MOST_IDS: Final = 100
_ID: Final = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class BadgeParams(Parameters):
    """Whose badges are read."""

    ids: str = Field(
        max_length=MOST_IDS * 37,
        pattern=f"^{_ID}(,{_ID}){{0,{MOST_IDS - 1}}}$",
        description=f"Comma-separated ids of 1 to {MOST_IDS} titles",
        examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9,5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"],
    )

    def media_ids(self) -> list[UUID]:
        """Return the ids, each once."""
        return list(dict.fromkeys(UUID(text) for text in self.ids.split(",")))


class BadgeItem(ResponseModel):
    """A title and its badge."""

    media_item_id: MediaId
    badge: BadgeCode | None = Field(
        description="`RISING` or `FALLING`: the popularity of the last 7 days is above or below what the title's own"
        " past suggests (method `robust-1`). `NEW`: it rises, and less than one point was expected. Null: neither, or"
        " too few days to compare, or an unknown title",
        examples=["RISING"],
    )
    day: date | None = Field(
        description="Newest UTC day of the title with a value, or null when there are too few days to compare",
        examples=["2026-11-02"],
    )

    @classmethod
    def of(cls, badge: Badge) -> Self:
        """Return the response of a badge."""
        return cls(media_item_id=badge.media_id, badge=badge.code, day=badge.day)


class BadgesResponse(ResponseModel):
    """The badges of titles."""

    badges: list[BadgeItem] = Field(description="One per id, in the order of the first occurrence of each")


@router.get("/badges", summary="Read the badges of titles", responses=refuses())
async def badges(
    response: Response, use_cases: ApplicationDep, params: Annotated[BadgeParams, Query()]
) -> Success[BadgesResponse]:
    """Return for up to 100 titles whether they rise, fall, or are new in trends. Public."""
    response.headers.update(SHARED)
    stored = await use_cases.badges.badges(params.media_ids())
    return Success(data=BadgesResponse(badges=[BadgeItem.of(badge) for badge in stored]))
