"""Settings of delivery: `PLAYBACK_DELIVERY_…`, and those of the CDN."""

from collections.abc import Collection
from typing import ClassVar, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from egress.policy import Purpose
from egress.settings import EgressSettings
from objects.prefix_tokens import PrefixTokenKeys
from playback.infrastructure.delivery.cloudfront import private_key

NONE = SecretStr("")


class DeliverySettings(EgressSettings):
    """How players get the files of a video."""

    delivery: Literal["edge", "cloudfront", "cloudflare", "nginx"] = "edge"
    """Who sends the files: the gateway, or a CDN in front of the storage."""
    delivery_keys: SecretStr = NONE
    """Keys of the tokens for the gateway, as `id:hex[,id:hex]` with 32 bytes each: the first signs, all verify. The
    same as `GATEWAY_DELIVERY_KEYS`. Without keys nothing can be played."""
    delivery_url: str = Field(default="", pattern=r"^$|^https?://[^\s?#]+$")
    """Public address of the gateway, or of the CDN; with an empty one addresses begin with the path."""
    delivery_secret: SecretStr = NONE
    """The secret that Cloudflare's rule or nginx's configuration has."""
    delivery_cookie_domain: str | None = None
    """Domain of CloudFront's cookies, which API and CDN share: `example.org`."""
    cloudfront_key_pair: str = ""
    """Id of the public key at CloudFront."""
    cloudfront_private_key: SecretStr = NONE
    """Its private RSA key, in PEM."""
    cloudfront_distribution: str = ""
    """Id of the distribution, for invalidations; without it nothing is purged."""
    cloudfront_access_key: str = ""
    cloudfront_secret_key: SecretStr = NONE
    """Access key of AWS that may create invalidations."""
    cloudfront_api_url: str = "https://cloudfront.amazonaws.com"
    cloudflare_token_seconds: int = Field(default=21_600, ge=60)
    """The lifetime of tokens that Cloudflare's rule states."""
    cloudflare_zone: str = ""
    """Id of the zone, for purges; without it nothing is purged."""
    cloudflare_api_token: SecretStr = NONE
    cloudflare_api_url: str = "https://api.cloudflare.com"
    PURPOSES: ClassVar[Collection[Purpose]] = ("purging",)

    @field_validator("delivery_keys")
    @classmethod
    def _can_be_read(cls, keys: SecretStr) -> SecretStr:
        if keys.get_secret_value():
            PrefixTokenKeys.parse(keys.get_secret_value())
        return keys

    @field_validator("cloudfront_private_key")
    @classmethod
    def _is_a_key(cls, pem: SecretStr) -> SecretStr:
        if pem.get_secret_value():
            private_key(pem.get_secret_value())
        return pem

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        """Reject a CDN without its address and secrets: nothing could be played."""
        needed = {
            "edge": (),
            "cloudfront": ("delivery_url", "cloudfront_key_pair", "cloudfront_private_key"),
            "cloudflare": ("delivery_url", "delivery_secret"),
            "nginx": ("delivery_url", "delivery_secret"),
        }[self.delivery]
        absent = [name for name in needed if not _text(getattr(self, name))]
        if absent:
            raise ValueError(f"delivery {self.delivery} needs {', '.join(absent)}")
        return self


def _text(value: SecretStr | str) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value
