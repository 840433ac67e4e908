"""Claims of an access token: RFC 9068 (`typ: at+jwt`), signed with EdDSA by auth."""

from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

Role = Literal["user", "editor", "admin"]
"""`editor` edits the catalog; `admin` may do everything."""

ALGORITHM: Final = "EdDSA"
TOKEN_TYPE: Final = "at+jwt"
AUDIENCE: Final = "marquee"
ISSUER: Final = "marquee"


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
