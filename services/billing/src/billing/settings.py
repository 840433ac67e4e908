"""Settings of billing, from the environment."""

from typing import Final

from pydantic import Field, SecretStr, field_validator

from chassis.settings import ServiceSettings, prefixed

MOST_SECRETS: Final = 2
"""Secrets that may sign messages at a time: the current one and the one that it replaces."""


class Settings(ServiceSettings):
    """Settings of billing: `BILLING_…`."""

    model_config = prefixed("BILLING")

    database_read_pool_size: int = Field(default=5, ge=1)
    """How many of the connections of `database_pool_size` store messages of providers."""
    web_url: str = "http://localhost:8000"
    """Address of the web application that providers send users back to."""
    job_concurrency: int = 16
    """Jobs that a worker runs at once."""
    seller: str = "Marquee"
    """Who sells, as invoices state it: the name, and more lines with the address and the number for tax."""
    stripe_secret_key: SecretStr | None = None
    """The key of Stripe's API; without one there is no Stripe."""
    stripe_webhook_secrets: SecretStr | None = None
    """The secrets that sign Stripe's messages, at most two, divided by commas or line breaks."""
    stripe_url: str = "https://api.stripe.com"
    stripe_taxes: bool = False
    """Whether Stripe calculates taxes: Stripe Tax must be set up in the account."""
    zarinpal_merchant_id: SecretStr | None = None
    """The id of the merchant at Zarinpal; without one there is no Zarinpal."""
    zarinpal_url: str = "https://payment.zarinpal.com"

    @field_validator("stripe_secret_key", "stripe_webhook_secrets", "zarinpal_merchant_id", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("stripe_webhook_secrets")
    @classmethod
    def _limit_secrets(cls, value: SecretStr | None) -> SecretStr | None:
        if len(_secrets_in(value)) > MOST_SECRETS:
            raise ValueError(f"must be at most {MOST_SECRETS} secrets")
        return value

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """The secrets that sign Stripe's messages."""
        return _secrets_in(self.stripe_webhook_secrets)


def _secrets_in(value: SecretStr | None) -> tuple[str, ...]:
    return () if value is None else tuple(value.get_secret_value().replace(",", " ").split())
