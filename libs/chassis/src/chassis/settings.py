"""Settings that every service has, read from the environment under the prefix of the service."""

import os
import ssl
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from chassis.messaging.kafka_security import KafkaSecurity, SaslMechanism, SecurityProtocol
from chassis.runtime.access_log import AccessLogMode
from chassis.secret_files import read_secret_files
from chassis.storage.encryption import Keyring, read_keyring
from contracts.claims import AUDIENCE, ISSUER

T = TypeVar("T")


def _split(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(part for part in (part.strip() for part in value.split(",")) if part)


CommaList = Annotated[tuple[T, ...], NoDecode, BeforeValidator(_split)]
"""A list setting: `CommaList[str]` reads `PL,US`. Spaces around a value and empty values are ignored."""


def prefixed(prefix: str) -> SettingsConfigDict:
    """Return the configuration of a settings class that reads `<PREFIX>_<FIELD>` only.

    An error names the setting without its value, which may be a secret.
    """
    return SettingsConfigDict(env_prefix=f"{prefix}_", extra="ignore", frozen=True, hide_input_in_errors=True)


class EnvironmentSettings(BaseSettings):
    """Settings of the environment alone: neither files of variables nor folders of secrets are looked for.

    A secret (`SecretStr`) is the value of its variable, or what is in the file that the variable `…_FILE` names.
    """

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources of values: arguments first, then variables."""
        return init_settings, env_settings

    @model_validator(mode="before")
    @classmethod
    def _secrets_of_files(cls, values: dict[str, Any]) -> dict[str, Any]:
        files = read_secret_files(cls, cls.model_config.get("env_prefix", ""), os.environ)
        return {**values, **{name: secret for name, secret in files.items() if not values.get(name)}}


class HttpSettings(EnvironmentSettings):
    """The listener of the process, and the issuer of tokens that it trusts."""

    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8000, ge=0, le=65535)
    max_body_bytes: int = Field(default=1_048_576, gt=0)
    head_seconds: float = Field(default=5, gt=0)
    """Longest time, in seconds, in which a client must send the head of a request."""
    body_seconds: float = Field(default=10, gt=0)
    """Longest time, in seconds, in which a client must send the body of a request."""
    shared_response_seconds: float = Field(default=0, ge=0, le=30)
    """How long, in seconds, a response that all clients may share is served again from memory; 0 is never."""
    linger_seconds: float = Field(default=10, ge=0, le=300)
    """How long, in seconds, connections stay open after SIGTERM, each until its next response. Clients of ours use no
    connection that was idle for longer than 8 seconds, so that none is closed under a request."""
    shutdown_seconds: int = Field(default=20, gt=0)
    """Longest time, in seconds, for requests in progress, and then for background tasks, to end."""
    log_level: str = "INFO"
    access_log: AccessLogMode = "all"
    """Which requests have a log line: `all`, `errors` (status 400 and above) or `off`."""
    access_log_ratio: float = Field(default=1, ge=0, le=1)
    """The share of successful requests that have a log line; errors always have one unless the log is off."""
    otlp_endpoint: str | None = None
    """Base URL of an OpenTelemetry collector (OTLP over HTTP); unset records and exports nothing."""
    zipkin_endpoint: str | None = None
    """Base URL of a server that takes spans in Zipkin's format, for those that do not take OTLP."""
    trace_ratio: float = Field(default=1, ge=0, le=1)
    """The share of traces that are recorded and exported; a trace begun by the client keeps the client's decision."""
    error_tracking_dsn: SecretStr | None = None
    """Where unexpected errors are reported, as the DSN of a project of Sentry, GlitchTip or Bugsink; unset: nowhere."""
    environment: str = Field(default="local", min_length=1, max_length=64)
    """The name of the installation, by which reports of errors are distinguished."""
    jwks_url: str = "http://127.0.0.1:8001/.well-known/jwks.json"
    token_issuer: str = ISSUER
    token_audience: str = AUDIENCE

    @field_validator("otlp_endpoint", mode="before")
    @classmethod
    def _empty_is_no_collector(cls, value: object) -> object:
        return None if value == "" else value


class KafkaSettings(EnvironmentSettings):
    """The address of Kafka and the security of connections: plain text on a laptop, SCRAM over TLS in a cluster."""

    kafka_bootstrap: str
    """`host:port` of one broker or of several, divided by commas: each knows where the others are."""
    kafka_security_protocol: SecurityProtocol = "PLAINTEXT"
    kafka_sasl_mechanism: SaslMechanism = "SCRAM-SHA-512"
    kafka_username: str | None = Field(default=None, min_length=1)
    kafka_password: SecretStr | None = Field(default=None, min_length=1)
    kafka_ca_file: Path | None = None
    """Certificates (PEM) of the authorities to trust for the brokers' certificates; default: the system's."""

    @model_validator(mode="after")
    def _require_consistent_security(self) -> Self:
        """Reject credentials that would be ignored, and a protocol without the credentials that it needs."""
        security = KafkaSecurity(self.kafka_security_protocol)
        if security.uses_sasl and (self.kafka_username is None or self.kafka_password is None):
            raise ValueError(
                f"kafka_security_protocol {security.protocol} needs kafka_username and "
                "either kafka_password or kafka_password_file"
            )
        if not security.uses_sasl and (self.kafka_username is not None or self.kafka_password is not None):
            raise ValueError(f"kafka_security_protocol {security.protocol} takes no kafka_username and no password")
        if self.kafka_ca_file is not None:
            self._check_ca_file(self.kafka_ca_file, security)
        return self

    @staticmethod
    def _check_ca_file(path: Path, security: KafkaSecurity) -> None:
        if not security.uses_tls:
            raise ValueError(f"kafka_security_protocol {security.protocol} takes no kafka_ca_file")
        try:
            ssl.create_default_context(cafile=path)
        except OSError as error:
            raise ValueError(
                f"kafka_ca_file holds no certificate that can be read: {error.strerror or error}"
            ) from error

    @property
    def kafka_security(self) -> KafkaSecurity:
        """Return the security of a Kafka client."""
        password = self.kafka_password.get_secret_value() if self.kafka_password is not None else None
        return KafkaSecurity(
            self.kafka_security_protocol,
            self.kafka_sasl_mechanism,
            self.kafka_username,
            password,
            self.kafka_ca_file,
        )


class EncryptionSettings(EnvironmentSettings):
    """The keys of sensitive columns."""

    encryption_key_files: CommaList[Path] = Field(min_length=1)
    """Files of one AES-256 key each, 32 bytes in Base64, comma-separated: the first encrypts, all of them decrypt."""

    def read_keyring(self) -> Keyring:
        """Return the ring of the keys; raise BadEncryptionKey."""
        return read_keyring(self.encryption_key_files)


class ServiceSettings(HttpSettings, KafkaSettings):
    """Settings of a service that owns a schema and publishes or consumes events."""

    database_url: SecretStr
    """`postgresql://role:password@host:port/database` of the role that may read and write rows only."""
    migration_database_url: SecretStr | None = None
    """The same for the role that owns the schema; only `migrate` needs it."""
    database_pool_size: int = Field(default=10, gt=0)
    database_pool_overflow: int = Field(default=0, ge=0)
    """Connections beyond the pool are opened and closed per request, which costs more than waiting."""
    database_read_pool_size: int = Field(default=0, ge=0)
    """How many of the connections of `database_pool_size` serve single reads on their own (`chassis.storage.reads`)."""
    consumer_batch_records: int = Field(default=500, gt=0)
    consumer_gather_ms: int = Field(default=200, ge=0, le=10_000)
    """Longest time, in milliseconds, that a batch waits for more events while events keep arriving; 0 never waits."""
    consumer_linger_ms: int = Field(default=0, ge=0, le=2_000)
    """How long, in milliseconds, any other batch waits, so that events that follow each other are one batch."""
    consumer_session_seconds: int = Field(default=10, ge=6)
    """Time, in seconds, after which Kafka reassigns the partitions of a killed worker; raise it for slow nodes."""
    consumer_max_consecutive_rejections: int = Field(default=50, gt=0)
    """How many events in a row may become dead letters before the subscription stops."""
    consumer_max_rejection_ratio: float = Field(default=0.1, gt=0, le=1)
    """Which share of the last 1,000 events may become dead letters before the subscription stops."""
    outbox_lanes: int = Field(default=1, ge=1, le=64)
    outbox_notify: bool = True
    """Whether a commit notifies the relay; otherwise the relay polls."""
    outbox_gather_ms: int = Field(default=40, ge=0, le=1_000)
    """Longest time, in milliseconds, that the relay waits for more commits while commits keep coming; 0 never waits."""
    inbox_retention_days: int = Field(default=35, gt=0)

    @model_validator(mode="after")
    def _require_transaction_connections(self) -> Self:
        """Reject a read pool that leaves no connection for transactions."""
        if self.database_read_pool_size >= self.database_pool_size:
            raise ValueError("database_read_pool_size must be lower than database_pool_size")
        return self
