"""Routes of media sources."""

from fastapi import APIRouter, Response

from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal, CurrentPrincipal
from sources.presentation.dependencies import PRIVATE, ApplicationDep
from sources.presentation.media_sources.schemas import OwnedSourceResponse, SourceResponse

router = APIRouter(prefix="/sources", tags=["sources"])
admin_router = APIRouter(prefix="/admin/sources", tags=["sources: administration"])


@router.get("", summary="List my media sources")
async def list_media_sources(
    use_cases: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[list[SourceResponse]]:
    """Return the media sources of the signed-in user, and those for everyone, by name."""
    response.headers.update(PRIVATE)
    sources = await use_cases.read_sources.visible_to(principal.user_id)
    return Success(data=[SourceResponse.of(source) for source in sources])


@admin_router.get("", summary="List every media source")
async def list_every_media_source(
    use_cases: ApplicationDep, _: AdminPrincipal, response: Response
) -> Success[list[OwnedSourceResponse]]:
    """Return the media sources of every user, by name."""
    response.headers.update(PRIVATE)
    sources = await use_cases.read_sources.all()
    return Success(data=[OwnedSourceResponse.of(source) for source in sources])
