"""Routes of the schedule: the calendar and new episodes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from catalog.application.schedule.read_models import Audience
from catalog.presentation.routes.caching import cached_response
from catalog.presentation.routes.dependencies import CACHED_TEXTS, LOCALIZED, ApplicationDep, is_editor, languages_of
from catalog.presentation.schedule import rendering
from catalog.presentation.schedule.requests import CalendarParams, NewEpisodeParams
from catalog.presentation.schedule.schemas import Calendar, NewEpisodeItem
from chassis.http.schemas import Success
from chassis.http.tokens import OptionalPrincipal, unauthorized

router = APIRouter(prefix="/catalog", tags=["catalog"])


@router.get(
    "/shows/calendar",
    summary="Get the calendar",
    response_model=Success[Calendar],
    responses=CACHED_TEXTS,
    openapi_extra=LOCALIZED,
)
async def calendar(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    params: Annotated[CalendarParams, Query()],
) -> Response:
    """Return the episodes of listed shows by day, from midnight in the time zone; days without an entry are omitted.

    `mine=true` limits them to the library of the signed-in user, `include=releases` adds the release dates of movies.
    Days are always whole. Names of shows and movies are in the requested language, those of episodes in the language
    of the installation.
    """
    languages = languages_of(request, params.language)
    audience = Audience(
        user_id=_owner(principal) if params.mine else None,
        releases=params.include == "releases",
        region=params.region,
        localized=bool(languages),
    )
    for_editor = is_editor(principal)
    result = await application.schedule.calendar(params.period(), audience, for_editor=for_editor)
    body, digest = rendering.calendar(result, languages, releases=audience.releases)
    return cached_response(request, body, identity=digest, private=params.mine or for_editor, languages=languages)


@router.get(
    "/shows/new-episodes",
    summary="List new episodes",
    response_model=Success[list[NewEpisodeItem]],
    responses=CACHED_TEXTS,
    openapi_extra=LOCALIZED,
)
async def new_episodes(
    request: Request, application: ApplicationDep, params: Annotated[NewEpisodeParams, Query()]
) -> Response:
    """Return the newest episode of each listed show that aired one within `days` days, latest first."""
    languages = languages_of(request, params.language)
    episodes = await application.schedule.new_episodes(params.days, params.limit, localized=bool(languages))
    return cached_response(request, rendering.new_episodes(episodes, languages), languages=languages)


def _owner(principal: OptionalPrincipal) -> UUID:
    if principal is None:
        raise unauthorized("an access token is required for mine=true")
    return principal.user_id
