"""Settings of notifications, from the environment."""

from chassis.settings import ServiceSettings, prefixed


class Settings(ServiceSettings):
    """Settings of notifications: `NOTIFICATIONS_…`."""

    model_config = prefixed("NOTIFICATIONS")
