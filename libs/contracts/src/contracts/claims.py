"""Claims of an access token: RFC 9068 (`typ: at+jwt`), signed with EdDSA by auth."""

from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

Role = Literal["user", "editor", "viewer", "finance", "admin"]
"""`editor` edits the catalog, `viewer` reads what editors and administrators see and changes nothing, `finance` is for
billing, `admin` may do everything."""

ALGORITHM: Final = "EdDSA"
TOKEN_TYPE: Final = "at+jwt"
AUDIENCE: Final = "marquee"
ISSUER: Final = "marquee"
FEDERATION_ISSUER: Final = "marquee-federation"
MUSIC_AUDIENCE: Final = "marquee-music"
"""Issuer and audience of tokens by which federation reads music for another server; they are no access tokens."""
EVERY_SCOPE: Final = "*"
"""The scope of sessions: all that their roles allow. Tokens of API keys name each scope: `library:read`."""
FREE_PLAN: Final = "free"
"""The plan of users who pay nothing."""


class AccessClaims(BaseModel):
    """The claims of an access token; times are seconds since the epoch."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    iss: str
    aud: Literal["marquee"]
    sub: UUID
    sid: UUID
    jti: UUID
    iat: int
    exp: int
    roles: tuple[Role, ...] = ("user",)
    client_id: str = "marquee"
    """Required by RFC 9068. Clients are not registered, so it is the same for all of them."""
    scope: str = EVERY_SCOPE
    """Scopes with spaces between them (RFC 8693 section 4.2)."""
    auth_time: int | None = None
    """When the user last proved who they are; null in tokens of API keys."""
    amr: tuple[str, ...] = ()
    """How: names of RFC 8176, `pwd`, `otp`, `hwk` …"""
    device_id: UUID | None = None
    """The registered device on which the session is used; null where there is none."""
    plan: str = FREE_PLAN
    """Decides how many requests the user may send; a plan that a reader does not know counts as the free one."""
