"""Settings of music, from the environment."""

import os
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from chassis.settings import CommaList, EncryptionSettings, ServiceSettings, prefixed
from egress.policy import Purpose
from music.infrastructure.enrichment.settings import MetadataSettings


class Settings(MetadataSettings, EncryptionSettings, ServiceSettings):
    """Settings of music: `MUSIC_…`."""

    model_config = prefixed("MUSIC")
    PURPOSES: ClassVar[Collection[Purpose]] = ("radio", "radio_directory")

    folders: CommaList[Path] = Field(default=())
    """Directories of this machine below which administrators may add music folders."""
    federation_url: str = "http://127.0.0.1:8023"
    """Where the keys of federation are, whose reads for other servers are served."""
    play_days: int = Field(default=180, ge=1, le=36500)
    """Days for which the single plays of users are stored; what they add up to stays."""
    max_body_bytes: int = Field(default=5_242_880, gt=0)
    """Largest body of a request: that of an uploaded cover."""
    tag_processes: int = Field(default_factory=lambda: min(4, os.cpu_count() or 1), ge=1, le=64)
    """Processes of a worker that read tags during a scan."""
    radio_directory_urls: CommaList[str] = Field(
        default=(
            "https://de1.api.radio-browser.info",
            "https://de2.api.radio-browser.info",
            "https://all.api.radio-browser.info",
        ),
        min_length=1,
        max_length=10,
    )
    """Servers of the directory of radio stations, which have the same content; one that fails leads to another."""
    radio_streams: int = Field(default=200, ge=1, le=10_000)
    """Radio stations that a process relays at once."""
    radio_streams_per_user: int = Field(default=3, ge=1, le=100)
    """Radio stations that one user hears at once at a process."""
    radio_seconds: float = Field(default=20, gt=0, le=300)
    """How long a radio station may send nothing."""

    @field_validator("radio_directory_urls")
    @classmethod
    def _urls(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        for url in urls:
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError("must be URLs that begin with https:// or http://")
        return urls

    tools_folder: Path | None = None
    """The folder of `ffmpeg`. Without it nothing is analyzed."""
    analysis_processes: int = Field(default_factory=lambda: max(1, (os.cpu_count() or 1) // 2), ge=1, le=64)
    """Files that a worker analyzes at once, with the lowest priority."""

    transcode_folder: Path = Field(default_factory=lambda: Path(tempfile.gettempdir()) / "marquee-music")
    """Where tracks are stored that were encoded for players."""
    transcode_bytes: int = Field(default=5 * 2**30, ge=2**20)
    """What they take together; the ones that were read longest ago are deleted."""
    transcode_concurrency: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=64)
    """Tracks that a process encodes at once; further requests are refused for a moment."""

    link_seconds: int = Field(default=3600, ge=60, le=21_600)
    """How long a link to a track, a cover or an album can be opened; what has begun is sent to its end."""

    @field_validator("tools_folder", mode="before")
    @classmethod
    def _no_folder_is_none(cls, value: object) -> object:
        return None if value == "" else value
