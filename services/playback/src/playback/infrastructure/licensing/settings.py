"""Settings of licence servers: `WIDEVINE_…`, `AXINOM_…`, `PLAYREADY_…`, `FAIRPLAY_…` under the prefix of playback."""

import base64
import binascii
from collections.abc import Collection
from typing import ClassVar, Final, Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import SecretStr, field_validator, model_validator

from egress.policy import Purpose
from egress.settings import EgressSettings
from playback.infrastructure.licensing.axinom import CommunicationKey
from playback.infrastructure.licensing.widevine import WidevineProvider

KEY_BYTES: Final = 32
IV_BYTES: Final = 16
_OWN_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class LicensingSettings(EgressSettings):
    """The accounts at licence servers. A system without one is absent."""

    widevine_url: str = "https://license.widevine.com/cenc/getlicense"
    widevine_provider: str | None = None
    """The name of the account at Google; without one there is no Widevine."""
    widevine_key: SecretStr | None = None
    """32 bytes in hexadecimal digits, which sign messages together with the IV."""
    widevine_iv: SecretStr | None = None
    """16 bytes in hexadecimal digits."""
    axinom_key_id: UUID | None = None
    """The id of the communication key at Axinom; without one there is neither PlayReady nor FairPlay."""
    axinom_key: SecretStr | None = None
    """The communication key: 32 bytes in Base64."""
    playready_url: str | None = None
    """Where Axinom issues licences of PlayReady for this account; without it there is no PlayReady."""
    fairplay_url: str | None = None
    """Where Axinom issues licences of FairPlay for this account; without it there is no FairPlay."""
    fairplay_certificate: str | None = None
    """The certificate of the application that Apple has issued: DER in Base64. It is public."""
    PURPOSES: ClassVar[Collection[Purpose]] = ("licences",)

    @field_validator(
        "widevine_provider",
        "widevine_key",
        "widevine_iv",
        "axinom_key_id",
        "axinom_key",
        "playready_url",
        "fairplay_url",
        "fairplay_certificate",
        mode="before",
    )
    @classmethod
    def _empty_account_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("widevine_url", "playready_url", "fairplay_url")
    @classmethod
    def _encrypted(cls, url: str | None) -> str | None:
        """Accept HTTPS only, since keys are sent, but on this machine."""
        if url is not None:
            parts = urlsplit(url)
            if parts.hostname is None or (parts.scheme != "https" and parts.hostname not in _OWN_HOSTS):
                raise ValueError("must begin with https://")
        return url

    @model_validator(mode="after")
    def _accounts_can_be_read(self) -> Self:
        self.read_widevine_provider()
        self.read_communication_key()
        if self.fairplay_url is not None and self.read_fairplay_certificate() is None:
            raise ValueError("FAIRPLAY_URL needs FAIRPLAY_CERTIFICATE")
        if (self.playready_url or self.fairplay_url) and self.axinom_key is None:
            raise ValueError("PLAYREADY_URL and FAIRPLAY_URL need AXINOM_KEY_ID and AXINOM_KEY")
        return self

    def read_widevine_provider(self) -> WidevineProvider | None:
        """Return the account at Google, if there is one."""
        if self.widevine_provider is None:
            return None
        return WidevineProvider(
            self.widevine_provider,
            _hexadecimal("WIDEVINE_KEY", self.widevine_key, KEY_BYTES),
            _hexadecimal("WIDEVINE_IV", self.widevine_iv, IV_BYTES),
        )

    def read_communication_key(self) -> CommunicationKey | None:
        """Return the key at Axinom, if there is one."""
        if self.axinom_key_id is None or self.axinom_key is None:
            return None
        key = _base64(self.axinom_key.get_secret_value())
        if len(key) != KEY_BYTES:
            raise ValueError(f"AXINOM_KEY must be {KEY_BYTES} bytes in Base64")
        return CommunicationKey(self.axinom_key_id, key)

    def read_fairplay_certificate(self) -> bytes | None:
        """Return the certificate for devices of Apple, if there is one."""
        if self.fairplay_certificate is None:
            return None
        certificate = _base64(self.fairplay_certificate)
        if not certificate:
            raise ValueError("FAIRPLAY_CERTIFICATE must be Base64")
        return certificate


def _base64(text: str) -> bytes:
    """Return the bytes of a text in Base64, and none for any other text."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def _hexadecimal(name: str, secret: SecretStr | None, count: int) -> bytes:
    try:
        value = bytes.fromhex("" if secret is None else secret.get_secret_value())
    except ValueError:
        value = b""
    if len(value) != count:
        raise ValueError(f"{name} must be {count} bytes in hexadecimal digits")
    return value
