"""Accounts and sessions over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from auth.application import Application
from auth.application.accounts import NewAccount
from auth.application.sessions import SignIn
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
from auth.presentation.schemas import Jwks, LogInRequest, Me, RefreshRequest, RegisterRequest, Tokens, to_me, to_tokens
from chassis.http.dependencies import application
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal

router = APIRouter(prefix="/auth", tags=["auth"])
keys_router = APIRouter(tags=["auth"])

KEYS_SECONDS = 300


Menu = Annotated[Application, Depends(application)]


def _unstored(status: int) -> Responses:
    return {status: {"headers": headers("Cache-Control")}}


@router.post(
    "/register",
    status_code=201,
    summary="Register an account",
    responses=refuses(EmailTaken, UsernameTaken, PasswordsBusy) | _unstored(201),
)
async def register(menu: Menu, ask: RegisterRequest) -> Success[Tokens]:
    """Create an account, sign it in and return its first tokens.

    Addresses and usernames are unique in any letter case.
    """
    asked = NewAccount(ask.email, ask.username, ask.password.get_secret_value())
    return Success(data=to_tokens(await menu.register(asked)))


@router.post(
    "/login",
    summary="Sign in",
    responses=refuses(InvalidCredentials, TooManyAttempts, PasswordsBusy) | _unstored(200),
)
async def log_in(menu: Menu, request: Request, ask: LogInRequest) -> Success[Tokens]:
    """Sign in by e-mail address or username, and return the tokens of a new session.

    An unknown account and a wrong password get the same response. After five failures in a row at one account from one
    network, each further attempt has to wait longer, from one second up to fifteen minutes. Apart from that, one
    address may send ten logins and registrations per minute. `Retry-After` has the seconds.
    """
    address = request.client.host if request.client else ""
    asked = SignIn(ask.identifier, address, ask.password.get_secret_value())
    return Success(data=to_tokens(await menu.log_in(asked)))


@router.post(
    "/refresh",
    summary="Exchange a refresh token",
    responses=refuses(InvalidRefreshToken) | _unstored(200),
)
async def refresh(menu: Menu, ask: RefreshRequest) -> Success[Tokens]:
    """Return the next pair of tokens of a session.

    A refresh token is valid once. The same token again within ten seconds returns the same successor; after that
    it ends the session, for another party may hold it.
    """
    return Success(data=to_tokens(await menu.refresh(ask.refresh_token.get_secret_value())))


@router.post("/logout", status_code=204, summary="Sign out", responses=refuses(SessionEnded) | _unstored(204))
async def log_out(
    menu: Menu,
    principal: CurrentPrincipal,
    everywhere: Annotated[
        bool, Query(alias="all", description="`true` ends every session of the account, `false` this one")
    ] = False,
) -> None:
    """End this session, or with `all=true` every session of the account. The response has no body.

    Event streams of an ended session end too. A session that has ended already cannot end any other.
    """
    await menu.log_out(principal.user_id, principal.session_id, everywhere=everywhere)


@router.get("/me", summary="Get my account", responses=refuses(SessionEnded) | _unstored(200))
async def me(menu: Menu, principal: CurrentPrincipal) -> Success[Me]:
    """Return the account that the access token belongs to. Null in the profile means that the user told nothing."""
    return Success(data=to_me(await menu.queries.me(principal.user_id, principal.session_id)))


@keys_router.get(
    "/.well-known/jwks.json",
    summary="Get the public keys",
    responses={200: {"headers": headers("Cache-Control")}},
)
async def public_keys(request: Request, response: Response) -> Jwks:
    """Return the keys by which anyone can verify an access token (RFC 7517), without an envelope."""
    response.headers["Cache-Control"] = f"public, max-age={KEYS_SECONDS}"
    return Jwks.model_validate(request.app.state.jwks)
