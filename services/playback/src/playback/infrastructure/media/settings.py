"""Settings of the programs that probe, encode and package: `PLAYBACK_…`."""

import tempfile
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from chassis.settings import EnvironmentSettings

Preset = Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower"]


class MediaSettings(EnvironmentSettings):
    """Where the programs are, and what they may use."""

    tools_folder: Path | None = None
    """The folder of `ffmpeg`, `ffprobe` and `packager`. Without it versions wait."""
    scratch_folder: Path = Field(default_factory=lambda: Path(tempfile.gettempdir()) / "marquee-playback")
    """Where the worker has its temporary files; it is emptied when the worker starts."""
    scratch_bytes: int = Field(default=500 * 2**30, ge=2**20)
    """What temporary files of a worker take at most. A version needs its source and four times its renditions."""
    encode_concurrency: int = Field(default=2, ge=1, le=64)
    """Jobs of versions that a worker runs at once: each is one encoder, or packages one version."""
    encode_preset: Preset = "veryfast"
    """How much time x264 spends on a smaller file."""
    encode_threads: int = Field(default=0, ge=0, le=64)
    """Threads of one encoder; 0 for as many as x264 chooses, one and a half per processor."""
    encode_memory_bytes: int = Field(default=8 * 2**30, ge=2**29)
    """The address space of one program, which is several times the memory that it uses."""

    license_url: str = Field(default="", pattern=r"^$|^https?://[^\s?#]+$")
    """Public address of the API, where playlists of `aes-128` name their keys; with an empty one the addresses begin
    with the path, which is right while the gateway sends the files."""

    @field_validator("tools_folder", mode="before")
    @classmethod
    def _no_folder_is_none(cls, value: object) -> object:
        return None if value == "" else value
