"""The public keys of access tokens."""

from typing import Final, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from chassis.http.document.openapi import headers
from chassis.http.schemas import ResponseModel

router = APIRouter(tags=["auth"])

KEYS_SECONDS: Final = 300


class Jwk(ResponseModel):
    """One public key (RFC 7517)."""

    kty: Literal["OKP"] = Field(description="Key type (RFC 8037)", examples=["OKP"])
    crv: Literal["Ed25519"] = Field(description="Curve", examples=["Ed25519"])
    x: str = Field(description="The public key, base64url", examples=["11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"])
    kid: str = Field(
        description="Id of the key: its thumbprint (RFC 7638)", examples=["kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"]
    )
    use: Literal["sig"] = Field(description="The key signs", examples=["sig"])
    alg: Literal["EdDSA"] = Field(description="Signature algorithm", examples=["EdDSA"])


class Jwks(ResponseModel):
    """The public keys of access tokens."""

    keys: list[Jwk] = Field(description="The current signing key, and previous ones whose tokens are still valid")


@router.get(
    "/.well-known/jwks.json",
    summary="Get the public keys",
    responses={200: {"headers": headers("Cache-Control")}},
)
async def public_keys(request: Request, response: Response) -> Jwks:
    """Return the keys that verify access tokens (RFC 7517), without an envelope."""
    response.headers["Cache-Control"] = f"public, max-age={KEYS_SECONDS}"
    return Jwks.model_validate(request.app.state.jwks)
