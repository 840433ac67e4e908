"""Settings of federation, from the environment."""

from collections.abc import Collection
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from chassis.settings import EncryptionSettings, ServiceSettings, prefixed
from egress.policy import Purpose
from egress.settings import EgressSettings


class Settings(EgressSettings, EncryptionSettings, ServiceSettings):
    """Settings of federation: `FEDERATION_…`."""

    model_config = prefixed("FEDERATION")
    PURPOSES: ClassVar[Collection[Purpose]] = ("peers",)

    public_url: str
    """The address of the gateway as other servers reach it, without a path: what they sign must be for this one."""
    name: str = Field(default="", max_length=100)
    """The name that other servers show; by default the host of the public address."""
    music_url: str
    library_url: str
    import_folder: Path | None = None
    """A folder below one of music's, in which copies of albums are stored; without it nothing is copied."""
    most_import_bytes: int = Field(default=2 * 2**30, ge=1)
    """Largest file that is copied from another server."""
    honours_deletions: bool = True
    """Whether copies are deleted when the server that they are from requests it."""
    requests_per_day: int = Field(default=20_000, ge=0)
    """Requests that a new peer may send a day."""
    bytes_per_day: int = Field(default=20 * 2**30, ge=0)
    """Bytes of files that a new peer may read a day."""
    key_overlap_hours: int = Field(default=24, ge=0, le=720)
    """How long a key counts after another one has followed it."""
    most_peers: int = Field(default=50, ge=1, le=1000)
    """Servers that may be peers at once."""
    most_shares: int = Field(default=1000, ge=1, le=100_000)
    """Items that one user may share."""
    call_seconds: float = Field(default=10, gt=0, le=60)
    """The deadline of a call of another server, and of the next bytes of a file."""
    job_concurrency: int = Field(default=4, ge=1)
    """Jobs that a worker runs at once."""

    @field_validator("public_url")
    @classmethod
    def _url(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError("must be an address that begins with https:// or http://, without a path")
        return url.rstrip("/")

    @field_validator("import_folder", mode="before")
    @classmethod
    def _no_folder_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def shown_name(self) -> str:
        """Return the name that other servers show."""
        return self.name or urlsplit(self.public_url).hostname or "marquee"
