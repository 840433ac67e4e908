"""Routes of blocks. Every change may be repeated."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chassis.http.follow_up.paging import DeepPartParams
from chassis.http.schemas import CursorPage
from chassis.http.tokens import CurrentPrincipal
from social.domain.people.errors import AccountErased, PersonNotFound
from social.domain.relations.errors import OwnAccount, RelationLimitReached
from social.presentation.dependencies import ApplicationDep, PersonId, private
from social.presentation.errors import refuses
from social.presentation.relations.parameters import BLOCKS
from social.presentation.relations.schemas import RelatedPersonResponse

router = APIRouter(prefix="/social/blocks", tags=["social: people"], dependencies=[Depends(private)])


@router.get("", summary="List whom I have blocked")
async def list_blocks(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[DeepPartParams, Query()]
) -> CursorPage[RelatedPersonResponse]:
    """Return the people whom the signed-in user has blocked, the newest first.

    Who has blocked the signed-in user, too, has no name and no picture.
    """
    part = params.part(BLOCKS)
    page = await use_cases.relations.blocks.page(principal.user_id, part)
    return params.page(BLOCKS, part, page, RelatedPersonResponse.of)


@router.put(
    "/{userId}",
    status_code=204,
    summary="Block a user",
    responses=refuses(AccountErased, OwnAccount, PersonNotFound, RelationLimitReached),
)
async def block_user(use_cases: ApplicationDep, principal: CurrentPrincipal, user_id: PersonId) -> None:
    """Block a user: friendship and following end both ways, and the two do not exist for each other any more.

    The response has no body.
    """
    await use_cases.relations.blocks.block(principal.user_id, user_id)


@router.delete("/{userId}", status_code=204, summary="End a block", responses=refuses(AccountErased, OwnAccount))
async def unblock_user(use_cases: ApplicationDep, principal: CurrentPrincipal, user_id: PersonId) -> None:
    """End a block; friendship and following do not come back. The response has no body."""
    await use_cases.relations.blocks.unblock(principal.user_id, user_id)
