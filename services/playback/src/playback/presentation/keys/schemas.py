"""Request and response bodies about licences and decisions about keys."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, instant
from chassis.http.schemas import RequestModel, ResponseModel
from playback.application.keys.ports import ReleaseFilter
from playback.application.keys.releasing import ReleasedKey
from playback.domain.keys.release import KeyRelease, Outcome, System

KID_FORM: Final = "^[A-Za-z0-9_-]{21}[AQgw]$"
"""16 bytes in base64url without padding: the last character has four bits, which are zero."""
RELEASES: Final = Order("key-releases", (instant, identifier))
_AT: Final = "2026-11-30T12:00:00Z"
_ID: Final = "6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"
_KID: Final = "ah9LYnwOXRuferuPbw88EQ"
SystemName = Literal["clearkey", "widevine", "playready", "fairplay", "aes-128"]
Kid = Annotated[str, StringConstraints(pattern=KID_FORM)]


class ClearKeyRequest(RequestModel):
    """The licence request that a browser writes for ClearKey (W3C Encrypted Media Extensions)."""

    kids: list[Kid] = Field(
        min_length=1, max_length=16, description="Ids of the keys: 16 bytes in base64url, no padding", examples=[[_KID]]
    )
    type: Literal["temporary"] = Field(description="Keys are never kept by a browser", examples=["temporary"])

    def key_ids(self) -> list[UUID]:
        """Return the ids of the keys."""
        return [UUID(bytes=urlsafe_b64decode(f"{kid}==")) for kid in self.kids]


class SymmetricKey(ResponseModel):
    """A key (RFC 7517)."""

    kty: Literal["oct"] = Field(default="oct", description="A symmetric key", examples=["oct"])
    kid: str = Field(description="Id of the key: 16 bytes in base64url, no padding", examples=[_KID])
    k: str = Field(
        description="The key: 16 bytes in base64url, no padding", examples=["MDEyMzQ1Njc4OWFiY2RlZg"], repr=False
    )


class ClearKeyLicense(ResponseModel):
    """A licence for ClearKey, as browsers read it: without an envelope."""

    keys: list[SymmetricKey] = Field(description="The keys, in the order in which they were requested")
    type: Literal["temporary"] = Field(default="temporary", description="As requested", examples=["temporary"])

    @classmethod
    def of(cls, released: Sequence[ReleasedKey]) -> Self:
        """Return the licence of keys."""
        return cls(
            keys=[SymmetricKey(kid=_base64url(item.key.id.bytes), k=_base64url(item.key.key)) for item in released]
        )


class KeyReleaseResponse(ResponseModel):
    """A decision about a key."""

    id: UUID = Field(description="Id of the decision", examples=[_ID])
    at: datetime = Field(description="When it was made (UTC)", examples=[_AT])
    user_id: UUID | None = Field(description="Who requested the key; null once the account was deleted", examples=[_ID])
    auth_session_id: UUID | None = Field(description="The sign-in session of the request", examples=[_ID])
    session_id: UUID = Field(description="The playback session that was named", examples=[_ID])
    asset_id: UUID | None = Field(description="What the session plays, or null if it does not exist", examples=[_ID])
    version: int | None = Field(description="The version that it plays", examples=[1])
    key_id: UUID | None = Field(description="The key, or null if all keys were requested and refused", examples=[_ID])
    system: SystemName = Field(description="For which system of protection", examples=["clearkey"])
    outcome: Outcome = Field(description="What was decided", examples=["released"])

    @classmethod
    def of(cls, release: KeyRelease) -> Self:
        """Return the response of a decision."""
        return cls(
            id=release.id,
            at=release.at,
            user_id=release.user_id,
            auth_session_id=release.auth_session_id,
            session_id=release.session_id,
            asset_id=release.asset_id,
            version=release.number,
            key_id=release.key_id,
            system=release.system.value,
            outcome=release.outcome,
        )


class KeyReleasesParams(DeepPartParams):
    """Which decisions about keys to return."""

    user_id: UUID | None = Field(default=None, description="Requests of this user only", examples=[_ID])
    session_id: UUID | None = Field(default=None, description="Of this playback session only", examples=[_ID])
    key_id: UUID | None = Field(default=None, description="About this key only", examples=[_ID])
    system: SystemName | None = Field(default=None, description="For this system only", examples=["clearkey"])
    outcome: Outcome | None = Field(default=None, description="With this outcome only", examples=["other_version"])
    since: AwareDatetime | None = Field(
        default=None, alias="from", description="At or after this instant", examples=[_AT]
    )
    until: AwareDatetime | None = Field(default=None, alias="to", description="Before this instant", examples=[_AT])

    def chosen(self) -> ReleaseFilter:
        """Return the filter."""
        return ReleaseFilter(
            user_id=self.user_id,
            session_id=self.session_id,
            key_id=self.key_id,
            system=None if self.system is None else System(self.system),
            outcome=self.outcome,
            since=self.since,
            until=self.until,
        )


def _base64url(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
