"""Routes of API keys, and the exchange that only gateways can reach."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from auth.application.api_keys.managing import CreateApiKey
from auth.domain.api_keys.errors import ApiKeyNotFound, TooManyApiKeys
from auth.domain.errors import SessionEnded
from auth.presentation.api_keys.requests import ApiKeyRequest, ExchangeRequest
from auth.presentation.api_keys.responses import ApiKeyResponse, CreatedApiKeyResponse, KeyTokenResponse
from auth.presentation.dependencies import ActorDep, ApplicationDep, uncacheable
from auth.presentation.errors import refuses
from auth.presentation.recent import RecentActor, refuses_recent
from chassis.http.schemas import Success
from chassis.http.tokens import unauthorized

router = APIRouter(prefix="/auth/api-keys", tags=["auth"])
internal_router = APIRouter(prefix="/internal/api-keys", include_in_schema=False)
"""Outside of `/api`, which is all that the gateway forwards to."""

KeyId = Annotated[
    UUID, Path(alias="keyId", description="Id of the API key", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
]


@router.post(
    "",
    status_code=201,
    summary="Create an API key",
    responses=refuses_recent(TooManyApiKeys) | uncacheable(201),
)
async def create_api_key(
    use_cases: ApplicationDep, actor: RecentActor, body: ApiKeyRequest
) -> Success[CreatedApiKeyResponse]:
    """Create a key for scripts and other programs, and return it with its text, which is never shown again.

    A key does what its scopes and the roles of the user allow, and does not manage accounts, sessions or keys. A user
    has at most 20 valid keys. The sign-in of the session must be recent.
    """
    command = CreateApiKey(body.name, body.scopes, body.expires_at, actor)
    return Success(data=CreatedApiKeyResponse.created(*await use_cases.api_keys.keys.create(command)))


@router.get("", summary="List my API keys", responses=refuses(SessionEnded) | uncacheable(200))
async def list_api_keys(use_cases: ApplicationDep, actor: ActorDep) -> Success[list[ApiKeyResponse]]:
    """Return the keys of the user, the newest first, without their texts. Expired ones are listed for 30 days."""
    return Success(data=[ApiKeyResponse.of(key) for key in await use_cases.api_keys.keys.of_user(actor)])


@router.delete(
    "/{keyId}",
    status_code=204,
    summary="Delete an API key",
    responses=refuses(SessionEnded, ApiKeyNotFound) | uncacheable(204),
)
async def delete_api_key(use_cases: ApplicationDep, actor: ActorDep, key_id: KeyId) -> None:
    """Delete a key of the user, which stops working within five seconds. The response has no body."""
    await use_cases.api_keys.keys.delete(key_id, actor)


@internal_router.post("/exchange")
async def exchange(use_cases: ApplicationDep, body: ExchangeRequest) -> KeyTokenResponse:
    """Return a short access token of a key; 401 for a key that is not valid, without the reason."""
    token = await use_cases.api_keys.exchange(body.key.get_secret_value())
    if token is None:
        raise unauthorized("The API key is not valid")
    return KeyTokenResponse(access_token=token.access_token, expires_in=token.expires_in)
