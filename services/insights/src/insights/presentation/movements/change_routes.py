"""HTTP routes of changes of signals."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from chassis.http.routing.shared_reads import SharedRead
from chassis.http.schemas import Parameters, Success
from insights.application.change_keys import KEYS
from insights.application.movements.change_lists import ChangeFilter
from insights.domain.signals.signal import Signal
from insights.presentation.errors import refuses
from insights.presentation.movements.change_schemas import ChangeSignal, ChangesResponse, ChangeWindow
from insights.presentation.movements.rendering import changes_body
from insights.presentation.parameters import ApplicationDep

router = APIRouter(
    prefix="/insights", tags=["insights"], dependencies=[Depends(SharedRead(KEYS, "changes", "signals", "titles"))]
)


class ChangeParams(Parameters):
    """Which changes are listed."""

    signal: ChangeSignal = Field(
        default="popularity",
        description="`popularity` (points of TMDB), `live_watchers` (users of Trakt at one time), `total_watchers`"
        " (new users of Trakt per day), `votes` (new votes at TMDB per day), `plays` (of users of Marquee per day,"
        " where at least 20 of them watched the title); default: `popularity`",
        examples=["popularity"],
    )
    window: ChangeWindow = Field(
        default="7d",
        description="Days that are compared with the time before: `1d`, `7d`, `30d`, `90d` or `365d`; default: `7d`",
        examples=["30d"],
    )
    limit: int = Field(
        default=20, ge=1, le=50, description="Maximum number of titles in each list, 1 to 50; default: 20", examples=[5]
    )
    kind: Literal["movie", "show"] | None = Field(
        default=None,
        alias="type",
        description="`movie` or `show`: titles of this type only; default: both",
        examples=["movie"],
    )
    genre: int | None = Field(
        default=None,
        ge=1,
        le=2_147_483_647,
        description="TMDB's number of a genre: titles of this genre only; default: all",
        examples=[878],
    )
    country: str | None = Field(
        default=None,
        pattern="^[A-Z]{2}$",
        description="Country of origin (ISO 3166-1): titles of this country only; default: all",
        examples=["US"],
    )
    provider: str | None = Field(
        default=None,
        pattern="^[A-Z]{2}:[0-9]{1,9}$",
        description="Region and TMDB's number of a service: titles that it streams there only; default: all",
        examples=["US:8"],
    )
    direction: Literal["riser", "faller"] | None = Field(
        default=None,
        description="`riser` or `faller`: this list only, the other one is empty; default: both",
        examples=["riser"],
    )
    media_item_id: UUID | None = Field(
        default=None,
        description="Id of a title: this title only, so that both lists are empty when it follows its pattern;"
        " default: all",
        examples=["63457a9a-2669-5ecc-a4d9-dd9a474a850a"],
    )


@router.get(
    "/movers",
    summary="List titles that leave their pattern",
    response_model=Success[ChangesResponse],
    responses=refuses(),
)
async def movers(use_cases: ApplicationDep, params: Annotated[ChangeParams, Query()]) -> Response:
    """Return the titles whose signal is above or below what their own past suggests (method `robust-1`).

    Both lists are sorted by `difference`, the largest first. A title is included when the difference is at least one
    unit and one median absolute deviation, and its newest value is at most 3 days older than `asOf`. Missing days
    change nothing; with too few days a title is not included, and no title falls by values of days on which the source
    was out. `reasons` has facts of the window or within 14 days of its end. When no title could be compared, `reason`
    holds the cause. Public.
    """
    chosen = ChangeFilter(
        params.kind, params.genre, params.country, params.provider, params.direction, params.media_item_id
    )
    window_days = int(params.window.removesuffix("d"))
    changes = await use_cases.changes.changes(Signal.of(params.signal), window_days, chosen, params.limit)
    body = changes_body(params.signal, params.window, changes)
    return Response(body, media_type="application/json")
