"""HTTP routes of preferences. Every user reads and changes their own only."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, instant
from chassis.http.follow_up.preconditions import entity_tag
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from notifications.domain.errors import AccountErased, PreferencesChanged
from notifications.presentation.dependencies import READS, ApplicationDep, private
from notifications.presentation.errors import refuses
from notifications.presentation.preferences.preconditions import OptionalVersionsDep
from notifications.presentation.preferences.requests import PreferencesRequest
from notifications.presentation.preferences.schemas import (
    MutedTitleResponse,
    MutedTitlesResponse,
    PreferencesResponse,
)

router = APIRouter(prefix="/notifications", tags=["notifications"], dependencies=[Depends(private)])

MUTED_TITLES: Final = Order("muted-titles", (instant, identifier))
_TAGGED: Final[Responses] = {200: {"headers": headers("Cache-Control", "ETag")}}
MediaId = Annotated[
    UUID, Path(alias="mediaItemId", description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
]


@router.get("/preferences", summary="Get my notification preferences", responses=_TAGGED)
async def notification_preferences(
    use_cases: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[PreferencesResponse]:
    """Return what the user wants to hear of, where and when: every choice with its value and its default."""
    stored = await use_cases.preferences.get(principal.user_id)
    response.headers["ETag"] = entity_tag(stored.version)
    return Success(data=PreferencesResponse.of(stored, is_administrator=principal.has_role("admin")))


@router.patch(
    "/preferences",
    summary="Change my notification preferences",
    responses=refuses(PreferencesChanged, AccountErased) | _TAGGED,
)
async def change_notification_preferences(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    versions: OptionalVersionsDep,
    body: PreferencesRequest,
    response: Response,
) -> Success[PreferencesResponse]:
    """Change the stated choices, and return all of them. A rejected request changes nothing.

    What waits to be sent is planned again. With `If-Match` the change is made only if nothing has changed since.
    """
    is_administrator = principal.has_role("admin")
    command = body.command(principal.user_id, versions, is_administrator=is_administrator)
    stored = await use_cases.change_preferences(command)
    response.headers["ETag"] = entity_tag(stored.version)
    return Success(data=PreferencesResponse.of(stored, is_administrator=is_administrator))


@router.get("/muted-titles", summary="List my muted titles", responses=READS)
async def list_muted_titles(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[DeepPartParams, Query()]
) -> MutedTitlesResponse:
    """Return a page of the titles that the user does not want to hear of, the latest first."""
    part = params.part(MUTED_TITLES)
    titles = await use_cases.preferences.muted(principal.user_id, part)
    return MutedTitlesResponse(
        data=[MutedTitleResponse.of(item) for item in titles.items], meta=params.meta(MUTED_TITLES, part, titles)
    )


@router.put("/muted-titles/{mediaItemId}", status_code=204, summary="Mute a title", responses=refuses(AccountErased))
async def mute_title(use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId) -> None:
    """Mute a title: nothing of it is recorded or sent any more, and what waits to be sent is cancelled."""
    await use_cases.mute_titles.mute(principal.user_id, media_id)


@router.delete(
    "/muted-titles/{mediaItemId}", status_code=204, summary="Unmute a title", responses=refuses(AccountErased)
)
async def unmute_title(use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId) -> None:
    """Unmute a title: the user hears of what happens from now on."""
    await use_cases.mute_titles.unmute(principal.user_id, media_id)
