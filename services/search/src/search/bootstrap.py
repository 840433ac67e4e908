"""The composition root."""

from dataclasses import dataclass

from chassis.http.tokens import TokenVerifier
from chassis.runtime.background import Background
from chassis.runtime.health import Health
from chassis.service_runtime import create_verifier
from search.application import Application
from search.settings import Settings


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    settings: Settings
    application: Application
    health: Health
    verifier: TokenVerifier

    def backgrounds(self) -> list[Background]:
        """Return the background tasks: what keeps the index up to date."""
        return []


def build(settings: Settings) -> Container:
    """Create the service; open no connection."""
    return Container(settings, Application(), Health(), create_verifier(settings))
