"""HTTP routes of stats."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from chassis.http.dependencies import application
from chassis.http.routing.shared_reads import SharedRead
from chassis.http.schemas import Success
from stats.application import Application
from stats.application.change_keys import KEYS
from stats.domain.errors import AmbiguousTitle, StatsNotFound
from stats.presentation.errors import refuses
from stats.presentation.schemas import StatsResponse

router = APIRouter(prefix="/stats", tags=["stats"], dependencies=[Depends(SharedRead(KEYS, "titles", by_title=True))])

ApplicationDep = Annotated[Application, Depends(application)]
TmdbId = Annotated[
    int, Path(alias="tmdbId", ge=1, le=2_147_483_647, description="TMDB number of the title", examples=[603])
]
MediaId = Annotated[
    UUID,
    Path(alias="mediaId", description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"]),
]
Kind = Annotated[
    Literal["movie", "show"] | None,
    Query(
        alias="type",
        description="`movie` or `show`: required only when a movie and a show have the same TMDB number",
        examples=["movie"],
    ),
]


@router.get("/tmdb/{tmdbId}", summary="Get stats by TMDB number", responses=refuses(StatsNotFound, AmbiguousTitle))
async def stats_by_tmdb_id(use_cases: ApplicationDep, tmdb_id: TmdbId, kind: Kind = None) -> Success[StatsResponse]:
    """Return the latest scores and audience of a title. Null means that no provider has the value."""
    return Success(data=StatsResponse.of(await use_cases.queries.by_tmdb_id(tmdb_id, kind), use_cases.clock.now()))


@router.get("/media/{mediaId}", summary="Get stats of a title", responses=refuses(StatsNotFound))
async def stats_by_id(use_cases: ApplicationDep, media_id: MediaId) -> Success[StatsResponse]:
    """Return the latest scores and audience of a title. Null means that no provider has the value."""
    return Success(data=StatsResponse.of(await use_cases.queries.by_id(media_id), use_cases.clock.now()))
