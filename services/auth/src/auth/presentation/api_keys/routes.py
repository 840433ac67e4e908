"""Routes of API keys, and the exchange that only gateways can reach."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path

from auth.application.api_keys.managing import CreateApiKey, Owner
from auth.domain.api_keys.errors import ApiKeyNotFound, TooManyApiKeys
from auth.domain.errors import SessionEnded
from auth.presentation.api_keys.requests import ApiKeyRequest, ExchangeRequest
from auth.presentation.api_keys.responses import ApiKeyResponse, CreatedApiKeyResponse, KeyTokenResponse
from auth.presentation.dependencies import ApplicationDep, ClientDep, uncacheable
from auth.presentation.errors import refuses
from auth.presentation.recent import RecentSession, recent_refusals
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal, unauthorized

router = APIRouter(prefix="/auth/api-keys", tags=["auth"])
internal_router = APIRouter(prefix="/internal/api-keys", include_in_schema=False)
"""Outside of `/api`, which is all that the gateway forwards to."""

KeyId = Annotated[
    UUID, Path(alias="keyId", description="Id of the API key", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
]


async def _owner(principal: CurrentPrincipal, client: ClientDep) -> Owner:
    """Return the session of the user who sends the request."""
    return Owner(principal.user_id, principal.session_id, client)


OwnerDep = Annotated[Owner, Depends(_owner)]


async def _recent_owner(principal: RecentSession, client: ClientDep) -> Owner:
    """Return the session of a user who has proved recently who they are."""
    return Owner(principal.user_id, principal.session_id, client)


RecentOwnerDep = Annotated[Owner, Depends(_recent_owner)]


@router.post(
    "",
    status_code=201,
    summary="Create an API key",
    responses=recent_refusals() | refuses(TooManyApiKeys) | uncacheable(201),
)
async def create_api_key(
    use_cases: ApplicationDep, owner: RecentOwnerDep, body: ApiKeyRequest
) -> Success[CreatedApiKeyResponse]:
    """Create a key for scripts and other programs, and return it with its text, which is never shown again.

    A key does what its scopes and the roles of the user allow, and does not manage accounts, sessions or keys. A user
    has at most 20 valid keys. The sign-in of the session must be recent.
    """
    command = CreateApiKey(body.name, body.scopes, body.expires_at, owner)
    return Success(data=CreatedApiKeyResponse.created(*await use_cases.api_keys.keys.create(command)))


@router.get("", summary="List my API keys", responses=refuses(SessionEnded) | uncacheable(200))
async def list_api_keys(use_cases: ApplicationDep, owner: OwnerDep) -> Success[list[ApiKeyResponse]]:
    """Return the keys of the user, the newest first, without their texts. Expired ones are listed for 30 days."""
    return Success(data=[ApiKeyResponse.of(key) for key in await use_cases.api_keys.keys.of_owner(owner)])


@router.delete(
    "/{keyId}",
    status_code=204,
    summary="Delete an API key",
    responses=refuses(SessionEnded, ApiKeyNotFound) | uncacheable(204),
)
async def delete_api_key(use_cases: ApplicationDep, owner: OwnerDep, key_id: KeyId) -> None:
    """Delete a key of the user, which stops working within five seconds. The response has no body."""
    await use_cases.api_keys.keys.delete(key_id, owner)


@internal_router.post("/exchange")
async def exchange(use_cases: ApplicationDep, body: ExchangeRequest) -> KeyTokenResponse:
    """Return a short access token of a key; 401 for a key that is not valid, without the reason."""
    token = await use_cases.api_keys.exchange(body.key.get_secret_value())
    if token is None:
        raise unauthorized("The API key is not valid")
    return KeyTokenResponse(access_token=token.access_token, expires_in=token.expires_in)
