"""Settings of auth, read from the environment here only."""

from collections.abc import Collection
from pathlib import Path
from typing import ClassVar, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from auth.application.accounts.registration import RegistrationMode
from auth.domain.accounts.passwords import SHORTEST
from auth.domain.federation.proxy_users import ProxyUserNaming
from auth.infrastructure.federation.settings import ProviderList
from chassis.core.proxy_sign_in import SECRET_CHARS
from chassis.settings import CommaList, EncryptionSettings, ServiceSettings, prefixed
from egress.policy import Purpose
from egress.settings import EgressSettings
from objects.settings import StorageSettings


class Settings(EgressSettings, EncryptionSettings, StorageSettings, ServiceSettings):
    """Settings of auth: `AUTH_…`."""

    model_config = prefixed("AUTH")
    PURPOSES: ClassVar[Collection[Purpose]] = ("identity_providers", "breached_passwords")

    database_read_pool_size: int = Field(default=4, gt=0)
    """Of the connections in `database_pool_size`, those for reads."""
    signing_key_file: Path
    """PEM file of the Ed25519 private key that signs access tokens."""
    previous_key_files: CommaList[Path] = ()
    """Further keys to publish, comma-separated: the previous key, or the next one before it signs."""
    notice_key_files: CommaList[Path] = Field(min_length=1)
    """Keys that seal notices on their way to the service that delivers them: the first seals, all open."""
    """A folder that gets every notice as a file, for development; without one, another service delivers them."""
    access_seconds: int = Field(default=600, ge=30, le=3600)
    refresh_grace_seconds: float = Field(default=10, ge=0, le=60)
    refresh_idle_days: float = Field(default=14, gt=0)
    refresh_longest_days: float = Field(default=60, gt=0)
    sign_ins_per_minute: int = Field(default=10, ge=0, le=1000)
    """Sign-ins and registrations per address (IPv6: per /64), over all replicas; 0 means no limit."""
    audit_days: int = Field(default=400, ge=1, le=36_500)
    """After how many days entries of the audit log are deleted."""
    registration: RegistrationMode = "open"
    """Who may register: every user, those with an invitation of an administrator, or none."""
    password_memory_kib: int = Field(default=19_456, ge=8)
    password_passes: int = Field(default=2, ge=1)
    password_lanes: int = Field(default=1, ge=1)
    password_threads: int = Field(default=2, ge=1, le=32)
    password_queue: int = Field(default=64, ge=0)
    """Sign-ins that may wait for a thread; the next one gets a 503."""
    password_shortest: int = Field(default=SHORTEST, ge=SHORTEST, le=64)
    """Fewest characters of a new password; NIST SP 800-63B-4 requires 15 where it is the only factor."""
    breached_passwords_file: Path | None = None
    """A file of breached passwords instead of the shipped one."""
    breached_passwords_url: str | None = None
    """Base URL of a range API of breached passwords; without one, no new password causes a call."""
    passkey_domain: str | None = None
    """The domain to which passkeys belong (WebAuthn); by default the host of the web application."""
    passkey_origins: CommaList[str] = ("http://localhost:3000", "http://localhost:3002")
    """Origins of further pages that may use passkeys, comma-separated, with the scheme and the port."""
    trusted_proxies: CommaList[str] = ("127.0.0.1", "::1")
    """Addresses or networks of the gateways whose X-Forwarded-For is used, comma-separated."""
    avatar_url: str | None = None
    """Where pictures of users are read, for example at a CDN in front of the bucket; by default at the gateway."""
    location_file: Path | None = None
    """File of locations of addresses in MaxMind's format, which sessions show; it is read again when it changes."""
    bootstrap_admin_email: str | None = None
    bootstrap_admin_username: str = "admin"
    bootstrap_admin_password: SecretStr | None = Field(default=None, min_length=8)

    public_url: str = "http://localhost:8000"
    """The gateway as browsers reach it; providers send their users back to a path below it."""
    web_url: str | None = None
    """The web application as browsers reach it; by default at the gateway."""
    return_urls: CommaList[str] = ()
    """URLs of other clients to which a browser may be sent after a sign-in with a provider, comma-separated."""
    device_page: str | None = None
    """Page on which users type the code of a device that signs in; by default that of the web application."""
    device_limit: int = Field(default=4, ge=1, le=1000)
    """Devices that a user without a plan may register; billing states how many a plan permits."""
    oidc_providers: ProviderList = ()
    """OpenID providers: a JSON list, or the path of a file that holds one."""
    oidc_loopback: bool = False
    """Whether providers on this machine may be called, and without TLS; for development only."""
    proxy_sign_in: bool = False
    """Whether a reverse proxy in front of the gateway may sign users in."""
    proxy_user: ProxyUserNaming = "email"
    """What that proxy states of a user: the e-mail address or the username."""
    proxy_user_secret: SecretStr | None = None
    """Secret of at least 32 characters with which gateways sign these users (`GATEWAY_PROXY_USER_SECRET`)."""

    @property
    def site(self) -> str:
        """Return the address of the web application, without a slash."""
        return (self.web_url or self.public_url).rstrip("/")

    @property
    def permitted_returns(self) -> tuple[str, ...]:
        """Return the URLs to which a browser may be sent after a sign-in with a provider."""
        return (f"{self.site}/sign-in/return", *self.return_urls)

    @property
    def device_address(self) -> str:
        """Return the page for the codes of devices."""
        return self.device_page or f"{self.site}/device"

    @property
    def passkey_pages(self) -> tuple[str, ...]:
        """Return the origins of the pages that may use passkeys."""
        parts = urlsplit(self.site)
        return (f"{parts.scheme}://{parts.netloc}", *self.passkey_origins)

    @property
    def passkey_owner(self) -> str:
        """Return the domain to which passkeys belong."""
        return self.passkey_domain or urlsplit(self.site).hostname or "localhost"

    @model_validator(mode="after")
    def _proxy_users_are_signed(self) -> Self:
        secret = self.proxy_user_secret.get_secret_value() if self.proxy_user_secret else ""
        if self.proxy_sign_in and len(secret) < SECRET_CHARS:
            raise ValueError(f"proxy_sign_in needs proxy_user_secret of at least {SECRET_CHARS} characters")
        return self

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("bootstrap_admin_email", "bootstrap_admin_password", "location_file", "web_url", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.bootstrap_admin_email is None) != (self.bootstrap_admin_password is None):
            raise ValueError("bootstrap_admin_email and bootstrap_admin_password must be set together")
        return self
