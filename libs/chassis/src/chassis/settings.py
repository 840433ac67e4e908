"""The settings every service shares, read from the environment under the service's own prefix."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def prefixed(prefix: str) -> SettingsConfigDict:
    """Give the configuration of a settings class that reads `<PREFIX>_<FIELD>` and nothing else.

    What is refused is named without its value, which may be a secret.
    """
    return SettingsConfigDict(env_prefix=f"{prefix}_", extra="ignore", frozen=True, hide_input_in_errors=True)


class HttpSettings(BaseSettings):
    """Where the process listens and whom it trusts."""

    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8000, ge=0, le=65535)
    max_body_bytes: int = Field(default=1_048_576, gt=0)
    shutdown_seconds: int = Field(default=20, gt=0)
    log_level: str = "INFO"
    otlp_endpoint: str | None = None
    """Base URL of an OpenTelemetry collector (OTLP over HTTP); unset exports nothing."""
    jwks_url: str = "http://127.0.0.1:8001/.well-known/jwks.json"
    token_issuer: str = "marquee"
    token_audience: str = "marquee"


class ServiceSettings(HttpSettings):
    """Settings of a service that owns a schema and speaks events."""

    database_url: SecretStr
    """`postgresql://role:password@host:port/database` of the role that may only read and write rows."""
    migration_database_url: SecretStr | None = None
    """The same for the role that owns the schema; needed by `migrate` alone."""
    database_pool_size: int = Field(default=10, gt=0)
    database_pool_overflow: int = Field(default=0, ge=0)
    """Connections beyond the pool are opened and closed for one request each, which costs more than waiting."""
    kafka_bootstrap: str
    consumer_batch_records: int = Field(default=500, gt=0)
    consumer_session_seconds: int = Field(default=10, ge=6)
    """How long Kafka keeps the partitions of a killed worker for it; raise it where nodes stall for longer."""
    outbox_lanes: int = Field(default=1, ge=1, le=64)
    outbox_notify: bool = True
    """Whether a commit wakes the relay at once; without it the relay polls."""
    inbox_retention_days: int = Field(default=35, gt=0)
