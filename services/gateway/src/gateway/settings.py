"""The only place where the gateway reads the environment."""

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from chassis.settings import HttpSettings, KafkaSettings, prefixed

Names = Annotated[tuple[str, ...], NoDecode]


class Settings(HttpSettings, KafkaSettings):
    """Settings of the gateway: `GATEWAY_…`."""

    model_config = prefixed("GATEWAY")

    auth_url: str
    catalog_url: str
    ingestion_url: str
    stats_url: str
    insights_url: str
    library_url: str
    reads_per_minute: int = Field(default=600, ge=0)
    """Per user, or per address without a token; 0 is no limit. Each replica counts for itself."""
    writes_per_minute: int = Field(default=120, ge=0)
    sign_ins_per_minute: int = Field(default=10, ge=0)
    """Sign-ins and registrations per address."""
    deadline_seconds: float = Field(default=10, gt=0)
    connect_seconds: float = Field(default=1, gt=0)
    head_seconds: float = Field(default=5, gt=0)
    body_seconds: float = Field(default=10, gt=0)
    max_connections: int = Field(default=2000, gt=0)
    bodies_bytes: int = Field(default=67_108_864, gt=0)
    """Most bytes of request bodies held at a time, over all requests."""
    breaker_failures: int = Field(default=5, gt=0)
    cors_origins: Names = ()
    """Exact origins that browsers may call from, divided by commas."""
    trusted_proxies: Names = ()
    """Addresses or networks of ingresses whose X-Forwarded-For is believed, divided by commas."""

    @field_validator("cors_origins", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(filter(None, (name.strip() for name in value.split(","))))

    @field_validator("cors_origins")
    @classmethod
    def _exact(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        if "*" in origins:
            raise ValueError("name each origin: any origin and credentials do not go together")
        return origins

    @property
    def upstreams(self) -> dict[str, str]:
        """The base URL of each service."""
        return {
            "auth": self.auth_url,
            "catalog": self.catalog_url,
            "ingestion": self.ingestion_url,
            "stats": self.stats_url,
            "insights": self.insights_url,
            "library": self.library_url,
        }
