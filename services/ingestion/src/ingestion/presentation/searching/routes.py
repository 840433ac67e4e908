"""The route that searches a provider, which the service search calls for its users."""

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from ingestion.domain.errors import SearchLimit
from ingestion.presentation.dependencies import ApplicationDep
from ingestion.presentation.errors import refuses
from ingestion.presentation.searching.requests import SearchParams
from ingestion.presentation.searching.responses import SearchResponse

router = APIRouter(prefix="/ingestion", tags=["ingestion"])


@router.get("/search", summary="Search TMDB", responses=refuses(SearchLimit))
async def search_tmdb(
    application: ApplicationDep, principal: CurrentPrincipal, params: Annotated[SearchParams, Query()]
) -> Success[SearchResponse]:
    """Return the movies and shows that TMDB has for a text, and whether each is imported.

    `GET /api/v1/search/providers` adds the entries of imported titles. Each user has a number of searches per minute;
    what another user has searched lately does not count. TMDB has two seconds to respond.
    """
    outcome = await application.search(params.query, params.language, user=principal.user_id)
    return Success(data=SearchResponse.of(outcome))
