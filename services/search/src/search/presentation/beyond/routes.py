"""Routes that also search the provider's titles, for signed-in users."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal, OptionalPrincipal
from search.domain.errors import ProviderSearchLimited
from search.presentation.beyond.rendering import compatible_body, providers_body
from search.presentation.beyond.schemas import CompatibleResults, ProviderResults
from search.presentation.caching import BY_USER, CACHED, Rendered, private_response, public_response
from search.presentation.dependencies import ApplicationDep, PresentationDep
from search.presentation.errors import refuses
from search.presentation.languages import LOCALIZED, languages_of
from search.presentation.parameters import CompatibleParams, TextParams

router = APIRouter(prefix="/search", tags=["search"])
compatible_router = APIRouter(prefix="/catalog", tags=["search"])

_PRIVATE: Responses = {200: {"headers": headers("Cache-Control", "Vary", "Content-Language")}}


@router.get(
    "/providers",
    summary="Search beyond the catalog",
    response_model=Success[ProviderResults],
    responses={**_PRIVATE, **refuses(ProviderSearchLimited)},
    openapi_extra=LOCALIZED,
)
async def providers(
    request: Request,
    application: ApplicationDep,
    shown: PresentationDep,
    _principal: CurrentPrincipal,
    params: Annotated[TextParams, Query()],
) -> Response:
    """Return movies and shows that TMDB has for a text, imported or not, each with what can be done with it.

    A title that is not imported has the request that imports it; one that is has its entry. Each user has a budget of
    searches. When TMDB does not respond within two seconds, `status` is `unavailable` and `items` is empty. Texts of
    fewer than two characters have no results.
    """
    languages = languages_of(request, params.language)
    result = await application.providers(
        params.q,
        languages=languages.preferred,
        authorization=request.headers["authorization"],
        seconds=shown.provider_seconds,
    )
    return private_response(providers_body(result, languages, shown.images), languages)


@compatible_router.get(
    "/search",
    summary="Search titles",
    response_model=Success[CompatibleResults],
    responses=CACHED,
    openapi_extra=LOCALIZED,
)
async def search_titles(
    request: Request,
    application: ApplicationDep,
    shown: PresentationDep,
    principal: OptionalPrincipal,
    params: Annotated[CompatibleParams, Query()],
) -> Response:
    """Return up to ten titles of the catalog by name, and up to ten of TMDB that are not imported.

    The order is that of `GET /search`, which also finds people, filters and has further pages. A text of fewer than
    two characters has no results. TMDB is searched for signed-in users; when it is unavailable, `tmdb` is empty.
    """
    languages = languages_of(request, params.language)
    authorization = request.headers["authorization"] if principal else None
    result = await application.compatible(params.query, languages.preferred, authorization)
    body = compatible_body(result, languages, shown.images)
    if principal:
        return private_response(body, languages)
    return public_response(request, Rendered.of(body, languages), vary=BY_USER)
