"""Settings of the gateway, read from the environment here only."""

import ipaddress
import re
from typing import Annotated, Final, Self

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode

from chassis.settings import CommaList, HttpSettings, KafkaSettings, prefixed
from gateway.domain.proxy_users import NO_PROXY, ProxyUsers
from gateway.domain.rate_limit import FREE_CLASS, RateLimits
from gateway.domain.request_classes import CHARTS, EXPORTS, IMAGES, LINKS, READS, SEARCH, SIGN_IN, WRITES
from gateway.domain.routes import SERVICES
from objects.prefix_tokens import PrefixTokenKeys
from objects.settings import StorageSettings

_CLASS_FACTOR: Final = re.compile(r"\s*([a-z0-9-]{1,32})\s*=\s*([0-9]{1,3}(?:\.[0-9]{1,3})?)\s*")


def _class_factors(value: object) -> object:
    """Return the factors of a text by rate class; raise ValueError for another form."""
    if not isinstance(value, str):
        return value
    pairs = [_CLASS_FACTOR.fullmatch(part) for part in value.split(",")]
    factors = {pair[1]: float(pair[2]) for pair in pairs if pair is not None}
    if len(factors) != len(pairs) or not all(factors.values()):
        raise ValueError("must list rate classes with factors from 0.001 to 999: free=1,basic=2")
    return {FREE_CLASS: 1.0, **factors}


ClassFactors = Annotated[dict[str, float], NoDecode, BeforeValidator(_class_factors)]


class Settings(StorageSettings, HttpSettings, KafkaSettings):
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
    web_url: str
    billing_url: str
    sources_url: str
    playback_url: str
    music_url: str = ""
    social_url: str
    federation_url: str = ""
    # end of generated region
    reads_per_minute: int = Field(default=600, ge=0)
    """Per user, or per address without a token; 0 means no limit. Each replica allows its part."""
    writes_per_minute: int = Field(default=120, ge=0)
    searches_per_minute: int = Field(default=240, ge=0)
    charts_per_minute: int = Field(default=300, ge=0)
    images_per_minute: int = Field(default=3000, ge=0)
    exports_per_minute: int = Field(default=10, ge=0)
    links_per_minute: int = Field(default=1200, ge=0)
    """Reads of files by signed links, which carry no token, per address."""
    sign_ins_per_minute: int = Field(default=10, ge=0)
    """Sign-ins and registrations per address; 0 means no limit. The same as `AUTH_SIGN_INS_PER_MINUTE`."""
    rate_class_factors: ClassFactors = Field(default={FREE_CLASS: 1.0, "basic": 2.0, "standard": 3.0, "premium": 5.0})
    """How many times the quotas the users of each rate class have. A class that is not listed counts as `free=1`."""
    replicas: int = Field(default=1, gt=0)
    """Gateways behind one load balancer: each allows this part of the quotas."""
    deadline_seconds: float = Field(default=30, gt=0)
    """For a whole exchange; routes may have deadlines of their own (`service.toml`)."""
    first_byte_seconds: float = Field(default=10, gt=0)
    """From the end of a request to the head of its response."""
    connect_seconds: float = Field(default=1, gt=0)
    requests_per_service: int = Field(default=256, gt=0)
    """Requests that one service may have in progress; a further one gets a 503."""
    max_connections: int = Field(default=2000, gt=0)
    connections_per_address: int = Field(default=200, gt=0)
    """Per address (IPv6: per /64), and never more than half of all. A trusted proxy has no such limit."""
    streams_per_user: int = Field(default=6, gt=0)
    streams_per_address: int = Field(default=30, gt=0)
    max_streams: int = Field(default=1000, gt=0)
    """Event streams open at once. Each replica counts for itself."""
    heartbeat_seconds: float = Field(default=15, gt=0)
    """After so many seconds without an event, a stream gets a comment line."""
    streams_catching_up: int = Field(default=4, gt=0)
    """Clients of public events that read at once what is no longer in memory."""
    stream_memory_bytes: int = Field(default=16_777_216, gt=0)
    """Largest number of bytes of the latest public events that are kept in memory."""
    management_host: str = "127.0.0.1"
    management_port: int = Field(default=8011, ge=1, le=65535)
    """Address of detailed health and of metrics, for probes and Prometheus, never for clients."""
    hsts_seconds: int = Field(default=31_536_000, ge=0)
    """Strict-Transport-Security max-age, sent over HTTPS only; 0 sends no header."""
    bodies_bytes: int = Field(default=67_108_864, gt=0)
    """Largest number of bytes of all buffered request bodies together."""
    cache_bytes: int = Field(default=67_108_864, ge=0)
    """Largest number of bytes of stored public responses; 0 stores none. Each replica has a cache of its own."""
    tmdb_images_url: str = "https://image.tmdb.org/t/p"
    """Base URL of TMDB's images."""
    tvmaze_images_url: str = "https://static.tvmaze.com/uploads/images"
    """Base URL of TVMaze's images."""
    image_seconds: float = Field(default=10, gt=0)
    """For an image to arrive from its host."""
    image_bytes: int = Field(default=8_388_608, gt=0)
    """Largest number of bytes of one image."""
    image_cache_bytes: int = Field(default=67_108_864, ge=0)
    """Largest number of bytes of stored images; 0 stores none. Each replica has a cache of its own."""
    delivery_keys: SecretStr = SecretStr("")
    """Keys of the tokens in addresses of media files, the same as `PLAYBACK_DELIVERY_KEYS`. Without keys and a storage
    no file is served."""
    media_seconds: float = Field(default=300, gt=0)
    """For a client to read a media file."""
    media_per_session: int = Field(default=16, gt=0)
    """Media files that one playback session may read at once."""
    media_at_once: int = Field(default=256, gt=0)
    """Media files that the storage may send at once; a further request gets a 503."""
    media_cache_bytes: int = Field(default=67_108_864, ge=0)
    """Largest number of bytes of stored media files; 0 stores none. Each replica has a cache of its own."""
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

    @field_validator("delivery_keys")
    @classmethod
    def _can_be_read(cls, keys: SecretStr) -> SecretStr:
        if keys.get_secret_value():
            PrefixTokenKeys.parse(keys.get_secret_value())
        return keys

    @property
    def rate_limits(self) -> RateLimits:
        """Return the quotas of each request class, and the factors of the rate classes."""
        quotas = {
            READS: self.reads_per_minute,
            WRITES: self.writes_per_minute,
            SEARCH: self.searches_per_minute,
            CHARTS: self.charts_per_minute,
            IMAGES: self.images_per_minute,
            EXPORTS: self.exports_per_minute,
            LINKS: self.links_per_minute,
            SIGN_IN: self.sign_ins_per_minute,
        }
        return RateLimits(quotas, self.rate_class_factors, self.replicas)

    @property
    def proxy_users(self) -> ProxyUsers:
        """Return which peers may name a user, and in which header."""
        header = self.proxy_user_header
        secret = self.proxy_user_secret.get_secret_value() if self.proxy_user_secret else ""
        return NO_PROXY if header is None else ProxyUsers.of(header, self.proxy_user_networks, secret)

    @property
    def upstreams(self) -> dict[str, str]:
        """Return the base URL of each service; an optional one without a URL is not part of this installation."""
        return {service: url for service in SERVICES if (url := getattr(self, f"{service}_url"))}
