"""Request bodies of factors."""

from typing import Annotated, Any, Final, Literal

from pydantic import Field, JsonValue, SecretStr, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from auth.application.factors.proofs import Proof
from auth.application.factors.reauthentication import Password
from auth.domain.factors import recovery_codes
from auth.domain.factors.challenges import TEXT_PATTERN
from auth.domain.factors.methods import FactorMethod, PhoneUse
from auth.domain.factors.passkeys import NAME_CHARS, parse_name
from auth.domain.factors.phones import parse_phone
from auth.domain.notices.notice import Channel
from auth.presentation.fields import IdentifiedRequest, TypedPassword, checked_by
from chassis.core.phone_numbers import TYPED_CHARS
from chassis.http.schemas import RequestModel

CHALLENGE: Final = "x4Jq8yQmZp0nV1sT7bKd3fGhL6wRcUaE9oXiY2MvN5k"
Base64Url = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]*$", max_length=8192)]
Challenge = Annotated[str, StringConstraints(pattern=TEXT_PATTERN)]
Code = Annotated[SecretStr, Field(min_length=1, max_length=recovery_codes.TYPED_CHARS)]
CODE_DESCRIPTION: Final = "The six digits; spaces do not matter"


class AttestationRequest(RequestModel):
    """What a device states about a new passkey."""

    client_data_json: Base64Url = Field(
        alias="clientDataJSON", description="What the browser states, base64url", examples=["eyJ0eXBlIjoid2ViYXV0aG4u"]
    )
    attestation_object: Base64Url = Field(
        description="What the device states, base64url of CBOR", examples=["o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVik"]
    )
    transports: list[Annotated[str, StringConstraints(max_length=32)]] = Field(
        default=[], max_length=16, description="How the device can be reached", examples=[["internal", "hybrid"]]
    )
    authenticator_data: Base64Url | None = Field(
        default=None, description="Part of `attestationObject`, not read", examples=[None]
    )
    public_key: Base64Url | None = Field(
        default=None, description="Part of `attestationObject`, not read", examples=[None]
    )
    public_key_algorithm: int | None = Field(
        default=None, description="Part of `attestationObject`, not read", examples=[-7]
    )


class AssertionRequest(RequestModel):
    """What a device has signed."""

    client_data_json: Base64Url = Field(
        alias="clientDataJSON", description="What the browser states, base64url", examples=["eyJ0eXBlIjoid2ViYXV0aG4u"]
    )
    authenticator_data: Base64Url = Field(
        description="What the device states, base64url", examples=["SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ"]
    )
    signature: Base64Url = Field(description="The signature, base64url", examples=["MEUCIQDx0n8VmS6Vb0c7sBhS"])
    user_handle: Base64Url | None = Field(
        default=None, description="The id of the user that the device has stored, base64url, or null", examples=[None]
    )


class _CredentialRequest(RequestModel):
    id: Base64Url = Field(description="Id of the credential, base64url", examples=["dGhlIGlkIG9mIGEgcGFzc2tleQ"])
    raw_id: Base64Url = Field(description="The same id", examples=["dGhlIGlkIG9mIGEgcGFzc2tleQ"])
    type: Annotated[str, StringConstraints(max_length=32)] = Field(
        description="Always `public-key`", examples=["public-key"]
    )
    authenticator_attachment: Annotated[str, StringConstraints(max_length=32)] | None = Field(
        default=None, description="What the browser states about the device, not read", examples=["platform"]
    )
    client_extension_results: dict[str, JsonValue] = Field(
        default={}, description="Results of extensions, not read: none is requested", examples=[{}]
    )


class NewCredentialRequest(_CredentialRequest):
    """A new passkey: `PublicKeyCredential.toJSON()` of `navigator.credentials.create()`."""

    response: AttestationRequest = Field(description="What the device states")


class SignedCredentialRequest(_CredentialRequest):
    """A signature: `PublicKeyCredential.toJSON()` of `navigator.credentials.get()`."""

    response: AssertionRequest = Field(description="What the device has signed")


def standard_form(credential: RequestModel) -> dict[str, Any]:
    """Return a credential as the standard names its members."""
    return credential.model_dump(by_alias=True, exclude_none=True)


class TotpCodeRequest(RequestModel):
    """A code of an authenticator app."""

    code: Code = Field(description="The six digits that the app shows", examples=["287082"])


class MessageCodeRequest(RequestModel):
    """A code that was sent."""

    code: Code = Field(description=CODE_DESCRIPTION, examples=["402913"])


class PhoneRequest(RequestModel):
    """A phone number."""

    number: Annotated[str, StringConstraints(max_length=TYPED_CHARS), checked_by(parse_phone)] = Field(
        description="International form (E.164); spaces, dots, hyphens and parentheses do not matter",
        examples=["+44 20 7123 4567"],
    )
    use: PhoneUse = Field(
        description="`second-factor`: codes complete a sign-in by password; `sign-in`: codes replace the password",
        examples=["second-factor"],
    )


class NewPasskeyRequest(RequestModel):
    """A new passkey."""

    credential: NewCredentialRequest = Field(description="The response of the browser")
    name: Annotated[str, checked_by(parse_name)] | None = Field(
        default=None,
        max_length=NAME_CHARS,
        description="A name that the user recognises, 1 to 64 characters; `Passkey` without one",
        examples=["Laptop"],
    )


class PasskeyNameRequest(RequestModel):
    """The name of a passkey."""

    name: Annotated[str, checked_by(parse_name)] = Field(
        max_length=NAME_CHARS, description="1 to 64 characters", examples=["Work laptop"]
    )


class PasskeySignInRequest(RequestModel):
    """Sign-in by a passkey."""

    credential: SignedCredentialRequest = Field(description="The response of the browser")


class SendCodeRequest(IdentifiedRequest):
    """Request of a code to sign in with."""

    channel: Channel = Field(
        default="email",
        description="`email`, or `sms` for accounts with a phone number for sign-ins",
        examples=["email"],
    )


class CodeSignInRequest(IdentifiedRequest):
    """Sign-in by a code."""

    code: Code = Field(description=CODE_DESCRIPTION, examples=["402913"])


class _ProofRequest(RequestModel):
    code: Code | None = Field(
        default=None,
        description="For `totp`, `sms` and `recovery-code`; letter case, spaces and hyphens of recovery codes do not"
        " matter",
        examples=["287082"],
    )
    credential: SignedCredentialRequest | None = Field(
        default=None, description="For `passkey`: the response of the browser", examples=[None]
    )

    def _check(self, method: str) -> None:
        if (self.code is not None) != (method in CODE_METHODS) or (self.credential is not None) != (
            method == "passkey"
        ):
            raise PydanticCustomError(
                "proof_incomplete", "must have what the method needs: code or credential, and no more"
            )

    def _proof(self, method: FactorMethod) -> Proof:
        code = self.code.get_secret_value() if self.code is not None else ""
        return Proof(method, code, standard_form(self.credential) if self.credential is not None else None)


CODE_METHODS: Final = frozenset({"totp", "sms", "recovery-code"})
ReauthenticationMethod = Literal["password", "passkey", "totp", "sms", "recovery-code"]


class ChallengeRequest(RequestModel):
    """The challenge of a sign-in."""

    challenge: Challenge = Field(
        description="`details.challenge` of the error `SECOND_FACTOR_REQUIRED`", examples=[CHALLENGE], repr=False
    )


class SecondFactorRequest(_ProofRequest):
    """The second step of a sign-in."""

    challenge: Challenge = Field(
        description="`details.challenge` of the error `SECOND_FACTOR_REQUIRED`", examples=[CHALLENGE], repr=False
    )
    method: FactorMethod = Field(description="One of `details.methods`", examples=["totp"])

    @model_validator(mode="after")
    def _complete(self) -> "SecondFactorRequest":
        self._check(self.method)
        return self

    def proof(self) -> Proof:
        """Return the factor that the user presents."""
        return self._proof(self.method)


class ReauthenticateRequest(_ProofRequest):
    """Proof of the user of a session."""

    method: ReauthenticationMethod = Field(description="`password`, or a factor of the account", examples=["totp"])
    password: TypedPassword | None = Field(default=None, description="For `password`", examples=[None])

    @model_validator(mode="after")
    def _complete(self) -> "ReauthenticateRequest":
        self._check(self.method)
        if (self.password is not None) != (self.method == "password"):
            raise PydanticCustomError("password_method", "must have a password exactly if the method is password")
        return self

    def presented(self) -> Proof | Password:
        """Return the password or the factor that the user presents."""
        if self.method == "password":
            return Password(self.password.get_secret_value() if self.password else "")
        return self._proof(self.method)
