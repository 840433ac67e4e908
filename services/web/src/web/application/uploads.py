"""Files that go to the object storage, by the upload that the API offers."""

from collections.abc import Mapping
from typing import Any, Protocol


class Uploads(Protocol):
    """The object storage, which takes only what the API has signed."""

    async def send(self, offer: Mapping[str, Any], content: bytes, media_type: str) -> None:
        """Store a file by an offer of the API: `uploadUrl`, `method` and `fields`; raise ApiError."""
        ...
