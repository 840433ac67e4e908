"""Settings of sources, from the environment."""

from pathlib import Path

from pydantic import Field

from chassis.settings import CommaList, EncryptionSettings, ServiceSettings, prefixed


class Settings(EncryptionSettings, ServiceSettings):
    """Settings of sources: `SOURCES_…`."""

    model_config = prefixed("SOURCES")

    job_concurrency: int = Field(default=4, ge=1)
    """Scans that a worker runs at once."""
    folders: CommaList[Path] = Field(default=())
    """Folders of this machine below which administrators may add folders as sources."""
    most_per_user: int = Field(default=20, ge=1, le=1000)
    """Sources that one user may have."""
    match_threshold: float = Field(default=0.7, ge=0, le=1)
    """The confidence from which a file is taken for a title; files below it wait for a user to choose."""
