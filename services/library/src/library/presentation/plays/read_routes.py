"""HTTP routes that read plays. Every user reads their own plays only."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from library.domain.errors import PlayNotFound
from library.presentation.dependencies import READS, ApplicationDep
from library.presentation.errors import refuses
from library.presentation.plays.parameters import PLAYS, PlayParams
from library.presentation.plays.rendering import play_document
from library.presentation.plays.routes import PlayId
from library.presentation.plays.schemas import PlayPageResponse, PlayResponse
from library.presentation.rendering import private_page, private_success

router = APIRouter(tags=["library"])


@router.get("/me/plays", summary="List my plays", response_model=PlayPageResponse, responses=READS)
async def list_plays(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[PlayParams, Query()]
) -> Response:
    """Return a page of what the user watched, latest first: every play with its own time.

    A play of unknown time has the place of its recording. Page with `cursor` through a long history.
    """
    part = params.part(PLAYS)
    plays = await use_cases.plays.reader.page(principal.user_id, params.chosen(), part)
    return private_page([play_document(item) for item in plays.items], params.meta(PLAYS, part, plays))


@router.get(
    "/me/plays/{playId}",
    summary="Get my play",
    response_model=Success[PlayResponse],
    responses=READS | refuses(PlayNotFound),
)
async def read_play(use_cases: ApplicationDep, principal: CurrentPrincipal, play_id: PlayId) -> Response:
    """Return a play of the user.

    A play that was retracted or replaced by a corrected one is not found.
    """
    items = await use_cases.plays.reader.items(principal.user_id, [play_id])
    if not items or items[0].play.retracted_at is not None:
        raise PlayNotFound(f"there is no play with the id {play_id}")
    return private_success(play_document(items[0]))
