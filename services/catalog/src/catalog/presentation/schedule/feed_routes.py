"""Routes of calendar feeds: the feed itself, and the user's own feed token."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from catalog.application.schedule.read_models import Audience
from catalog.domain.errors import CalendarFeedNotFound
from catalog.presentation.errors import refuses
from catalog.presentation.routes.caching import cached_response
from catalog.presentation.routes.dependencies import CACHED_TEXTS, LOCALIZED, ApplicationDep, languages_of
from catalog.presentation.schedule.feed import feed
from catalog.presentation.schedule.feed_schemas import FEED_EXAMPLE, CreatedFeed, FeedState
from catalog.presentation.schedule.requests import FeedParams
from chassis.http.document.error_cases import Responses
from chassis.http.document.media import DocumentedResponse
from chassis.http.document.openapi import headers
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal

router = APIRouter(prefix="/catalog", tags=["catalog"])

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
PATH: Final = "/api/v1/catalog/calendar.ics"
NOT_STORED: Final = {"Cache-Control": "no-store"}

_TEXT: Final[dict[str, Any]] = {"text/calendar": {"schema": {"type": "string"}, "example": FEED_EXAMPLE}}
_FEED: Final[Responses] = {
    **CACHED_TEXTS,
    200: {**CACHED_TEXTS[200], "description": "A calendar of RFC 5545", "content": _TEXT},
    **refuses(CalendarFeedNotFound),
}


@router.get(
    "/calendar.ics",
    summary="Get the calendar feed",
    response_class=DocumentedResponse,
    responses=_FEED,
    openapi_extra=LOCALIZED,
)
async def calendar_feed(
    request: Request, application: ApplicationDep, params: Annotated[FeedParams, Query()]
) -> Response:
    """Return episodes, and on request releases of movies, as an iCalendar feed (RFC 5545) for calendar applications.

    Without `token` it has all listed shows from today in UTC on. With the token of `POST /catalog/calendar/feed` it is
    the user's own: titles that they watch or plan, from a week ago on; no access token is needed. Event ids are stable.
    An episode with an instant of airing is an event in UTC, any other one a whole day.
    """
    languages = languages_of(request, params.language)
    mine = params.token is not None
    owner = None if params.token is None else await application.feeds.owner(params.token)
    audience = Audience(
        user_id=owner,
        releases=params.include == "releases",
        region=params.region,
        localized=bool(languages),
        revisions=True,
    )
    result = await application.schedule.feed(params.days, audience)
    response = cached_response(
        request, feed(result, languages, mine=mine), private=mine, languages=languages, media_type=MEDIA_TYPE
    )
    response.headers["Content-Disposition"] = 'inline; filename="marquee.ics"'
    return response


@router.get("/calendar/feed", summary="Get my calendar feed", responses={200: {"headers": headers("Cache-Control")}})
async def calendar_feed_state(
    application: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[FeedState | None]:
    """Return when the signed-in user's calendar feed was created; `data` is null without one.

    Its token is never returned again: create a new one when it is lost.
    """
    response.headers.update(NOT_STORED)
    created_at = await application.feeds.created_at(principal.user_id)
    return Success(data=None if created_at is None else FeedState(created_at=created_at))


@router.post(
    "/calendar/feed",
    summary="Create my calendar feed",
    status_code=201,
    responses={201: {"headers": headers("Cache-Control")}},
)
async def create_calendar_feed(
    application: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[CreatedFeed]:
    """Create the signed-in user's calendar feed, or replace its token: the old one is no longer valid.

    A client that has the token can read the feed. The token is returned only here; only its hash is stored.
    """
    response.headers.update(NOT_STORED)
    created = await application.feeds.create(principal.user_id)
    return Success(
        data=CreatedFeed(token=created.token, path=f"{PATH}?token={created.token}", created_at=created.created_at)
    )


@router.delete("/calendar/feed", summary="Revoke my calendar feed", status_code=204)
async def revoke_calendar_feed(application: ApplicationDep, principal: CurrentPrincipal) -> Response:
    """Delete the signed-in user's calendar feed: its token is no longer valid.

    A repetition has no effect.
    """
    await application.feeds.revoke(principal.user_id)
    return Response(status_code=204)
