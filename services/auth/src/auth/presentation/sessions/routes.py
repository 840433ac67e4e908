"""Routes of sessions."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from pydantic import SecretStr

from auth.application.sessions.sign_in import SignIn
from auth.domain.errors import (
    AccountSuspended,
    InvalidCredentials,
    InvalidInput,
    InvalidRefreshToken,
    PasswordsBusy,
    SessionEnded,
    TooManyAttempts,
)
from auth.domain.factors.errors import FactorRequired
from auth.presentation.dependencies import ActorDep, ApplicationDep, ClientDep, uncacheable
from auth.presentation.errors import refuses
from auth.presentation.sessions.delivery import CurrentDeliveryDep, TokenDeliveryDep
from auth.presentation.sessions.requests import LogInRequest, RefreshRequest
from auth.presentation.sessions.responses import TokensResponse
from chassis.core.browser_sessions import REFRESH_TOKEN_HEADER
from chassis.http.schemas import Success

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post(
    "/login",
    summary="Sign in",
    responses=refuses(InvalidCredentials, FactorRequired, AccountSuspended, TooManyAttempts, PasswordsBusy)
    | uncacheable(200),
)
async def log_in(
    use_cases: ApplicationDep, client: ClientDep, delivery: TokenDeliveryDep, body: LogInRequest
) -> Success[TokensResponse]:
    """Sign in by e-mail address or username, and return the tokens of a new session.

    An account with a second factor gets `SECOND_FACTOR_REQUIRED` instead, with a challenge for
    `POST /auth/login/second-factor`. An unknown account and a wrong password get the same response. After five failures
    in a row at one account from one network, each further attempt has to wait longer, from one second up to fifteen
    minutes. In addition, one address may send ten logins and registrations per minute: `RateLimit` states how many are
    left. `Retry-After` states the wait in seconds.
    """
    command = SignIn(body.identifier, client, body.password.get_secret_value())
    return delivery.tokens(await use_cases.sessions.log_in(command))


@router.post(
    "/refresh",
    summary="Exchange a refresh token",
    responses=refuses(InvalidRefreshToken) | uncacheable(200),
)
async def refresh(
    use_cases: ApplicationDep,
    client: ClientDep,
    delivery: CurrentDeliveryDep,
    body: RefreshRequest | None = None,
    of_cookie: Annotated[SecretStr | None, Header(alias=REFRESH_TOKEN_HEADER, include_in_schema=False)] = None,
) -> Success[TokensResponse]:
    """Return the next pair of tokens of a session.

    A refresh token is valid once. The same token again within ten seconds returns the same successor; after that
    it ends the session, since another party may hold it. A browser whose tokens are in cookies sends no body, and the
    header `X-CSRF-Token`.
    """
    token = of_cookie or (body.refresh_token if body else None)
    if token is None:
        raise InvalidInput("refreshToken", "missing", "is required; with cookies, send the header X-CSRF-Token instead")
    return delivery.tokens(await use_cases.sessions.refresh(token.get_secret_value(), client))


@router.post("/logout", status_code=204, summary="Sign out", responses=refuses(SessionEnded) | uncacheable(204))
async def log_out(
    use_cases: ApplicationDep,
    actor: ActorDep,
    delivery: CurrentDeliveryDep,
    everywhere: Annotated[
        bool, Query(alias="all", description="`true` ends every session of the account, `false` this one")
    ] = False,
) -> None:
    """End this session, or with `all=true` every session of the account. The response has no body.

    Event streams of the ended sessions end too. A session that has already ended cannot end another one.
    """
    await use_cases.sessions.log_out(actor, everywhere=everywhere)
    delivery.forget()
