"""Settings of delivery: `PLAYBACK_DELIVERY_…`."""

from pydantic import Field, SecretStr, field_validator

from chassis.settings import EnvironmentSettings
from objects.prefix_tokens import PrefixTokenKeys


class DeliverySettings(EnvironmentSettings):
    """How players get the files of a video."""

    delivery_keys: SecretStr = SecretStr("")
    """Keys of the tokens for the gateway, as `id:hex[,id:hex]` with 32 bytes each: the first signs, all verify. The
    same as `GATEWAY_DELIVERY_KEYS`. Without keys nothing can be played."""
    delivery_url: str = Field(default="", pattern=r"^$|^https?://[^\s?#]+$")
    """Public address of the gateway, or of the CDN; with an empty one addresses begin with the path."""

    @field_validator("delivery_keys")
    @classmethod
    def _can_be_read(cls, keys: SecretStr) -> SecretStr:
        if keys.get_secret_value():
            PrefixTokenKeys.parse(keys.get_secret_value())
        return keys
