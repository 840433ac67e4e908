"""Settings of a service that stores files: `<PREFIX>_STORAGE_…`."""

from pydantic import Field, SecretStr, field_validator

from chassis.core.clock import Clock
from chassis.settings import EnvironmentSettings
from objects.calls import Bucket
from objects.s3 import S3Objects
from objects.signing import Credentials


class StorageSettings(EnvironmentSettings):
    """An S3-compatible storage. Without an endpoint there is none, and what needs it responds with 503."""

    storage_endpoint: str | None = None
    """Address of the storage for the service, without the bucket."""
    storage_public_endpoint: str | None = None
    """The same for clients, which upload to it; by default the other one."""
    storage_bucket: str = "marquee"
    storage_region: str = "us-east-1"
    """The region that signatures name; most storages other than AWS accept any."""
    storage_access_key: str = ""
    storage_secret_key: SecretStr = SecretStr("")
    storage_seconds: float = Field(default=10, gt=0, le=60)
    """Deadline of each operation, retries included."""

    @field_validator("storage_endpoint", "storage_public_endpoint", mode="before")
    @classmethod
    def _empty_storage_is_none(cls, value: object) -> object:
        # A class that derives from several would replace a validator of the same name.
        return None if value == "" else value

    def open_storage(self, clock: Clock) -> S3Objects | None:
        """Return the storage, or null when none is configured; opens no connection."""
        if self.storage_endpoint is None:
            return None
        secret = self.storage_secret_key.get_secret_value()
        bucket = Bucket(
            self.storage_bucket,
            self.storage_endpoint,
            self.storage_public_endpoint or self.storage_endpoint,
            Credentials(self.storage_access_key, secret, self.storage_region),
            self.storage_seconds,
        )
        return S3Objects(bucket, clock)
