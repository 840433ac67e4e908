"""What the jobs of a version hold, and their keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from playback.application.jobs import JobKind


@dataclass(frozen=True, slots=True)
class VersionId:
    """Which version a job works on."""

    asset_id: UUID
    number: int

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Self:
        """Return the version of a payload."""
        return cls(UUID(payload["asset_id"]), int(payload["number"]))

    @property
    def payload(self) -> dict[str, Any]:
        """Return the payload of a job of the whole version."""
        return {"asset_id": str(self.asset_id), "number": self.number}

    def __str__(self) -> str:
        """Return the key of the job of the whole version."""
        return f"{self.asset_id}:{self.number}"

    def active_key(self, rendition: str) -> str:
        """Return the key by which the queue finds the job of a rendition."""
        return f"{JobKind.ENCODE}:{self}:{rendition}"

    def work_file(self, rendition: str) -> str:
        """Return where the encoded file of a rendition is until it is packaged."""
        return f"work/{self.asset_id}/{self.number}/{rendition}.mp4"
