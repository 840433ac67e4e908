"""HTTP routes of ranked lists."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from charts.http import ChartParams, chart_response, chart_routes, form_of
from chassis.http.routing.shared_reads import SharedRead
from chassis.http.schemas import Parameters, Success
from insights.application import Application
from insights.application.change_keys import KEYS
from insights.application.lists.read_models import ListHistory
from insights.domain.errors import ListNotFound, MediaNotFound, TrendsError
from insights.domain.signals.measurement import EARLIEST_DAY
from insights.presentation.errors import refuses
from insights.presentation.lists.charts import list_chart
from insights.presentation.lists.schemas import ListHistoryResponse, ListResponse, StandingResponse
from insights.presentation.parameters import ApplicationDep, LastDay, MediaId
from insights.presentation.trends.requests import refusal

router = APIRouter(prefix="/insights", tags=["insights"], dependencies=[Depends(SharedRead(KEYS, "lists", "titles"))])

ListId = Annotated[
    str,
    Path(
        alias="listId",
        pattern="^[A-Za-z0-9.-]{1,100}$",
        description="Id of a list of `GET /insights/lists`",
        examples=["trending.movie.day"],
    ),
]
_LIST: Final = refuses(ListNotFound)


class ListHistoryParams(Parameters):
    """Which days and ranks of a list."""

    first: date | None = Field(
        default=None,
        ge=EARLIEST_DAY,
        alias="from",
        description="First day in UTC, at most 91 days before `to`; default: 30 days up to `to`",
        examples=["2026-10-04"],
    )
    last: LastDay = None
    limit: int = Field(
        default=10, ge=1, le=20, description="Number of ranks per day, 1 to 20; default: 10", examples=[10]
    )


class ListChartParams(ChartParams, ListHistoryParams):
    """A picture of a list's ranks."""


@router.get("/lists", summary="List ranked lists", responses=refuses())
async def ranked_lists(use_cases: ApplicationDep) -> Success[list[ListResponse]]:
    """Return every ranked list whose days are kept, by its id."""
    return Success(data=[ListResponse.of(stored) for stored in await use_cases.lists.lists()])


@router.get("/lists/{listId}/history", summary="Get a list by day", responses=_LIST)
async def list_history(
    use_cases: ApplicationDep, list_id: ListId, params: Annotated[ListHistoryParams, Query()]
) -> Success[ListHistoryResponse]:
    """Return the first ranks of a list on each day on which it was read, the oldest day first."""
    return Success(data=ListHistoryResponse.of(await _history(use_cases, list_id, params)))


@chart_routes(router, "/lists/{listId}", summary="Draw a list's ranks", errors=_LIST)
async def list_picture(
    request: Request, use_cases: ApplicationDep, list_id: ListId, params: Annotated[ListChartParams, Query()]
) -> Response:
    """Return the ranks over time of the six first titles as an image that pages may embed; rank 1 is at the top."""
    history = await _history(use_cases, list_id, params)
    return await chart_response(request, list_chart(history), params.look(form_of(request)))


@router.get("/titles/{mediaId}/lists", summary="List the lists of a title", responses=refuses(MediaNotFound))
async def lists_of_title(use_cases: ApplicationDep, media_id: MediaId) -> Success[list[StandingResponse]]:
    """Return the lists in which a title was: when it entered, its best rank, its days, and when it left.

    A title that was in no list has an empty result.
    """
    standings = await use_cases.lists.standings(media_id)
    return Success(data=[StandingResponse.of(standing) for standing in standings])


async def _history(use_cases: Application, list_id: str, params: ListHistoryParams) -> ListHistory:
    try:
        return await use_cases.lists.history(list_id, params.first, params.last, params.limit)
    except TrendsError as error:
        raise refusal(error) from error
