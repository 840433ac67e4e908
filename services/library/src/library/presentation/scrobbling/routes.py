"""Routes of scrobbles: the generic one, keys of webhooks, and scrobbles without a title."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.paging import Order, PartParams, identifier, instant
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from library.application.scrobbling.commands import ReceiveScrobble
from library.domain.errors import (
    AccountErased,
    EpisodeUnknown,
    MediaNotFound,
    ScrobbleKeyNotFound,
    ScrobbleNotFound,
    TooManyScrobbleKeys,
    TooManyUnmatched,
)
from library.presentation.dependencies import READS, ApplicationDep, private
from library.presentation.errors import refuses
from library.presentation.scrobbling.requests import ResolveRequest, ScrobbleKeyRequest, ScrobbleRequest
from library.presentation.scrobbling.schemas import (
    CreatedScrobbleKeyResponse,
    ResolveResponse,
    ScrobbleKeyResponse,
    ScrobbleResponse,
    UnmatchedResponse,
)

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

UNMATCHED: Final = Order("unmatched", (instant, identifier))
CREATED: Final[Responses] = {201: {"headers": headers("Cache-Control")}}
KeyId = Annotated[
    UUID, Path(alias="keyId", description="Id of the key", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
]
ScrobbleId = Annotated[
    UUID, Path(alias="scrobbleId", description="Id of the scrobble", examples=["0199a2f3-44c8-5a06-b1f2-6d5e4c3b2a19"])
]


@router.post(
    "/me/scrobbles", summary="Scrobble what I play", responses=READS | refuses(TooManyUnmatched, AccountErased)
)
async def scrobble(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: ScrobbleRequest
) -> Success[ScrobbleResponse]:
    """Report what a player does with a title, which is found by its ids, else by name and year.

    A title from the completion threshold on, and every `scrobble`, is one play; reports of the same viewing add none,
    from whatever source, in whatever order and however often they arrive. A play whose title is not certain is kept in
    the list of unmatched scrobbles.
    """
    command = ReceiveScrobble(principal.user_id, body.to_scrobble())
    return Success(data=ScrobbleResponse.of(await use_cases.scrobbling.receive.scrobble(command)))


@router.get("/me/scrobble-keys", summary="List my scrobble keys", responses=READS)
async def scrobble_keys(use_cases: ApplicationDep, principal: CurrentPrincipal) -> Success[list[ScrobbleKeyResponse]]:
    """Return the keys of webhooks, the newest first, with their last use and last error; never their texts."""
    keys = await use_cases.scrobbling.reader.keys(principal.user_id)
    return Success(data=[ScrobbleKeyResponse.of(key) for key in keys])


@router.post(
    "/me/scrobble-keys",
    summary="Create a scrobble key",
    status_code=201,
    responses=CREATED | refuses(TooManyScrobbleKeys, AccountErased),
)
async def create_scrobble_key(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: ScrobbleKeyRequest
) -> Success[CreatedScrobbleKeyResponse]:
    """Create a key for the webhook of a media server, and return its address, which is shown only now.

    A client that has the address can add to the user's history, and nothing else. A user has at most 20 keys.
    """
    key, text = await use_cases.scrobbling.create_key(body.to_command(principal.user_id))
    return Success(data=CreatedScrobbleKeyResponse.created(key, text))


@router.delete(
    "/me/scrobble-keys/{keyId}",
    summary="Revoke a scrobble key",
    status_code=204,
    responses=refuses(ScrobbleKeyNotFound, AccountErased),
)
async def delete_scrobble_key(use_cases: ApplicationDep, principal: CurrentPrincipal, key_id: KeyId) -> None:
    """Delete a key: reports to its address are rejected from now on. What it has recorded stays. No body."""
    await use_cases.scrobbling.delete_key(principal.user_id, key_id)


@router.get("/me/unmatched-scrobbles", summary="List my unmatched scrobbles", responses=READS)
async def list_unmatched(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[PartParams, Query()]
) -> CursorPage[UnmatchedResponse]:
    """Return a page of plays whose title is not certain, the newest first. At most 5,000 are kept."""
    part = params.part(UNMATCHED)
    page = await use_cases.scrobbling.reader.unmatched(principal.user_id, part)
    return params.page(UNMATCHED, part, page, UnmatchedResponse.of)


@router.post(
    "/me/unmatched-scrobbles/{scrobbleId}/resolve",
    summary="Resolve an unmatched scrobble",
    responses=READS | refuses(ScrobbleNotFound, MediaNotFound, EpisodeUnknown, AccountErased),
)
async def resolve_unmatched(
    use_cases: ApplicationDep, principal: CurrentPrincipal, scrobble_id: ScrobbleId, body: ResolveRequest
) -> Success[ResolveResponse]:
    """State the title of a scrobble: it is recorded as a play at the time at which it was watched.

    With `wholeTitle`, so are all others of the same title, and the next ones are found by themselves.
    """
    outcome = await use_cases.scrobbling.resolve(body.to_command(principal.user_id, scrobble_id))
    return Success(data=ResolveResponse.of(outcome))


@router.delete(
    "/me/unmatched-scrobbles/{scrobbleId}",
    summary="Delete an unmatched scrobble",
    status_code=204,
    responses=refuses(ScrobbleNotFound, AccountErased),
)
async def delete_unmatched(use_cases: ApplicationDep, principal: CurrentPrincipal, scrobble_id: ScrobbleId) -> None:
    """Delete a scrobble without a title. It is not recorded. The response has no body."""
    await use_cases.scrobbling.delete_unmatched(principal.user_id, scrobble_id)
