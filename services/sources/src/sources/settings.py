"""Settings of sources, from the environment."""

from collections.abc import Collection
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from chassis.settings import CommaList, EncryptionSettings, ServiceSettings, prefixed
from egress.policy import Purpose
from egress.settings import EgressSettings


class Settings(EgressSettings, EncryptionSettings, ServiceSettings):
    """Settings of sources: `SOURCES_…`."""

    model_config = prefixed("SOURCES")
    PURPOSES: ClassVar[Collection[Purpose]] = ("sources",)

    job_concurrency: int = Field(default=4, ge=1)
    """Scans that a worker runs at once."""
    folders: CommaList[Path] = Field(default=())
    """Folders of this machine below which administrators may add folders as sources."""
    shortest_scan_minutes: int = Field(default=15, ge=1)
    """Shortest time between two scans of a source; each doubles it while little changes."""
    longest_scan_hours: int = Field(default=72, ge=1)
    """Longest time between two scans of a source."""
    listing_hours: int = Field(default=24, ge=1)
    """How often a source that states what has changed is listed as a whole."""
    gone_days: int = Field(default=30, ge=1)
    """How long files that have left their source are kept, with the titles that users have chosen for them."""
    most_per_user: int = Field(default=20, ge=1, le=1000)
    """Sources that one user may have."""
    match_threshold: float = Field(default=0.7, ge=0, le=1)
    """The confidence from which a file is taken for a title; files below it wait for a user to choose."""
    call_seconds: float = Field(default=30, gt=0, le=300)
    """How long a server of a user may take for a response, and for the next bytes of a file."""
