"""The route of sign-in by a reverse proxy."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from auth.domain.errors import AccountSuspended, RegistrationClosed
from auth.domain.factors.errors import FactorRequired
from auth.domain.federation.errors import InvalidProxyUser, ProxySignInDisabled
from auth.presentation.dependencies import ApplicationDep, ClientDep, uncacheable
from auth.presentation.errors import refuses
from auth.presentation.sessions.delivery import TokenDeliveryDep
from auth.presentation.sessions.responses import TokensResponse
from chassis.core.proxy_sign_in import PROXY_SIGNATURE_HEADER, PROXY_USER_HEADER
from chassis.http.schemas import Success

router = APIRouter(prefix="/auth/proxy", tags=["auth"])


async def _stated_users(request: Request) -> Sequence[str]:
    """Return every value of the gateway's header, which no client can send."""
    return request.headers.getlist(PROXY_USER_HEADER)


async def _signatures(request: Request) -> Sequence[str]:
    """Return every value of the header with the gateway's signature."""
    return request.headers.getlist(PROXY_SIGNATURE_HEADER)


StatedUsers = Annotated[Sequence[str], Depends(_stated_users)]
Signatures = Annotated[Sequence[str], Depends(_signatures)]


@router.post(
    "/sign-in",
    summary="Sign in by a reverse proxy",
    responses=refuses(InvalidProxyUser, FactorRequired, RegistrationClosed, AccountSuspended, ProxySignInDisabled)
    | uncacheable(200),
)
async def sign_in_by_proxy(
    use_cases: ApplicationDep,
    client: ClientDep,
    delivery: TokenDeliveryDep,
    users: StatedUsers,
    signatures: Signatures,
) -> Success[TokensResponse]:
    """Return the tokens of a new session for the user whom a trusted reverse proxy has signed in.

    The proxy names the user in a header that the operator has configured. The same header of any other client is
    ignored. The first sign-in of an e-mail address registers an account without a password where registration is open.
    """
    return delivery.tokens(await use_cases.federation.sign_in_by_proxy(users, signatures, client))
