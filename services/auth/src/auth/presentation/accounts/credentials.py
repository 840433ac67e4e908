"""Routes of passwords and addresses: change, reset and confirmation."""

from fastapi import APIRouter

from auth.application.accounts.password_change import SetPassword
from auth.application.accounts.recovery import NewPassword
from auth.domain.accounts.confirmations import LIFETIMES, Purpose
from auth.domain.errors import (
    EmailTaken,
    InvalidConfirmation,
    InvalidCredentials,
    PasswordsBusy,
    SessionEnded,
    TooManyAttempts,
)
from auth.presentation.accounts.requests import (
    ChangePasswordRequest,
    ConfirmEmailRequest,
    ForgotPasswordRequest,
    ResetPasswordRequest,
)
from auth.presentation.accounts.responses import CodeSentResponse
from auth.presentation.dependencies import ActorDep, ApplicationDep, ClientDep, uncacheable
from auth.presentation.errors import refuses
from chassis.http.schemas import Success

router = APIRouter(tags=["auth"])


@router.patch(
    "/users/me/password",
    status_code=204,
    summary="Change my password",
    responses=refuses(SessionEnded, InvalidCredentials, TooManyAttempts, PasswordsBusy) | uncacheable(204),
)
async def change_password(use_cases: ApplicationDep, actor: ActorDep, body: ChangePasswordRequest) -> None:
    """Replace the password, end every other session of the user, and send a notice. The response has no body.

    Wrong passwords count with those of sign-ins.
    """
    current, new = body.current_password.get_secret_value(), body.new_password.get_secret_value()
    await use_cases.accounts.change_password(SetPassword(actor, current, new))


@router.post(
    "/auth/password/forgot",
    status_code=202,
    summary="Send a code to reset a password",
    responses=refuses(TooManyAttempts) | uncacheable(202),
)
async def forgot_password(
    use_cases: ApplicationDep, client: ClientDep, body: ForgotPasswordRequest
) -> Success[CodeSentResponse]:
    """Send a code to the e-mail address of an account, at most one per minute. A new code replaces the one before.

    The response is the same whether or not there is such an account, and takes the same work.
    """
    await use_cases.accounts.request_reset(body.email, client)
    return Success(data=_sent(Purpose.PASSWORD_RESET))


@router.post(
    "/auth/password/reset",
    status_code=204,
    summary="Reset a password",
    responses=refuses(InvalidConfirmation, PasswordsBusy) | uncacheable(204),
)
async def reset_password(use_cases: ApplicationDep, client: ClientDep, body: ResetPasswordRequest) -> None:
    """Replace a forgotten password by a code, end every session of the user, and send a notice.

    The response has no body, and the user signs in afterwards. A refused password does not use the code.
    """
    code, password = body.code.get_secret_value(), body.password.get_secret_value()
    await use_cases.accounts.reset_password(NewPassword(code, password, client))


@router.post(
    "/auth/email/confirm",
    status_code=204,
    summary="Confirm a new e-mail address",
    responses=refuses(InvalidConfirmation, EmailTaken) | uncacheable(204),
)
async def confirm_email(use_cases: ApplicationDep, client: ClientDep, body: ConfirmEmailRequest) -> None:
    """Replace the address of an account by the one that got the code, and send a notice to the old one if it differs.

    No token is needed: the code may be opened on another device. The response has no body.
    """
    await use_cases.accounts.confirm_email_change(body.code.get_secret_value(), client)


def _sent(purpose: Purpose) -> CodeSentResponse:
    return CodeSentResponse(expires_in_seconds=int(LIFETIMES[purpose].total_seconds()))
