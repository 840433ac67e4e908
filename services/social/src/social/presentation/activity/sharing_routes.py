"""Routes of what the signed-in user shares."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, instant
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from social.domain.activity.errors import HiddenTitleLimitReached
from social.domain.people.errors import AccountErased
from social.presentation.activity.schemas import HiddenTitleResponse, SharingRequest, SharingResponse
from social.presentation.dependencies import ApplicationDep, private
from social.presentation.errors import refuses

router = APIRouter(prefix="/social/me", tags=["social: activity"], dependencies=[Depends(private)])

HIDDEN: Final = Order("social-hidden-titles", (instant, identifier))
MediaId = Annotated[
    UUID, Path(alias="mediaId", description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
]


@router.get("/sharing", summary="Get who sees my activity")
async def get_sharing(use_cases: ApplicationDep, principal: CurrentPrincipal) -> Success[SharingResponse]:
    """Return who sees what the signed-in user does. Until it is changed: followers, and friends what is on now."""
    return Success(data=SharingResponse.of(await use_cases.sharing.get(principal.user_id)))


@router.put("/sharing", summary="Change who sees my activity", responses=refuses(AccountErased))
async def change_sharing(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: SharingRequest
) -> Success[SharingResponse]:
    """Change who sees what the signed-in user does, from the next request of anyone on.

    What was done for fewer people is not shown to more by it.
    """
    await use_cases.sharing.change(principal.user_id, body.sharing())
    return Success(data=SharingResponse.of(body.sharing()))


@router.get("/hidden-titles", summary="List the titles that I hide")
async def list_hidden_titles(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[DeepPartParams, Query()]
) -> CursorPage[HiddenTitleResponse]:
    """Return the titles whose activity no one but the signed-in user sees, the last hidden first."""
    part = params.part(HIDDEN)
    page = await use_cases.sharing.hidden(principal.user_id, part)
    return params.page(HIDDEN, part, page, HiddenTitleResponse.of)


@router.put(
    "/hidden-titles/{mediaId}",
    status_code=204,
    summary="Hide a title",
    responses=refuses(AccountErased, HiddenTitleLimitReached),
)
async def hide_activity_of_title(use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId) -> None:
    """Hide what the signed-in user does with a title, also what was done before. The response has no body."""
    await use_cases.sharing.hide(principal.user_id, media_id)


@router.delete(
    "/hidden-titles/{mediaId}", status_code=204, summary="Hide a title no more", responses=refuses(AccountErased)
)
async def show_activity_of_title(use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId) -> None:
    """Hide a title no more; what was done with it meanwhile stays hidden. The response has no body."""
    await use_cases.sharing.show(principal.user_id, media_id)
