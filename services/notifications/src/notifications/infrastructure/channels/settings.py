"""Settings of web push, SMS and services."""

from collections.abc import Collection, Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, Json, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import NoDecode

from chassis.core.clock import Clock
from chassis.core.outgoing.public_addresses import AddressRules
from chassis.settings import CommaList, EnvironmentSettings
from egress.clients.user_urls import GuardedClient
from egress.guard import EgressGuard
from egress.http import EgressClient
from egress.policy import Purpose
from egress.settings import EgressSettings
from notifications.application.deliveries.channels import Channel
from notifications.infrastructure.channels.service_addresses import SERVICES, ServiceAddresses
from notifications.infrastructure.channels.services import ServiceChannel
from notifications.infrastructure.channels.sms import SECONDS as SMS_SECONDS
from notifications.infrastructure.channels.sms import SmsChannel, SmsProvider
from notifications.infrastructure.channels.sms_files import SmsFiles
from notifications.infrastructure.channels.vapid import VapidKey
from notifications.infrastructure.channels.webpush import WebPushChannel

PUSH_SECONDS = 15.0


class OutgoingSettings(EgressSettings):
    """What may be called at the URLs that users choose."""

    outgoing_networks: CommaList[IPv4Network | IPv6Network] = ()
    """Private networks that may be called too, comma-separated; for installations whose users share them."""
    outgoing_ports: CommaList[int] = (80, 443, 8443)
    outgoing_http: bool = False
    """Whether URLs may begin with `http://`."""
    PURPOSES: ClassVar[Collection[Purpose]] = ("webhooks", "push", "services")

    def outgoing_rules(self, purpose: Purpose) -> AddressRules:
        """Return the rules of URLs that users choose."""
        rules = self.egress_rules(purpose)
        networks = (*self.outgoing_networks, *rules.networks)
        return AddressRules(networks, frozenset(self.outgoing_ports), self.outgoing_http or rules.http)

    def outgoing_guard(self, purpose: Purpose, clock: Clock) -> EgressGuard:
        """Return the guard of calls to URLs that users choose."""
        return self.egress_guard(
            purpose,
            clock,
            ports=self.outgoing_ports,
            networks=self.outgoing_networks,
            https_only=not self.outgoing_http,
        )


class PushSettings(EnvironmentSettings):
    """The key by which push services recognize this installation; without one there is no web push."""

    vapid_key: SecretStr | None = None
    """Private key of P-256: 32 bytes in base64url. Another key ends every subscription."""
    vapid_subject: str | None = Field(default=None, pattern=r"^(mailto:|https://)\S+$")
    """Where push services reach the operator: `mailto:` or `https://`."""

    @field_validator("vapid_key", "vapid_subject", mode="before")
    @classmethod
    def _empty_is_no_push(cls, value: object) -> object:
        return None if value == "" else value

    @model_validator(mode="after")
    def _push_is_complete(self) -> Self:
        if self.vapid_key is not None and self.vapid_subject is None:
            raise ValueError("vapid_key needs vapid_subject")
        return self

    def read_vapid_key(self) -> VapidKey | None:
        """Return the key; raise BadVapidKey."""
        if self.vapid_key is None or self.vapid_subject is None:
            return None
        return VapidKey(self.vapid_key.get_secret_value(), self.vapid_subject)


class SmsSettings(EgressSettings):
    """How SMS are sent; without a URL and a folder there are none."""

    sms_url: SecretStr | None = None
    """URL of the provider, with the placeholders `{to}`, `{text}`, `{id}` and `{password}`."""
    sms_method: Literal["GET", "POST", "PUT"] = "POST"
    sms_body: str = Field(default="", repr=False)
    """Body of the request, with the same placeholders."""
    sms_format: Literal["form", "json"] = "form"
    """How values are written into the body."""
    sms_headers: Annotated[Mapping[str, str] | Json[Mapping[str, str]], NoDecode] = Field(default={}, repr=False)
    """JSON object; values may have the placeholder `{password}`."""
    sms_user: str | None = None
    """With the password: HTTP Basic authentication."""
    sms_password: SecretStr = SecretStr("")
    sms_folder: Path | None = None
    """A folder of files instead of a provider, for development."""
    PURPOSES: ClassVar[Collection[Purpose]] = ("sms",)

    @field_validator("sms_url", "sms_user", "sms_folder", mode="before")
    @classmethod
    def _empty_is_no_sms(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("sms_method", "sms_format", "sms_headers", mode="before")
    @classmethod
    def _empty_is_the_default(cls, value: object, info: ValidationInfo) -> object:
        return cls.model_fields[str(info.field_name)].default if value == "" else value

    @model_validator(mode="after")
    def _sms_has_one_way(self) -> Self:
        if self.sms_url is not None and self.sms_folder is not None:
            raise ValueError("sms_url and sms_folder exclude each other")
        return self

    def open_sms(self, clock: Clock) -> Channel | None:
        """Return the adapter that the settings name."""
        if self.sms_folder is not None:
            return SmsFiles(self.sms_folder, clock)
        if self.sms_url is None:
            return None
        provider = SmsProvider(
            self.sms_url.get_secret_value(),
            self.sms_method,
            self.sms_body,
            self.sms_format,
            self.sms_headers,
            self.sms_user,
            self.sms_password.get_secret_value(),
        )
        guard = self.server_guard("sms", [self.sms_url.get_secret_value()], clock)
        return SmsChannel(provider, EgressClient(guard, seconds=SMS_SECONDS, decompress=False), clock)


class TargetSettings(OutgoingSettings, PushSettings, SmsSettings):
    """Settings of the channels that have targets."""

    targets_per_user: int = Field(default=20, ge=1, le=1000)
    services: CommaList[str] = tuple(SERVICES)
    """Services that users may have targets at, comma-separated; empty for none."""

    @field_validator("services")
    @classmethod
    def _services_are_known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(value) - SERVICES.keys():
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(SERVICES)}")
        return value

    def service_addresses(self) -> ServiceAddresses:
        """Return the check of addresses of services."""
        return ServiceAddresses(self.services, self.outgoing_rules("services"))

    def open_target_channels(self, clock: Clock, *, threads: int) -> dict[str, Channel]:
        """Return the adapter of each channel that the settings name."""
        channels: dict[str, Channel] = {}
        if (key := self.read_vapid_key()) is not None:
            push = self.outgoing_guard("push", clock)
            client = GuardedClient(self.outgoing_rules("push"), push, seconds=PUSH_SECONDS)
            channels["webpush"] = WebPushChannel(client, key, clock)
        if (sms := self.open_sms(clock)) is not None:
            channels["sms"] = sms
        if self.services:
            guard = self.outgoing_guard("services", clock)
            channels["service"] = ServiceChannel(
                self.service_addresses(), self.outgoing_rules("services"), guard, clock, threads=threads
            )
        return channels
