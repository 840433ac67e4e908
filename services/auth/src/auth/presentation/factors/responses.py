"""Response bodies of factors."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field, JsonValue

from auth.application.factors.enrolment import Overview
from auth.domain.factors.methods import FactorMethod, PhoneUse
from auth.domain.factors.one_time_codes import LIFETIME
from auth.domain.factors.passkeys import Passkey
from auth.domain.factors.phones import Phone
from chassis.http.schemas import ResponseModel


class PhoneResponse(ResponseModel):
    """The phone number of the user."""

    number: str = Field(description="The number; only its last two digits are shown", examples=["•••••••••••67"])
    use: PhoneUse = Field(description="What codes to the number are for", examples=["second-factor"])
    is_confirmed: bool = Field(description="Whether a code has confirmed it; it is not used before", examples=[True])
    created_at: datetime = Field(description="When it was added", examples=["2026-11-29T12:00:00Z"])

    @classmethod
    def of(cls, phone: Phone) -> Self:
        """Return the response for a phone."""
        return cls(
            number=phone.masked,
            use=phone.use,
            is_confirmed=phone.confirmed_at is not None,
            created_at=phone.created_at,
        )


class FactorsResponse(ResponseModel):
    """The factors of the user's account."""

    needs_second_factor: bool = Field(
        description="Whether a sign-in by password or code needs a second step", examples=[True]
    )
    methods: list[FactorMethod] = Field(
        description="What completes such a sign-in, the strongest first; empty if none is needed",
        examples=[["passkey", "totp", "recovery-code"]],
    )
    totp: bool = Field(description="Whether an authenticator app is enabled", examples=[True])
    passkeys: int = Field(description="Number of passkeys", examples=[1])
    recovery_codes: int = Field(description="Number of unused recovery codes", examples=[10])
    phone: PhoneResponse | None = Field(description="The phone number, or null without one")

    @classmethod
    def of(cls, overview: Overview) -> Self:
        """Return the response for an overview."""
        enrolled = overview.enrolled
        return cls(
            needs_second_factor=enrolled.needs_second_factor,
            methods=list(enrolled.methods),
            totp=enrolled.totp,
            passkeys=enrolled.passkeys,
            recovery_codes=enrolled.recovery_codes,
            phone=None if overview.phone is None else PhoneResponse.of(overview.phone),
        )


class TotpSetupResponse(ResponseModel):
    """What an authenticator app needs; shown once."""

    secret: str = Field(
        description="The secret in Base32, to be typed into an app", examples=["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]
    )
    uri: str = Field(
        description="The same as a URI that apps open",
        examples=["otpauth://totp/Marquee:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Marquee"],
    )
    qr_code: str = Field(
        description="The URI as a QR code: an SVG image, without script",
        examples=['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 53 53">…</svg>'],
    )


class RecoveryCodesResponse(ResponseModel):
    """New recovery codes; shown once."""

    recovery_codes: list[str] = Field(
        description="Each works once, instead of a second factor; empty if the account has codes already",
        examples=[["4XK9M-00112-23344-55667-7889A"]],
    )


class SentResponse(ResponseModel):
    """A code is on its way, if there is an account to send it to."""

    expires_in_seconds: int = Field(
        default=int(LIFETIME.total_seconds()), description="How long a code is valid", examples=[600]
    )


class PasskeyOptionsResponse(ResponseModel):
    """Options of a ceremony, as the WebAuthn API of browsers takes them."""

    public_key: dict[str, JsonValue] = Field(
        description="Pass it to `PublicKeyCredential.parseCreationOptionsFromJSON()` or"
        " `parseRequestOptionsFromJSON()`",
        examples=[{"challenge": "x4Jq8yQmZp0nV1sT7bKd3fGhL6wRcUaE9oXiY2MvN5k", "rpId": "localhost", "timeout": 300000}],
    )

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """Return the response for options."""
        return cls(public_key=dict(options))


class PasskeyResponse(ResponseModel):
    """A passkey."""

    id: UUID = Field(description="Id of the passkey", examples=["6f1c2f9e-5b2c-4a53-9d6b-0d5f6f0f6a11"])
    name: str = Field(description="Its name", examples=["Laptop"])
    is_synced: bool = Field(description="Whether a provider copies it between the devices of the user", examples=[True])
    created_at: datetime = Field(description="When it was added", examples=["2026-11-29T12:00:00Z"])
    last_used_at: datetime | None = Field(
        description="When it was last used, or null if never", examples=["2026-11-29T12:00:00Z"]
    )

    @classmethod
    def of(cls, passkey: Passkey) -> Self:
        """Return the response for a passkey."""
        return cls(
            id=passkey.id,
            name=passkey.name,
            is_synced=passkey.backed_up,
            created_at=passkey.created_at,
            last_used_at=passkey.last_used_at,
        )
