"""Routes of the second step of a sign-in, of sign-in by a code, and of the proof before sensitive changes."""

from fastapi import APIRouter

from auth.application.factors.reauthentication import Password
from auth.application.factors.sign_in import CodeRequest, CodeSignIn
from auth.domain.errors import AccountSuspended, InvalidCredentials, PasswordsBusy, SessionEnded, TooManyAttempts
from auth.domain.factors.errors import FactorRequired, InvalidFactor
from auth.presentation.dependencies import ActorDep, ApplicationDep, ClientDep, uncacheable
from auth.presentation.errors import refuses
from auth.presentation.factors.requests import (
    ChallengeRequest,
    CodeSignInRequest,
    ReauthenticateRequest,
    SecondFactorRequest,
    SendCodeRequest,
)
from auth.presentation.factors.responses import PasskeyOptionsResponse, SentResponse
from auth.presentation.sessions.delivery import TokenDeliveryDep
from auth.presentation.sessions.responses import TokensResponse
from chassis.http.schemas import Success

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post(
    "/login/second-factor",
    summary="Complete a sign-in",
    responses=refuses(InvalidFactor, AccountSuspended, TooManyAttempts) | uncacheable(200),
)
async def complete_sign_in(
    use_cases: ApplicationDep, client: ClientDep, delivery: TokenDeliveryDep, body: SecondFactorRequest
) -> Success[TokensResponse]:
    """Exchange the challenge of a sign-in and a second factor for the tokens of a new session.

    A challenge is valid for five minutes and five tries, and gives one session. After five failures in a row at one
    account, from any network, each further attempt has to wait, from one second up to fifteen minutes.
    """
    pair = await use_cases.factors.second_step.complete(body.challenge, body.proof(), client)
    return delivery.tokens(pair)


@router.post(
    "/login/second-factor/options",
    summary="Begin a second step by passkey",
    responses=refuses(InvalidFactor) | uncacheable(200),
)
async def second_step_options(use_cases: ApplicationDep, body: ChallengeRequest) -> Success[PasskeyOptionsResponse]:
    """Return the options of `navigator.credentials.get()` for a passkey of the account that signs in."""
    return Success(data=PasskeyOptionsResponse.of(await use_cases.factors.second_step.options(body.challenge)))


@router.post(
    "/login/second-factor/code",
    status_code=202,
    summary="Send a code for the second step",
    responses=refuses(InvalidFactor, TooManyAttempts) | uncacheable(202),
)
async def send_second_step_code(use_cases: ApplicationDep, body: ChallengeRequest) -> Success[SentResponse]:
    """Send a code to the phone of the account that signs in; it is the `code` of the method `sms`."""
    await use_cases.factors.second_step.send_code(body.challenge)
    return Success(data=SentResponse())


@router.post(
    "/codes",
    status_code=202,
    summary="Send a code to sign in with",
    responses=refuses(TooManyAttempts) | uncacheable(202),
)
async def send_code(use_cases: ApplicationDep, client: ClientDep, body: SendCodeRequest) -> Success[SentResponse]:
    """Send a code of six digits to the e-mail address or the phone of an account, valid for ten minutes and five tries.

    The response is the same whether or not there is such an account. A new code replaces the one before it. After five
    codes in a row the wait grows from one second up to fifteen minutes; codes that others request too often for one
    account are not sent.
    """
    await use_cases.factors.code_sign_in.request(CodeRequest(body.identifier, body.channel, client))
    return Success(data=SentResponse())


@router.post(
    "/codes/sign-in",
    summary="Sign in by a code",
    responses=refuses(InvalidFactor, FactorRequired, AccountSuspended, TooManyAttempts) | uncacheable(200),
)
async def sign_in_by_code(
    use_cases: ApplicationDep, client: ClientDep, delivery: TokenDeliveryDep, body: CodeSignInRequest
) -> Success[TokensResponse]:
    """Exchange a code for the tokens of a new session. An account with a second factor needs that as well."""
    command = CodeSignIn(body.identifier, client, body.code.get_secret_value())
    return delivery.tokens(await use_cases.factors.code_sign_in.sign_in(command))


@router.post(
    "/reauthenticate",
    status_code=204,
    summary="Prove who I am again",
    responses=refuses(InvalidCredentials, InvalidFactor, SessionEnded, TooManyAttempts, PasswordsBusy)
    | uncacheable(204),
)
async def reauthenticate(use_cases: ApplicationDep, actor: ActorDep, body: ReauthenticateRequest) -> None:
    """Renew the proof of the user for this session, by the password or a factor, without new tokens.

    Sensitive changes (password, e-mail address, factors, keys, deletion, export) need a proof within the last 15
    minutes; a sign-in is one. Failures count as those of a sign-in.
    """
    presented = body.presented()
    if isinstance(presented, Password):
        await use_cases.factors.reauthentication.by_password(actor, presented)
    else:
        await use_cases.factors.reauthentication.by_factor(actor, presented)


@router.post(
    "/reauthenticate/options",
    summary="Begin a proof by passkey",
    responses=refuses(InvalidFactor, SessionEnded) | uncacheable(200),
)
async def reauthentication_options(use_cases: ApplicationDep, actor: ActorDep) -> Success[PasskeyOptionsResponse]:
    """Return the options of `navigator.credentials.get()` for a passkey of the user."""
    return Success(data=PasskeyOptionsResponse.of(await use_cases.factors.reauthentication.options(actor)))


@router.post(
    "/reauthenticate/code",
    status_code=202,
    summary="Send a code for a proof",
    responses=refuses(InvalidFactor, SessionEnded, TooManyAttempts) | uncacheable(202),
)
async def send_reauthentication_code(use_cases: ApplicationDep, actor: ActorDep) -> Success[SentResponse]:
    """Send a code to the phone number for second steps; it is the `code` of the method `sms`."""
    await use_cases.factors.reauthentication.send_code(actor)
    return Success(data=SentResponse())
