"""Routes of a user's factors: overview, authenticator app, recovery codes and phone."""

from fastapi import APIRouter

from auth.domain.errors import SessionEnded, TooManyAttempts
from auth.domain.factors.errors import (
    InvalidFactor,
    NoSecondFactor,
    PhoneConfirmed,
    PhoneMissing,
    TotpEnabled,
    TotpMissing,
)
from auth.presentation.dependencies import ActorDep, ApplicationDep, uncacheable
from auth.presentation.errors import refuses
from auth.presentation.factors.qr_code import qr_code
from auth.presentation.factors.requests import MessageCodeRequest, PhoneRequest, TotpCodeRequest
from auth.presentation.factors.responses import (
    FactorsResponse,
    RecoveryCodesResponse,
    SentResponse,
    TotpSetupResponse,
)
from auth.presentation.recent import RecentActor, refuses_recent
from chassis.http.schemas import Success

router = APIRouter(prefix="/auth/factors", tags=["auth"])


@router.get("", summary="Get my factors", responses=refuses(SessionEnded) | uncacheable(200))
async def get_factors(use_cases: ApplicationDep, actor: ActorDep) -> Success[FactorsResponse]:
    """Return which factors the user has, and whether a sign-in needs a second one. No secret is shown."""
    overview = await use_cases.factors.enrolment.overview(actor)
    return Success(data=FactorsResponse.of(overview))


@router.post(
    "/totp",
    status_code=201,
    summary="Set up an authenticator app",
    responses=refuses_recent(TotpEnabled) | uncacheable(201),
)
async def begin_totp(use_cases: ApplicationDep, actor: RecentActor) -> Success[TotpSetupResponse]:
    """Return a new secret for an authenticator app (TOTP, RFC 6238): six digits, 30 seconds, SHA-1.

    `POST /auth/factors/totp/confirm` enables it; until then sign-ins do not change, and a new request replaces it.
    """
    totp, uri = await use_cases.factors.totp.begin(actor.account_id)
    return Success(data=TotpSetupResponse(secret=totp.text, uri=uri, qr_code=qr_code(uri)))


@router.post(
    "/totp/confirm",
    summary="Confirm the authenticator app",
    responses=refuses_recent(InvalidFactor, TotpMissing, TotpEnabled, TooManyAttempts) | uncacheable(200),
)
async def confirm_totp(
    use_cases: ApplicationDep, actor: RecentActor, body: TotpCodeRequest
) -> Success[RecoveryCodesResponse]:
    """Enable the app by one of its codes, and return ten recovery codes unless the account has some.

    From now on, a sign-in by password or code needs a second step. The user gets a notice by mail.
    """
    codes = await use_cases.factors.totp.confirm(actor, body.code.get_secret_value())
    return Success(data=RecoveryCodesResponse(recovery_codes=list(codes)))


@router.delete(
    "/totp",
    status_code=204,
    summary="Remove the authenticator app",
    responses=refuses_recent(TotpMissing) | uncacheable(204),
)
async def remove_totp(use_cases: ApplicationDep, actor: RecentActor) -> None:
    """Remove the app. Without another second factor the recovery codes end too. The user gets a notice by mail."""
    await use_cases.factors.totp.remove(actor)


@router.post(
    "/recovery-codes",
    status_code=201,
    summary="Renew my recovery codes",
    responses=refuses_recent(NoSecondFactor) | uncacheable(201),
)
async def renew_recovery_codes(use_cases: ApplicationDep, actor: RecentActor) -> Success[RecoveryCodesResponse]:
    """Return ten new recovery codes, which replace all earlier ones. The user gets a notice by mail."""
    codes = await use_cases.factors.enrolment.renew_recovery_codes(actor)
    return Success(data=RecoveryCodesResponse(recovery_codes=list(codes)))


@router.put(
    "/phone",
    status_code=202,
    summary="Add my phone number",
    responses=refuses_recent(PhoneConfirmed, TooManyAttempts) | uncacheable(202),
)
async def add_phone(use_cases: ApplicationDep, actor: RecentActor, body: PhoneRequest) -> Success[SentResponse]:
    """Store a number, encrypted, and send a code to it: `POST /auth/factors/phone/confirm` puts it into use.

    A new request replaces a number that is not confirmed. A number is either for sign-ins or for second steps, so that
    a stolen phone alone is never a whole sign-in.
    """
    await use_cases.factors.phones.add(actor, body.number, body.use)
    return Success(data=SentResponse())


@router.post(
    "/phone/confirm",
    summary="Confirm my phone number",
    responses=refuses_recent(InvalidFactor, PhoneMissing, PhoneConfirmed, TooManyAttempts) | uncacheable(200),
)
async def confirm_phone(
    use_cases: ApplicationDep, actor: RecentActor, body: MessageCodeRequest
) -> Success[RecoveryCodesResponse]:
    """Put the number into use by the code that was sent to it.

    Return ten recovery codes if it is the first second factor of the account. The user gets a notice by mail.
    """
    codes = await use_cases.factors.phones.confirm(actor, body.code.get_secret_value())
    return Success(data=RecoveryCodesResponse(recovery_codes=list(codes)))


@router.delete(
    "/phone",
    status_code=204,
    summary="Remove my phone number",
    responses=refuses_recent(PhoneMissing) | uncacheable(204),
)
async def remove_phone(use_cases: ApplicationDep, actor: RecentActor) -> None:
    """Remove the number. Without another second factor the recovery codes end too. The user gets a notice by mail."""
    await use_cases.factors.phones.remove(actor)
