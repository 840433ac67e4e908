"""Settings of billing, from the environment."""

from chassis.settings import ServiceSettings, prefixed


class Settings(ServiceSettings):
    """Settings of billing: `BILLING_…`."""

    model_config = prefixed("BILLING")
