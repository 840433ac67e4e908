"""Routes of accounts."""

from fastapi import APIRouter, Response

from auth.application.accounts.commands import RegisterAccount
from auth.domain.errors import (
    EmailTaken,
    InvitationRequired,
    PasswordsBusy,
    RegistrationClosed,
    SessionEnded,
    UsernameTaken,
)
from auth.presentation.accounts.requests import RegisterRequest
from auth.presentation.accounts.responses import AccountResponse
from auth.presentation.dependencies import ApplicationDep, ClientDep, uncacheable
from auth.presentation.errors import refuses
from auth.presentation.profiles.addresses import AddressesDep
from auth.presentation.sessions.delivery import TokenDeliveryDep
from auth.presentation.sessions.responses import TokensResponse
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post(
    "/register",
    status_code=201,
    summary="Register an account",
    responses=refuses(RegistrationClosed, InvitationRequired, EmailTaken, UsernameTaken, PasswordsBusy)
    | uncacheable(201),
)
async def register(
    use_cases: ApplicationDep, client: ClientDep, delivery: TokenDeliveryDep, body: RegisterRequest
) -> Success[TokensResponse]:
    """Create an account, sign it in and return its first tokens.

    Addresses and usernames are unique in any letter case.
    """
    code = body.invitation_code.get_secret_value() if body.invitation_code else None
    command = RegisterAccount(body.email, body.username, body.password.get_secret_value(), client, code)
    return delivery.tokens(await use_cases.accounts.register(command))


@router.get(
    "/me",
    summary="Get my account",
    response_model=Success[AccountResponse],
    responses=refuses(SessionEnded) | uncacheable(200),
)
async def me(use_cases: ApplicationDep, principal: CurrentPrincipal, addresses: AddressesDep) -> Response:
    """Return the account of the access token, with counts of the user's library, which follow it within seconds.

    Null in the profile means that the user has not specified the value.
    """
    own = await use_cases.accounts.queries.own(principal.user_id, principal.session_id)
    response = AccountResponse.of(own, addresses.of(own.account.profile.avatar_id))
    return Response(Success(data=response).model_dump_json(by_alias=True), media_type="application/json")
