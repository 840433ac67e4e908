"""Routes of a user's passkeys, and sign-in by one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from auth.domain.errors import AccountSuspended, SessionEnded
from auth.domain.factors.errors import PASSKEYS_PER_ACCOUNT, InvalidFactor, PasskeyLimit, PasskeyMissing
from auth.presentation.dependencies import ActorDep, ApplicationDep, ClientDep, uncacheable
from auth.presentation.errors import refuses
from auth.presentation.factors.requests import (
    NewPasskeyRequest,
    PasskeyNameRequest,
    PasskeySignInRequest,
    standard_form,
)
from auth.presentation.factors.responses import PasskeyOptionsResponse, PasskeyResponse
from auth.presentation.recent import RecentActor, refuses_recent
from auth.presentation.sessions.delivery import TokenDeliveryDep
from auth.presentation.sessions.responses import TokensResponse
from chassis.http.schemas import Page, Success, page_meta

router = APIRouter(prefix="/auth/passkeys", tags=["auth"])

PasskeyId = Annotated[
    UUID, Path(alias="passkeyId", description="Id of the passkey", examples=["6f1c2f9e-5b2c-4a53-9d6b-0d5f6f0f6a11"])
]


@router.post(
    "/options",
    summary="Begin to add a passkey",
    responses=refuses_recent(PasskeyLimit) | uncacheable(200),
)
async def passkey_options(use_cases: ApplicationDep, actor: RecentActor) -> Success[PasskeyOptionsResponse]:
    """Return the options of `navigator.credentials.create()` (WebAuthn), valid for one attempt within five minutes.

    The device has to verify its user, and to find the passkey without a username. An account may have 20 passkeys.
    """
    return Success(data=PasskeyOptionsResponse.of(await use_cases.factors.passkeys.options(actor.account_id)))


@router.post(
    "",
    status_code=201,
    summary="Add a passkey",
    responses=refuses_recent(InvalidFactor, PasskeyLimit) | uncacheable(201),
)
async def add_passkey(
    use_cases: ApplicationDep, actor: RecentActor, body: NewPasskeyRequest
) -> Success[PasskeyResponse]:
    """Add the passkey that the browser has made. The user gets a notice by mail.

    Another origin, challenge or algorithm, and a device that has not verified its user, get the same response.
    """
    passkey = await use_cases.factors.passkeys.register(actor, standard_form(body.credential), body.name)
    return Success(data=PasskeyResponse.of(passkey))


@router.get("", summary="List my passkeys", responses=refuses(SessionEnded) | uncacheable(200))
async def list_passkeys(use_cases: ApplicationDep, actor: ActorDep) -> Page[PasskeyResponse]:
    """Return all passkeys of the user, the oldest first: at most 20, on one page."""
    passkeys = await use_cases.factors.passkeys.list(actor)
    count = len(passkeys)
    return Page(
        data=[PasskeyResponse.of(passkey) for passkey in passkeys],
        meta=page_meta(count=count, total=count, limit=PASSKEYS_PER_ACCOUNT, offset=0),
    )


@router.patch(
    "/{passkeyId}",
    summary="Rename a passkey",
    responses=refuses(SessionEnded, PasskeyMissing) | uncacheable(200),
)
async def rename_passkey(
    use_cases: ApplicationDep, actor: ActorDep, passkey_id: PasskeyId, body: PasskeyNameRequest
) -> Success[PasskeyResponse]:
    """Change the name of a passkey, and return the passkey."""
    passkey = await use_cases.factors.passkeys.rename(actor, passkey_id, body.name)
    return Success(data=PasskeyResponse.of(passkey))


@router.delete(
    "/{passkeyId}",
    status_code=204,
    summary="Remove a passkey",
    responses=refuses_recent(PasskeyMissing) | uncacheable(204),
)
async def remove_passkey(use_cases: ApplicationDep, actor: RecentActor, passkey_id: PasskeyId) -> None:
    """Remove a passkey: it signs no user in any more. The user gets a notice by mail."""
    await use_cases.factors.passkeys.remove(actor, passkey_id)


@router.post("/sign-in/options", summary="Begin to sign in by a passkey", responses=uncacheable(200))
async def passkey_sign_in_options(use_cases: ApplicationDep) -> Success[PasskeyOptionsResponse]:
    """Return the options of `navigator.credentials.get()`, valid for one attempt within five minutes.

    They name no passkey, so that they reveal no account: the user chooses one on the device.
    """
    return Success(data=PasskeyOptionsResponse.of(await use_cases.factors.passkey_sign_in.options()))


@router.post(
    "/sign-in", summary="Sign in by a passkey", responses=refuses(InvalidFactor, AccountSuspended) | uncacheable(200)
)
async def sign_in_by_passkey(
    use_cases: ApplicationDep, client: ClientDep, delivery: TokenDeliveryDep, body: PasskeySignInRequest
) -> Success[TokensResponse]:
    """Return the tokens of a new session. No second step follows, since the device has verified its user.

    A counter that went back, another origin or challenge, and an unknown passkey get the same response.
    """
    pair = await use_cases.factors.passkey_sign_in.sign_in(standard_form(body.credential), client)
    return delivery.tokens(pair)
