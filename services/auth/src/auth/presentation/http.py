"""Accounts and sessions over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from auth.application import Application
from auth.application.accounts import NewAccount
from auth.application.sessions import SignIn
from auth.presentation.schemas import Jwks, LogInAsk, Me, RefreshAsk, RegisterAsk, Tokens, to_me, to_tokens
from chassis.errors import error_responses
from chassis.schemas import Success
from chassis.security import CurrentPrincipal

router = APIRouter(prefix="/auth", tags=["auth"])
keys_router = APIRouter(tags=["auth"])

KEYS_SECONDS = 300


async def _application(request: Request) -> Application:
    application: Application = request.app.state.application
    return application


Menu = Annotated[Application, Depends(_application)]


@router.post(
    "/register", status_code=201, summary="Open an account", responses=error_responses(400, 409, 413, 429, 503)
)
async def register(menu: Menu, ask: RegisterAsk) -> Success[Tokens]:
    """Open an account and sign it in. A taken address answers `EMAIL_TAKEN`, a taken name `USERNAME_TAKEN`."""
    asked = NewAccount(ask.email, ask.username, ask.password.get_secret_value())
    return Success(data=to_tokens(await menu.register(asked)))


@router.post("/login", summary="Sign in", responses=error_responses(400, 401, 413, 429, 503))
async def log_in(menu: Menu, request: Request, ask: LogInAsk) -> Success[Tokens]:
    """Sign in by e-mail address or username. An unknown account and a wrong password get the same answer.
    After five failures in a row at one account from one network, each further try has to wait longer, from one second
    up to fifteen minutes. Apart from that, one address may send ten logins and registrations per minute. Both are
    `RATE_LIMITED`, and `Retry-After` states the seconds."""
    address = request.client.host if request.client else ""
    asked = SignIn(ask.identifier, address, ask.password.get_secret_value())
    return Success(data=to_tokens(await menu.log_in(asked)))


@router.post("/refresh", summary="Exchange a refresh token", responses=error_responses(400, 401, 413, 429, 503))
async def refresh(menu: Menu, ask: RefreshAsk) -> Success[Tokens]:
    """Give the next token pair of the session. The refresh token is good once; asking again within ten seconds
    gives the same successor, and using an older one ends the session."""
    return Success(data=to_tokens(await menu.refresh(ask.refresh_token.get_secret_value())))


@router.post("/logout", status_code=204, summary="Sign out", responses=error_responses(400, 401, 429, 503))
async def log_out(
    menu: Menu,
    principal: CurrentPrincipal,
    everywhere: Annotated[bool, Query(alias="all", description="End every session of the account")] = False,
) -> None:
    """End this session, or with `all=true` every session of the account. Event streams of an ended session end too.
    A session that has ended already cannot end any other: 401."""
    await menu.log_out(principal.user_id, principal.session_id, everywhere=everywhere)


@router.get("/me", summary="My account", responses=error_responses(401, 429, 503))
async def me(menu: Menu, principal: CurrentPrincipal) -> Success[Me]:
    """Give the account that the access token speaks for."""
    return Success(data=to_me(await menu.queries.me(principal.user_id, principal.session_id)))


@keys_router.get("/.well-known/jwks.json", summary="Public keys of access tokens", responses=error_responses(429, 503))
async def public_keys(request: Request, response: Response) -> Jwks:
    """Give the keys by which anyone can verify an access token (RFC 7517)."""
    response.headers["Cache-Control"] = f"public, max-age={KEYS_SECONDS}"
    return Jwks.model_validate(request.app.state.jwks)
