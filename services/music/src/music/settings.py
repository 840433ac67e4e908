"""Settings of music, from the environment."""

import os
from pathlib import Path

from pydantic import Field

from chassis.settings import CommaList, EncryptionSettings, ServiceSettings, prefixed
from music.infrastructure.enrichment.settings import MetadataSettings


class Settings(MetadataSettings, EncryptionSettings, ServiceSettings):
    """Settings of music: `MUSIC_…`."""

    model_config = prefixed("MUSIC")

    folders: CommaList[Path] = Field(default=())
    """Directories of this machine below which administrators may add music folders."""
    play_days: int = Field(default=180, ge=1, le=36500)
    """Days for which the single plays of users are stored; what they add up to stays."""
    tag_processes: int = Field(default_factory=lambda: min(4, os.cpu_count() or 1), ge=1, le=64)
    """Processes of a worker that read tags during a scan."""
