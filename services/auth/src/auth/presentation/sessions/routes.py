"""Routes of sessions."""

from typing import Annotated

from fastapi import APIRouter, Query

from auth.application.sessions.sign_in import SignIn
from auth.domain.errors import InvalidCredentials, InvalidRefreshToken, PasswordsBusy, SessionEnded, TooManyAttempts
from auth.presentation.dependencies import ApplicationDep, ClientDep, uncacheable
from auth.presentation.errors import refuses
from auth.presentation.sessions.requests import LogInRequest, RefreshRequest
from auth.presentation.sessions.responses import TokensResponse
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post(
    "/login",
    summary="Sign in",
    responses=refuses(InvalidCredentials, TooManyAttempts, PasswordsBusy) | uncacheable(200),
)
async def log_in(use_cases: ApplicationDep, client: ClientDep, body: LogInRequest) -> Success[TokensResponse]:
    """Sign in by e-mail address or username, and return the tokens of a new session.

    An unknown account and a wrong password get the same response. After five failures in a row at one account from one
    network, each further attempt has to wait longer, from one second up to fifteen minutes. In addition, one address
    may send ten logins and registrations per minute. `Retry-After` states the wait in seconds.
    """
    command = SignIn(body.identifier, client, body.password.get_secret_value())
    return Success(data=TokensResponse.of(await use_cases.sessions.log_in(command)))


@router.post(
    "/refresh",
    summary="Exchange a refresh token",
    responses=refuses(InvalidRefreshToken) | uncacheable(200),
)
async def refresh(use_cases: ApplicationDep, client: ClientDep, body: RefreshRequest) -> Success[TokensResponse]:
    """Return the next pair of tokens of a session.

    A refresh token is valid once. The same token again within ten seconds returns the same successor; after that
    it ends the session, since another party may hold it.
    """
    pair = await use_cases.sessions.refresh(body.refresh_token.get_secret_value(), client)
    return Success(data=TokensResponse.of(pair))


@router.post("/logout", status_code=204, summary="Sign out", responses=refuses(SessionEnded) | uncacheable(204))
async def log_out(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    client: ClientDep,
    everywhere: Annotated[
        bool, Query(alias="all", description="`true` ends every session of the account, `false` this one")
    ] = False,
) -> None:
    """End this session, or with `all=true` every session of the account. The response has no body.

    Event streams of the ended sessions end too. A session that has already ended cannot end another one.
    """
    await use_cases.sessions.log_out(principal.user_id, principal.session_id, client, everywhere=everywhere)
