"""Parameters and request bodies of sign-in with providers."""

from typing import Annotated, Final

from fastapi import Path
from pydantic import Field, SecretStr

from auth.application.federation.ports import ProviderResponse
from auth.domain.federation.pkce import CHALLENGE_PATTERN
from auth.domain.federation.providers import NAME_PATTERN
from auth.domain.federation.urls import LONGEST_URL
from chassis.http.schemas import Parameters, RequestModel

RESPONSE_CHARS: Final = 4096
"""Longest value in a provider's response."""

ProviderName = Annotated[
    str,
    Path(
        alias="provider",
        description="Name of the provider, as in `GET /auth/providers`",
        examples=["example"],
        pattern=NAME_PATTERN,
    ),
]


class AuthorizeParams(Parameters):
    """Parameters of the beginning of a sign-in."""

    code_challenge: str = Field(
        description="SHA-256 of a random verifier that only the client knows, base64url without padding (RFC 7636,"
        " method S256): the exchange of the one-time code needs the verifier",
        examples=["E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"],
        pattern=CHALLENGE_PATTERN,
    )
    return_to: str = Field(
        default="",
        max_length=LONGEST_URL,
        description="Where the browser continues with `code` or `error` in the query: one of the URLs that the operator"
        " permits. Without it, the response of the callback has the code",
        examples=["http://localhost:3000/sign-in"],
    )
    redirect: bool = Field(
        default=True,
        description="`true` redirects the browser to the provider, `false` returns the URL as JSON",
        examples=[False],
    )


class CallbackParams(Parameters):
    """The response of a provider (RFC 6749, section 4.1.2), and what providers are known to send with it."""

    state: str = Field(
        default="",
        max_length=RESPONSE_CHARS,
        description="The value that auth sent to the provider",
        examples=["3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8"],
    )
    code: str = Field(
        default="",
        max_length=RESPONSE_CHARS,
        description="Code of the provider, after a successful sign-in there",
        examples=["SplxlOBeZQQYbYS6WxSbIA"],
    )
    iss: str = Field(
        default="",
        max_length=LONGEST_URL,
        description="Issuer of the response (RFC 9207)",
        examples=["https://accounts.example"],
    )
    error: str = Field(
        default="",
        max_length=RESPONSE_CHARS,
        description="Why the provider did not sign the user in",
        examples=["access_denied"],
    )
    error_description: str = Field(
        default="", alias="error_description", max_length=RESPONSE_CHARS, description="Ignored", examples=[""]
    )
    error_uri: str = Field(
        default="", alias="error_uri", max_length=RESPONSE_CHARS, description="Ignored", examples=[""]
    )
    scope: str = Field(default="", max_length=RESPONSE_CHARS, description="Ignored", examples=["openid"])
    session_state: str = Field(
        default="", alias="session_state", max_length=RESPONSE_CHARS, description="Ignored", examples=[""]
    )
    client_info: str = Field(
        default="", alias="client_info", max_length=RESPONSE_CHARS, description="Ignored", examples=[""]
    )
    authuser: str = Field(default="", max_length=RESPONSE_CHARS, description="Ignored", examples=["0"])
    prompt: str = Field(default="", max_length=RESPONSE_CHARS, description="Ignored", examples=["consent"])
    hd: str = Field(default="", max_length=RESPONSE_CHARS, description="Ignored", examples=["example.org"])

    def response(self) -> ProviderResponse:
        """Return what the use case reads."""
        return ProviderResponse(self.state, self.code or None, self.iss or None, self.error or None)


class RedeemRequest(RequestModel):
    """A one-time code and the proof that this client started the sign-in."""

    code: SecretStr = Field(
        max_length=256,
        description="One-time code of the callback, valid for five minutes",
        examples=["Uz3b-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8"],
    )
    code_verifier: SecretStr = Field(
        max_length=256,
        description="The verifier whose `codeChallenge` began the sign-in: 43 to 128 letters, digits or `-._~`",
        examples=["dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"],
    )


class RedeemSignInRequest(RedeemRequest):
    """A one-time code that signs in, and the code of an invitation for a first sign-in."""

    invitation_code: Annotated[SecretStr, Field(min_length=1, max_length=512)] | None = Field(
        default=None,
        description="The code of an invitation, where registration needs one; ignored elsewhere",
        examples=[None],
    )
