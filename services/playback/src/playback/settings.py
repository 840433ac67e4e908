"""Settings of playback, from the environment."""

from typing import Final

from pydantic import Field

from chassis.settings import EncryptionSettings, ServiceSettings, prefixed
from objects.settings import StorageSettings
from playback.domain.audience.curve import SMALLEST_GROUP
from playback.infrastructure.delivery.settings import DeliverySettings
from playback.infrastructure.licensing.settings import LicensingSettings
from playback.infrastructure.media.settings import MediaSettings
from playback.infrastructure.sessions.settings import SessionSettings

GIBIBYTE: Final = 1024**3


class Settings(
    SessionSettings,
    MediaSettings,
    DeliverySettings,
    EncryptionSettings,
    LicensingSettings,
    StorageSettings,
    ServiceSettings,
):
    """Settings of playback: `PLAYBACK_…`."""

    model_config = prefixed("PLAYBACK")

    database_read_pool_size: int = Field(default=4, gt=0)
    sources_url: str
    """Base URL of sources, whose files become versions."""
    job_concurrency: int = Field(default=2, ge=1)
    """Jobs that a worker runs at once, besides those that encode."""
    output_days: int = Field(default=7, ge=1)
    """How long the files of a version that was replaced or unpublished are kept."""
    original_days: int = Field(default=365, ge=1)
    """How long an original is kept once none of its versions is played."""
    upload_editor_bytes: int = Field(default=100 * GIBIBYTE, ge=1, le=5 * 1024 * GIBIBYTE)
    """The largest file that an editor may upload."""
    upload_admin_bytes: int = Field(default=1024 * GIBIBYTE, ge=1, le=5 * 1024 * GIBIBYTE)
    """The largest file that an administrator may upload."""
    key_release_days: int = Field(default=400, ge=1)
    """How long decisions about content keys are kept."""
    quality_session_days: int = Field(default=14, ge=8, le=90)
    """For how many days it is kept which events of a session have counted; they are accepted for 7 days at most."""
    quality_days: int = Field(default=800, ge=31)
    """For how many days figures of quality are kept."""
    retention_smallest_group: int = Field(default=SMALLEST_GROUP, ge=5)
    """How many users must have watched an asset before its retention is published."""
