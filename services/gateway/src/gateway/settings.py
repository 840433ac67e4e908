"""Settings of the gateway, read from the environment here only."""

import ipaddress
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator

from chassis.settings import CommaList, HttpSettings, KafkaSettings, prefixed
from gateway.domain.proxy_users import NO_PROXY, ProxyUsers
from gateway.domain.routes import SERVICES


class Settings(HttpSettings, KafkaSettings):
    """Settings of the gateway: `GATEWAY_…`."""

    model_config = prefixed("GATEWAY")

    # generated region upstreams
    auth_url: str
    catalog_url: str
    ingestion_url: str
    stats_url: str
    insights_url: str
    library_url: str
    search_url: str
    notifications_url: str
    # end of generated region
    reads_per_minute: int = Field(default=600, ge=0)
    """Per user, or per address without a token; 0 means no limit. Each replica counts for itself."""
    writes_per_minute: int = Field(default=120, ge=0)
    sign_ins_per_minute: int = Field(default=10, ge=0)
    """Sign-ins and registrations per address; 0 means no limit."""
    deadline_seconds: float = Field(default=10, gt=0)
    connect_seconds: float = Field(default=1, gt=0)
    max_connections: int = Field(default=2000, gt=0)
    connections_per_address: int = Field(default=200, gt=0)
    """Per address (IPv6: per /64), and never more than half of all. A trusted proxy has no such limit."""
    streams_per_user: int = Field(default=6, gt=0)
    streams_per_address: int = Field(default=30, gt=0)
    max_streams: int = Field(default=1000, gt=0)
    """Event streams open at once. Each replica counts for itself."""
    management_host: str = "127.0.0.1"
    management_port: int = Field(default=8011, ge=1, le=65535)
    """Address of detailed health and of metrics, for probes and Prometheus, never for clients."""
    hsts_seconds: int = Field(default=31_536_000, ge=0)
    """Strict-Transport-Security max-age, sent over HTTPS only; 0 sends no header."""
    bodies_bytes: int = Field(default=67_108_864, gt=0)
    """Largest number of bytes of all buffered request bodies together."""
    breaker_failures: int = Field(default=5, gt=0)
    cors_origins: CommaList[str] = ()
    """Allowed CORS origins, comma-separated."""
    trusted_proxies: CommaList[str] = ()
    """Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are used, comma-separated."""
    proxy_user_header: str | None = None
    """Header in which an authenticating reverse proxy names the user it has signed in; without one, none does."""
    proxy_user_networks: CommaList[str] = ()
    """Addresses or networks of those proxies, comma-separated. The peer of the connection has to be in one of them."""
    proxy_user_secret: SecretStr | None = None
    """Secret of at least 32 characters with which the gateway signs these users for auth (`AUTH_PROXY_USER_SECRET`)."""

    @field_validator("proxy_user_header", "proxy_user_secret", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @model_validator(mode="after")
    def _proxy_users(self) -> Self:
        if self.proxy_user_header is None and self.proxy_user_networks:
            raise ValueError("proxy_user_networks needs proxy_user_header")
        _ = self.proxy_users
        return self

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name != "*":
                ipaddress.ip_network(name, strict=False)
        return names

    @field_validator("cors_origins")
    @classmethod
    def _exact(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        if "*" in origins:
            raise ValueError("cors_origins must list each origin: `*` does not allow credentials")
        return origins

    @property
    def proxy_users(self) -> ProxyUsers:
        """Return which peers may name a user, and in which header."""
        header = self.proxy_user_header
        secret = self.proxy_user_secret.get_secret_value() if self.proxy_user_secret else ""
        return NO_PROXY if header is None else ProxyUsers.of(header, self.proxy_user_networks, secret)

    @property
    def upstreams(self) -> dict[str, str]:
        """Return the base URL of each service."""
        return {service: getattr(self, f"{service}_url") for service in SERVICES}
