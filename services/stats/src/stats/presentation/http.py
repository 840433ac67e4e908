"""Stats over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request

from chassis.errors import error_responses
from chassis.schemas import Success
from stats.application import Application
from stats.presentation.schemas import Explanation, Stats, to_explanation, to_stats

router = APIRouter(prefix="/stats", tags=["stats"])


async def _application(request: Request) -> Application:
    application: Application = request.app.state.application
    return application


Menu = Annotated[Application, Depends(_application)]
TmdbId = Annotated[int, Path(ge=1, le=2_147_483_647, description="TMDB number of the title", examples=[603])]
Kind = Annotated[
    Literal["movie", "show"] | None,
    Query(alias="type", description="Needed only where a film and a show share the number", examples=["movie"]),
]


@router.get("/tmdb/{tmdbId}", summary="Score and audience by TMDB number", responses=error_responses(400, 404))
async def stats_by_tmdb_id(
    menu: Menu, tmdb_id: Annotated[TmdbId, Path(alias="tmdbId")], kind: Kind = None
) -> Success[Stats]:
    """Give the newest scores and audience of a title."""
    return Success(data=to_stats(await menu.queries.by_tmdb_id(tmdb_id, kind)))


@router.get("/media/{mediaId}", summary="Score and audience of a title", responses=error_responses(400, 404))
async def stats_by_id(menu: Menu, media_id: Annotated[UUID, Path(alias="mediaId")]) -> Success[Stats]:
    """Give the newest scores and audience of a title."""
    return Success(data=to_stats(await menu.queries.by_id(media_id)))


@router.get("/media/{mediaId}/explanation", summary="How a score comes about", responses=error_responses(400, 404))
async def explain(menu: Menu, media_id: Annotated[UUID, Path(alias="mediaId")]) -> Success[Explanation]:
    """Give the terms of a score, what each adds, and what it was computed from."""
    return Success(data=to_explanation(await menu.queries.by_id(media_id)))
