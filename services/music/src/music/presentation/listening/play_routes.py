"""The route that records plays."""

from typing import Annotated

from fastapi import APIRouter, Header

from chassis.http.follow_up.idempotency import KEY_EXAMPLE, KEY_PATTERN
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from music.domain.library.errors import TrackNotFound
from music.domain.listening.errors import PlayedAtInvalid, PlayIdTaken
from music.domain.users.errors import AccountErased
from music.presentation.dependencies import ApplicationDep, listener
from music.presentation.errors import refuses
from music.presentation.listening.schemas import PlayPost, PlayResponse

router = APIRouter(prefix="/music", tags=["music: listening"])

IdempotencyKey = Annotated[
    str | None,
    Header(
        pattern=KEY_PATTERN,
        description="Key of the request: a repetition with the same key is one play; `id` does the same",
        examples=[KEY_EXAMPLE],
    ),
]


@router.post(
    "/plays",
    status_code=201,
    summary="Record a play of a track",
    responses=refuses(TrackNotFound, PlayedAtInvalid, PlayIdTaken, AccountErased),
)
async def record_track_play(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: PlayPost, idempotency_key: IdempotencyKey = None
) -> Success[PlayResponse]:
    """Record that the signed-in user has played a track, or skipped it before its middle.

    Send an `id` or an Idempotency-Key, so that a repeated request does not count the play twice.
    """
    return Success(data=PlayResponse.of(await use_cases.record_play(listener(principal), body.report(idempotency_key))))
