"""Settings of the channels besides mail."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from chassis.core.public_addresses import AddressRules
from chassis.settings import CommaList, EnvironmentSettings


class OutgoingSettings(EnvironmentSettings):
    """What may be called at the URLs that users choose."""

    outgoing_networks: CommaList[IPv4Network | IPv6Network] = ()
    """Private networks that may be called too, comma-separated; for installations whose users share them."""
    outgoing_ports: CommaList[int] = (80, 443, 8443)
    outgoing_http: bool = False
    """Whether URLs may begin with `http://`."""

    @property
    def outgoing_rules(self) -> AddressRules:
        """Return the rules of outgoing calls."""
        return AddressRules(self.outgoing_networks, frozenset(self.outgoing_ports), self.outgoing_http)


class PushSettings(EnvironmentSettings):
    """The key by which push services recognize this installation."""

    vapid_key: SecretStr | None = None
    """Private key of P-256, 32 bytes in base64url; without one there is no web push. Another key ends every
    subscription."""
    vapid_subject: str = Field(default="https://github.com", pattern=r"^(mailto:|https://)\S+$")
    """Where push services reach the operator."""


class SmsSettings(EnvironmentSettings):
    """How SMS are sent; without a URL and a folder there are none."""

    sms_url: SecretStr | None = None
    """URL of the provider, with the placeholders `{to}`, `{text}`, `{id}` and `{password}`."""
    sms_method: Literal["GET", "POST", "PUT"] = "POST"
    sms_body: SecretStr = SecretStr("")
    """Body of the request, with the same placeholders."""
    sms_format: Literal["form", "json"] = "form"
    sms_headers: dict[str, str] = {}
    """JSON object; values may have the placeholder `{password}`."""
    sms_user: str | None = None
    """With the password: HTTP Basic authentication."""
    sms_password: SecretStr = SecretStr("")
    sms_folder: Path | None = None
    """Folder of files instead of a provider, for development."""

    @model_validator(mode="after")
    def _require_one_way(self) -> Self:
        if self.sms_url is not None and self.sms_folder is not None:
            raise ValueError("sms_url and sms_folder exclude each other")
        return self


class ChannelSettings(OutgoingSettings, PushSettings, SmsSettings):
    """All of them."""

    services: CommaList[str] | None = None
    """Services that users may have targets at, comma-separated; default: all that are supported."""
