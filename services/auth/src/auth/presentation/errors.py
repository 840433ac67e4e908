"""The error responses of auth: the only table of its statuses and codes."""

from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import UUID

from fastapi import Request
from fastapi.responses import JSONResponse

from auth.domain.api_keys.errors import ApiKeyNotFound, TooManyApiKeys
from auth.domain.dead_letters.errors import DeadLetterHandled, DeadLetterNotFound
from auth.domain.devices.errors import (
    AuthorizationPending,
    DeviceCodeExpired,
    DeviceLimitReached,
    DeviceNotFound,
    DeviceSignInDenied,
    InvalidDeviceCode,
    InvalidDeviceToken,
    RemovableDevice,
    SlowDown,
    UserCodeNotFound,
)
from auth.domain.errors import (
    AccountChanged,
    AccountNotFound,
    AccountSuspended,
    EmailTaken,
    InvalidConfirmation,
    InvalidCredentials,
    InvalidInput,
    InvalidRefreshToken,
    InvitationNotFound,
    InvitationRequired,
    LastAdministrator,
    OwnAdminRole,
    OwnSuspension,
    PasswordsBusy,
    RegistrationClosed,
    SessionEnded,
    TooManyAttempts,
    TooManySignIns,
    UsernameTaken,
)
from auth.domain.factors.errors import (
    FactorRequired,
    InvalidFactor,
    NoSecondFactor,
    PasskeyLimit,
    PasskeyMissing,
    PhoneConfirmed,
    PhoneMissing,
    ReauthenticationRequired,
    TotpEnabled,
    TotpMissing,
)
from auth.domain.federation.errors import (
    AddressNotVerified,
    ExternalSignInFailed,
    ExternalSignInRefused,
    IdentityNotFound,
    IdentityTaken,
    InvalidProxyUser,
    LastSignInMethod,
    LinkRequired,
    ProviderNotFound,
    ProviderPathBroken,
    ProviderUnavailable,
    ProxySignInDisabled,
    TooManyIdentities,
)
from auth.domain.profiles.errors import (
    InvalidPicture,
    PictureNotFound,
    PicturesUnavailable,
    ProfileNotFound,
    TooManyUploads,
    UploadNotFound,
)
from auth.domain.sessions.errors import SessionNotFound
from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable, api_error_response, validation_error
from chassis.http.validation.problems import Problem

RETRY: Final = ("Retry-After",)
REMOVABLE: Final = RemovableDevice(
    UUID("7d1f4c2e-8b3a-4f6d-9e5c-1a2b3c4d5e6f"), "Living room", "tv", datetime(2026, 11, 29, 12, tzinfo=UTC)
)

ERRORS: Final[ErrorTable] = {
    InvalidInput: ErrorSpec(400, "VALIDATION_ERROR", InvalidInput("email", "email", "must be an e-mail address")),
    InvalidCredentials: ErrorSpec(401, "INVALID_CREDENTIALS", InvalidCredentials()),
    InvalidConfirmation: ErrorSpec(401, "INVALID_CONFIRMATION", InvalidConfirmation()),
    InvalidRefreshToken: ErrorSpec(401, "INVALID_REFRESH_TOKEN", InvalidRefreshToken()),
    SessionEnded: ErrorSpec(401, "UNAUTHORIZED", SessionEnded()),
    RegistrationClosed: ErrorSpec(403, "REGISTRATION_CLOSED", RegistrationClosed()),
    AccountSuspended: ErrorSpec(403, "ACCOUNT_SUSPENDED", AccountSuspended()),
    ApiKeyNotFound: ErrorSpec(404, "API_KEY_NOT_FOUND", ApiKeyNotFound()),
    TooManyApiKeys: ErrorSpec(409, "API_KEY_LIMIT", TooManyApiKeys()),
    InvitationRequired: ErrorSpec(403, "INVITATION_REQUIRED", InvitationRequired()),
    InvitationNotFound: ErrorSpec(404, "INVITATION_NOT_FOUND", InvitationNotFound()),
    AccountNotFound: ErrorSpec(404, "USER_NOT_FOUND", AccountNotFound()),
    ProfileNotFound: ErrorSpec(404, "USER_NOT_FOUND", ProfileNotFound()),
    SessionNotFound: ErrorSpec(404, "SESSION_NOT_FOUND", SessionNotFound()),
    InvalidPicture: ErrorSpec(
        400,
        "INVALID_PICTURE",
        InvalidPicture("not_a_picture", "must be a JPEG, PNG or WebP that can be decoded"),
    ),
    UploadNotFound: ErrorSpec(404, "UPLOAD_NOT_FOUND", UploadNotFound()),
    PictureNotFound: ErrorSpec(404, "PICTURE_NOT_FOUND", PictureNotFound()),
    TooManyUploads: ErrorSpec(429, "RATE_LIMITED", TooManyUploads(1800), headers=RETRY),
    PicturesUnavailable: ErrorSpec(503, "SERVICE_UNAVAILABLE", PicturesUnavailable(), headers=RETRY),
    EmailTaken: ErrorSpec(409, "EMAIL_TAKEN", EmailTaken()),
    UsernameTaken: ErrorSpec(409, "USERNAME_TAKEN", UsernameTaken()),
    OwnAdminRole: ErrorSpec(409, "OWN_ADMIN_ROLE", OwnAdminRole()),
    OwnSuspension: ErrorSpec(409, "OWN_SUSPENSION", OwnSuspension()),
    LastAdministrator: ErrorSpec(409, "LAST_ADMINISTRATOR", LastAdministrator()),
    DeadLetterNotFound: ErrorSpec(404, "DEAD_LETTER_NOT_FOUND", DeadLetterNotFound()),
    DeadLetterHandled: ErrorSpec(409, "DEAD_LETTER_HANDLED", DeadLetterHandled("discarded")),
    AccountChanged: ErrorSpec(412, "PRECONDITION_FAILED", AccountChanged()),
    InvalidFactor: ErrorSpec(401, "INVALID_FACTOR", InvalidFactor()),
    FactorRequired: ErrorSpec(
        401,
        "SECOND_FACTOR_REQUIRED",
        FactorRequired("x4Jq8yQmZp0nV1sT7bKd3fGhL6wRcUaE9oXiY2MvN5k", ("passkey", "totp", "recovery-code"), 300),
    ),
    ReauthenticationRequired: ErrorSpec(403, "REAUTHENTICATION_REQUIRED", ReauthenticationRequired()),
    TotpMissing: ErrorSpec(404, "TOTP_NOT_FOUND", TotpMissing()),
    PasskeyMissing: ErrorSpec(404, "PASSKEY_NOT_FOUND", PasskeyMissing()),
    PhoneMissing: ErrorSpec(404, "PHONE_NOT_FOUND", PhoneMissing()),
    NoSecondFactor: ErrorSpec(409, "NO_SECOND_FACTOR", NoSecondFactor()),
    TotpEnabled: ErrorSpec(409, "TOTP_ENABLED", TotpEnabled()),
    PasskeyLimit: ErrorSpec(409, "PASSKEY_LIMIT", PasskeyLimit()),
    PhoneConfirmed: ErrorSpec(409, "PHONE_CONFIRMED", PhoneConfirmed()),
    TooManySignIns: ErrorSpec(429, "RATE_LIMITED", TooManySignIns(6), headers=RETRY),
    TooManyAttempts: ErrorSpec(429, "RATE_LIMITED", TooManyAttempts(4), headers=RETRY),
    ExternalSignInFailed: ErrorSpec(400, "EXTERNAL_SIGN_IN_FAILED", ExternalSignInFailed("state")),
    AuthorizationPending: ErrorSpec(400, "AUTHORIZATION_PENDING", AuthorizationPending(5)),
    SlowDown: ErrorSpec(400, "SLOW_DOWN", SlowDown(10)),
    DeviceSignInDenied: ErrorSpec(400, "ACCESS_DENIED", DeviceSignInDenied()),
    DeviceCodeExpired: ErrorSpec(400, "EXPIRED_TOKEN", DeviceCodeExpired()),
    InvalidDeviceCode: ErrorSpec(400, "INVALID_GRANT", InvalidDeviceCode()),
    InvalidDeviceToken: ErrorSpec(400, "INVALID_DEVICE_TOKEN", InvalidDeviceToken()),
    UserCodeNotFound: ErrorSpec(404, "DEVICE_CODE_NOT_FOUND", UserCodeNotFound()),
    DeviceNotFound: ErrorSpec(404, "DEVICE_NOT_FOUND", DeviceNotFound()),
    DeviceLimitReached: ErrorSpec(409, "DEVICE_LIMIT_REACHED", DeviceLimitReached(1, [REMOVABLE])),
    ExternalSignInRefused: ErrorSpec(403, "EXTERNAL_SIGN_IN_REFUSED", ExternalSignInRefused()),
    AddressNotVerified: ErrorSpec(403, "EMAIL_NOT_VERIFIED", AddressNotVerified()),
    ProviderNotFound: ErrorSpec(404, "PROVIDER_NOT_FOUND", ProviderNotFound()),
    IdentityNotFound: ErrorSpec(404, "IDENTITY_NOT_FOUND", IdentityNotFound()),
    LinkRequired: ErrorSpec(409, "LINK_REQUIRED", LinkRequired()),
    IdentityTaken: ErrorSpec(409, "IDENTITY_TAKEN", IdentityTaken()),
    TooManyIdentities: ErrorSpec(409, "TOO_MANY_IDENTITIES", TooManyIdentities()),
    LastSignInMethod: ErrorSpec(409, "LAST_SIGN_IN_METHOD", LastSignInMethod()),
    InvalidProxyUser: ErrorSpec(401, "INVALID_PROXY_USER", InvalidProxyUser("none")),
    ProxySignInDisabled: ErrorSpec(404, "PROXY_SIGN_IN_DISABLED", ProxySignInDisabled()),
    ProviderUnavailable: ErrorSpec(503, "SERVICE_UNAVAILABLE", ProviderUnavailable(), headers=RETRY),
    ProviderPathBroken: ErrorSpec(503, "EGRESS_PATH_BROKEN", ProviderPathBroken("egress_interface", 15), headers=RETRY),
    PasswordsBusy: ErrorSpec(503, "SERVICE_UNAVAILABLE", PasswordsBusy(), headers=RETRY),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""


async def invalid_input(_: Request, error: Exception) -> JSONResponse:
    """Return the response to a rule that only the domain can check, in the form of every validation error."""
    if not isinstance(error, InvalidInput):
        raise error
    return api_error_response(validation_error(Problem.of(error.field, error.broken)))
