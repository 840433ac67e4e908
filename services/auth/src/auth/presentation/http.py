"""HTTP routes of accounts, sessions and keys."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from auth.application import Application
from auth.application.commands import RegisterAccount, SignIn
from auth.domain.errors import (
    EmailTaken,
    InvalidCredentials,
    InvalidRefreshToken,
    PasswordsBusy,
    SessionEnded,
    TooManyAttempts,
    UsernameTaken,
)
from auth.presentation.errors import refuses
from auth.presentation.requests import LogInRequest, RefreshRequest, RegisterRequest
from auth.presentation.responses import AccountResponse, Jwks, TokensResponse
from chassis.http.dependencies import application
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal

router = APIRouter(prefix="/auth", tags=["auth"])
keys_router = APIRouter(tags=["auth"])

KEYS_SECONDS: Final = 300

ApplicationDep = Annotated[Application, Depends(application)]


def _uncacheable(status: int) -> Responses:
    return {status: {"headers": headers("Cache-Control")}}


@router.post(
    "/register",
    status_code=201,
    summary="Register an account",
    responses=refuses(EmailTaken, UsernameTaken, PasswordsBusy) | _uncacheable(201),
)
async def register(use_cases: ApplicationDep, body: RegisterRequest) -> Success[TokensResponse]:
    """Create an account, sign it in and return its first tokens.

    Addresses and usernames are unique in any letter case.
    """
    command = RegisterAccount(body.email, body.username, body.password.get_secret_value())
    return Success(data=TokensResponse.of(await use_cases.register(command)))


@router.post(
    "/login",
    summary="Sign in",
    responses=refuses(InvalidCredentials, TooManyAttempts, PasswordsBusy) | _uncacheable(200),
)
async def log_in(use_cases: ApplicationDep, request: Request, body: LogInRequest) -> Success[TokensResponse]:
    """Sign in by e-mail address or username, and return the tokens of a new session.

    An unknown account and a wrong password get the same response. After five failures in a row at one account from one
    network, each further attempt has to wait longer, from one second up to fifteen minutes. In addition, one address
    may send ten logins and registrations per minute. `Retry-After` states the wait in seconds.
    """
    address = request.client.host if request.client else ""
    command = SignIn(body.identifier, address, body.password.get_secret_value())
    return Success(data=TokensResponse.of(await use_cases.log_in(command)))


@router.post(
    "/refresh",
    summary="Exchange a refresh token",
    responses=refuses(InvalidRefreshToken) | _uncacheable(200),
)
async def refresh(use_cases: ApplicationDep, body: RefreshRequest) -> Success[TokensResponse]:
    """Return the next pair of tokens of a session.

    A refresh token is valid once. The same token again within ten seconds returns the same successor; after that
    it ends the session, since another party may hold it.
    """
    return Success(data=TokensResponse.of(await use_cases.refresh(body.refresh_token.get_secret_value())))


@router.post("/logout", status_code=204, summary="Sign out", responses=refuses(SessionEnded) | _uncacheable(204))
async def log_out(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    everywhere: Annotated[
        bool, Query(alias="all", description="`true` ends every session of the account, `false` this one")
    ] = False,
) -> None:
    """End this session, or with `all=true` every session of the account. The response has no body.

    Event streams of the ended sessions end too. A session that has already ended cannot end another one.
    """
    await use_cases.log_out(principal.user_id, principal.session_id, everywhere=everywhere)


@router.get("/me", summary="Get my account", responses=refuses(SessionEnded) | _uncacheable(200))
async def me(use_cases: ApplicationDep, principal: CurrentPrincipal) -> Success[AccountResponse]:
    """Return the account of the access token. Null in the profile means that the user has not specified the value."""
    return Success(data=AccountResponse.of(await use_cases.queries.me(principal.user_id, principal.session_id)))


@keys_router.get(
    "/.well-known/jwks.json",
    summary="Get the public keys",
    responses={200: {"headers": headers("Cache-Control")}},
)
async def public_keys(request: Request, response: Response) -> Jwks:
    """Return the keys that verify access tokens (RFC 7517), without an envelope."""
    response.headers["Cache-Control"] = f"public, max-age={KEYS_SECONDS}"
    return Jwks.model_validate(request.app.state.jwks)
