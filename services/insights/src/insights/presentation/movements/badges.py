"""The HTTP route of badges."""

from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from chassis.http.routing.shared_reads import SharedRead
from chassis.http.schemas import ResponseModel, Success
from chassis.http.validation.id_lists import TitleIdsParams
from insights.application.change_keys import KEYS
from insights.application.movements.badges import Badge, BadgeCode
from insights.presentation.errors import refuses
from insights.presentation.movements.schemas import MediaId
from insights.presentation.parameters import ApplicationDep

router = APIRouter(prefix="/insights", tags=["insights"], dependencies=[Depends(SharedRead(KEYS, "changes"))])


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
async def badges(use_cases: ApplicationDep, params: Annotated[TitleIdsParams, Query()]) -> Success[BadgesResponse]:
    """Return for up to 100 titles whether they rise, fall, or are new in trends. Public."""
    stored = await use_cases.badges.badges(params.media_ids())
    return Success(data=BadgesResponse(badges=[BadgeItem.of(badge) for badge in stored]))
