"""Settings of playback, from the environment."""

from pydantic import Field

from chassis.settings import EncryptionSettings, ServiceSettings, prefixed
from objects.settings import StorageSettings
from playback.infrastructure.delivery.settings import DeliverySettings
from playback.infrastructure.media.settings import MediaSettings


class Settings(MediaSettings, DeliverySettings, EncryptionSettings, StorageSettings, ServiceSettings):
    """Settings of playback: `PLAYBACK_…`."""

    model_config = prefixed("PLAYBACK")

    job_concurrency: int = Field(default=2, ge=1)
    """Jobs that a worker runs at once."""
    key_release_days: int = Field(default=400, ge=1)
    """How long decisions about content keys are kept."""
