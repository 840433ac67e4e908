"""HTTP routes that write plays. Every user writes their own plays only."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path

from chassis.http.document.error_cases import Responses
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from library.application import Application
from library.application.plays.commands import ChangeItem, RecordWatched, RetractPlays
from library.application.plays.read_models import Recorded
from library.domain.errors import (
    AccountErased,
    EpisodeUnknown,
    KeyReused,
    MediaNotFound,
    NothingAired,
    PlayNotFound,
    SeasonNotAllowed,
    SeasonUnknown,
    WatchedAtInvalid,
)
from library.presentation.dependencies import ApplicationDep, IdempotencyKeyDep, private
from library.presentation.entries.schemas import EntryResponse
from library.presentation.errors import refuses
from library.presentation.plays.requests import PlayPatch, PlayPost, PlayRemovals, PlaysPost
from library.presentation.plays.schemas import RecordedResponse

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

PlayId = Annotated[
    UUID, Path(alias="playId", description="Id of the play", examples=["0f1e2d3c-4b5a-4978-8675-64534231201f"])
]

_TARGETS: Final = (
    MediaNotFound,
    SeasonNotAllowed,
    SeasonUnknown,
    EpisodeUnknown,
    WatchedAtInvalid,
    KeyReused,
    AccountErased,
)
RECORDS: Final[Responses] = refuses(*_TARGETS, NothingAired)
CORRECTS: Final[Responses] = refuses(*_TARGETS, PlayNotFound)
RETRACTS: Final[Responses] = refuses(PlayNotFound, KeyReused, AccountErased)


async def _recorded(use_cases: Application, user_id: UUID, recorded: Recorded) -> Success[RecordedResponse]:
    plays = await use_cases.plays.reader.items(user_id, recorded.play_ids)
    entries = await use_cases.entries.items(user_id, recorded.media_ids)
    return Success(data=RecordedResponse.of(recorded, plays, [EntryResponse.of(item) for item in entries]))


@router.post("/me/plays", summary="Record a play", status_code=201, responses=RECORDS)
async def record_play(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: PlayPost, idempotency_key: IdempotencyKeyDep
) -> Success[RecordedResponse]:
    """Record that the user watched a movie, an episode, or all aired regular episodes of a season or show.

    Season and show leave out what was seen in the current run, unless `onlyUnseen` is false. Send an Idempotency-Key,
    so that a repeated request does not record the same play twice.
    """
    command = RecordWatched(principal.user_id, (body.to_watched(),), idempotency_key)
    return await _recorded(use_cases, principal.user_id, await use_cases.plays.record(command))


@router.post("/me/plays/batch", summary="Record many plays", status_code=201, responses=RECORDS)
async def record_plays(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: PlaysPost, idempotency_key: IdempotencyKeyDep
) -> Success[RecordedResponse]:
    """Record up to 100 plays, seasons or shows in the order of the request: all of them, or none when one is invalid.

    Send an Idempotency-Key, so that a repeated request does not record the same plays twice.
    """
    watched = tuple(play.to_watched() for play in body.plays)
    command = RecordWatched(principal.user_id, watched, idempotency_key)
    return await _recorded(use_cases, principal.user_id, await use_cases.plays.record(command))


@router.post("/me/plays/removals", summary="Retract many plays", status_code=204, responses=RETRACTS)
async def retract_plays(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: PlayRemovals, idempotency_key: IdempotencyKeyDep
) -> None:
    """Retract up to 100 plays: all of them, or none when one is not there. The entries are as if they had never been.

    The response has no body.
    """
    await use_cases.plays.retract(RetractPlays(principal.user_id, tuple(body.play_ids), idempotency_key))


@router.patch("/me/plays/{playId}", summary="Correct my play", responses=CORRECTS)
async def correct_play(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    play_id: PlayId,
    body: PlayPatch,
    idempotency_key: IdempotencyKeyDep,
) -> Success[RecordedResponse]:
    """Replace a play by one with the right time, episode or duration, and return the new play, which has its own id.

    An omitted field stays; `watchedAt: null` means that the time is unknown.
    """
    command = ChangeItem(principal.user_id, play_id, idempotency_key)
    recorded = await use_cases.plays.correct(command, body.to_correction())
    return await _recorded(use_cases, principal.user_id, recorded)


@router.delete("/me/plays/{playId}", summary="Retract my play", status_code=204, responses=RETRACTS)
async def retract_play(
    use_cases: ApplicationDep, principal: CurrentPrincipal, play_id: PlayId, idempotency_key: IdempotencyKeyDep
) -> None:
    """Retract a play: the entry is as if it had never been, and the request or file it came from does not restore it.

    The response has no body.
    """
    await use_cases.plays.retract(RetractPlays(principal.user_id, (play_id,), idempotency_key))
