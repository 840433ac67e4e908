"""HTTP routes that write entries. Every user writes their own entries only."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.preconditions import entity_tag
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from library.application import Application
from library.application.entries.commands import WriteEntry
from library.application.entries.read_models import EntryItem
from library.domain.entries.change import Change
from library.domain.errors import (
    AccountErased,
    EntryChanged,
    EpisodeUnknown,
    KeyReused,
    MediaNotFound,
    ProgressNotAllowed,
    SeasonUnknown,
    StateRequired,
)
from library.presentation.dependencies import ApplicationDep, IdempotencyKeyDep, MediaId, private
from library.presentation.entries.preconditions import IfMatchDep
from library.presentation.entries.requests import EntryPatch, EntryPut
from library.presentation.entries.schemas import EntryResponse
from library.presentation.errors import refuses

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

ENTRY: Final[Responses] = {200: {"headers": headers("Cache-Control", "ETag")}}
REMOVALS: Final[Responses] = refuses(MediaNotFound, EntryChanged, KeyReused, AccountErased)
WRITES: Final[Responses] = (
    refuses(
        MediaNotFound,
        StateRequired,
        ProgressNotAllowed,
        SeasonUnknown,
        EpisodeUnknown,
        EntryChanged,
        KeyReused,
        AccountErased,
    )
    | ENTRY
)


async def _write_entry(
    principal: CurrentPrincipal, media_id: MediaId, if_match: IfMatchDep, idempotency_key: IdempotencyKeyDep
) -> WriteEntry:
    return WriteEntry(principal.user_id, media_id, if_match, idempotency_key)


WriteDep = Annotated[WriteEntry, Depends(_write_entry)]


async def _write(
    use_cases: Application, command: WriteEntry, change: Change, response: Response
) -> Success[EntryResponse | None]:
    return written(await use_cases.change_entry(command, change), response)


def written(item: EntryItem | None, response: Response) -> Success[EntryResponse | None]:
    """Return the response of a write, with the ETag of the entry."""
    if item is None:
        return Success(data=None)
    response.headers["ETag"] = entity_tag(item.entry.version)
    return Success(data=EntryResponse.of(item))


@router.patch("/user-media/{mediaItemId}", summary="Change my entry", responses=WRITES)
async def change_entry(
    use_cases: ApplicationDep, command: WriteDep, body: EntryPatch, response: Response
) -> Success[EntryResponse | None]:
    """Change the fields that are sent, or create an entry, and return it; `data` is null when nothing is left of it.

    An omitted field stays, null clears it. `progress` is merged season by season: seasons that are not sent stay, null
    removes one. Progress without a state means watching, except specials of a completed or dropped show. Progress
    together with completed or dropped, or of a movie, is rejected (PROGRESS_NOT_ALLOWED). A season or episode that the
    show cannot have is rejected (SEASON_UNKNOWN, EPISODE_UNKNOWN).
    """
    return await _write(use_cases, command, body.to_change(), response)


@router.put("/user-media/{mediaItemId}", summary="Replace my entry", responses=WRITES)
async def replace_entry(
    use_cases: ApplicationDep, command: WriteDep, body: EntryPut, response: Response
) -> Success[EntryResponse | None]:
    """Replace the user's entry by the request, and return it.

    An omitted field becomes empty, and so do omitted seasons of the progress.
    """
    return await _write(use_cases, command, body.to_change(), response)


@router.delete("/user-media/{mediaItemId}", summary="Remove my entry", status_code=204, responses=REMOVALS)
async def remove_entry(use_cases: ApplicationDep, command: WriteDep) -> None:
    """Remove the user's entry for a title. Idempotent: succeeds without an entry. The response has no body."""
    await use_cases.remove_entry(command)
