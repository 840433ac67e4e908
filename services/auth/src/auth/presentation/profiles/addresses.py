"""Addresses of pictures of users."""

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Request

from auth.domain.errors import InvalidInput
from auth.domain.profiles.changes import UNSET, Unset
from auth.domain.profiles.pictures import SIZES, picture_key
from auth.presentation.profiles.requests import ProfileRequest

_LARGEST: Final = max(SIZES)


@dataclass(frozen=True, slots=True)
class PictureAddresses:
    """Addresses below `base`, which the path of each picture follows as in the storage."""

    base: str

    def of(self, avatar_id: UUID | None) -> str | None:
        """Return the address of the largest picture, or null without one."""
        return None if avatar_id is None else f"{self.base}/{picture_key(avatar_id, _LARGEST)}"

    def parse(self, address: str) -> UUID | None:
        """Return the picture that an address of ours names, in any size, or null."""
        parts = address.removeprefix(f"{self.base}/").split("/")
        try:
            avatar_id = UUID(parts[1])
        except (IndexError, ValueError):
            return None
        addresses = (f"{self.base}/{picture_key(avatar_id, size)}" for size in SIZES)
        return avatar_id if address in addresses else None


async def _addresses(request: Request) -> PictureAddresses:
    addresses: PictureAddresses = request.app.state.pictures
    return addresses


AddressesDep = Annotated[PictureAddresses, Depends(_addresses)]


def avatar_of(body: ProfileRequest, addresses: PictureAddresses) -> UUID | Unset | None:
    """Return the upload that a change names as the new picture; raise InvalidInput for an address that is not ours."""
    if "avatar_url" not in body.model_fields_set:
        return UNSET
    if body.avatar_url is None:
        return None
    avatar_id = addresses.parse(body.avatar_url)
    if avatar_id is None:
        raise InvalidInput("avatarUrl", "upload_url", "must be null or the publicUrl of an upload")
    return avatar_id
