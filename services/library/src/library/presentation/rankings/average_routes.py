"""HTTP routes of the averages of all users. They are public, and state nothing of a single user."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.routing.shared_reads import SharedRead
from chassis.http.schemas import Page, Success, page_meta
from chassis.http.validation.id_lists import TitleIdsParams
from library.application.change_keys import KEYS
from library.domain.errors import MediaNotFound
from library.presentation.dependencies import ApplicationDep, MediaId
from library.presentation.errors import refuses
from library.presentation.rankings.average_schemas import AverageResponse, TopParams, TopTitleResponse

router = APIRouter(prefix="/rankings", tags=["library"], dependencies=[Depends(SharedRead(KEYS, "averages", "titles"))])

_READS: Final[Responses] = {200: {"headers": headers("Cache-Control")}}


@router.get("/averages", summary="Get the averages of titles", responses=refuses() | _READS)
async def rating_averages(
    use_cases: ApplicationDep, params: Annotated[TitleIdsParams, Query()]
) -> Success[list[AverageResponse]]:
    """Return the mean stars of up to 100 titles over all users who show their ratings.

    Titles that are not imported are omitted; the others are in the order of `ids`.
    """
    averages_of = await use_cases.rankings.averages.of_titles(params.media_ids())
    return Success(data=[AverageResponse.of(average) for average in averages_of])


@router.get("/averages/{mediaItemId}", summary="Get a title's average", responses=refuses(MediaNotFound) | _READS)
async def average_of_title(use_cases: ApplicationDep, media_id: MediaId) -> Success[AverageResponse]:
    """Return the mean stars of a title over all users who show their ratings, and how many gave which.

    All three are null while fewer than three users have rated it. Ratings are counted again every ten minutes.
    """
    return Success(data=AverageResponse.of(await use_cases.rankings.averages.of_title(media_id)))


@router.get("/top", summary="List the best rated titles", responses=refuses() | _READS)
async def top_titles(use_cases: ApplicationDep, params: Annotated[TopParams, Query()]) -> Page[TopTitleResponse]:
    """Return the titles with at least three raters, the highest weighted mean first.

    The weighted mean of a title with few raters is near the mean of all titles: it is the mean after ten further raters
    who give the mean of all titles of its type.
    """
    page = await use_cases.rankings.averages.top(params.type, params.limit, params.offset)
    data = [TopTitleResponse.of(item) for item in page.items]
    return Page(data=data, meta=page_meta(count=len(data), total=page.total, limit=params.limit, offset=params.offset))
