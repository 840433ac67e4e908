"""Port of the systems whose licences come from the licence server of a vendor."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from playback.application.keys.releasing import ReleasedKey
from playback.domain.keys.errors import SystemNotConfigured
from playback.domain.keys.release import System


@dataclass(frozen=True, slots=True)
class LicenseRequest:
    """What a device requests, and what may be in its licence."""

    challenge: bytes = field(repr=False)
    """The request of the device, which only the licence server can read."""
    content_id: str
    """The version that is played, as the licence server may log it."""
    keys: tuple[ReleasedKey, ...]
    now: datetime
    expires_at: datetime
    """When the licence ends at the latest."""


class LicenseSystem(Protocol):
    """Issues licences of one system."""

    @property
    def name(self) -> System:
        """Return the system."""
        ...

    @property
    def media_type(self) -> str:
        """Return the media type of its licences."""
        ...

    def needs_keys(self, challenge: bytes) -> bool:
        """Return whether the response to a request contains keys; a device may request a certificate first."""
        ...

    async def issue(self, request: LicenseRequest) -> bytes:
        """Return the response for the device; raise LicenseServerRefused or LicenseServerUnavailable."""
        ...

    async def close(self) -> None:
        """Close its connections."""
        ...


class LicenseSystems:
    """The systems with credentials."""

    def __init__(self, systems: Collection[LicenseSystem] = (), fairplay_certificate: bytes | None = None) -> None:
        """`fairplay_certificate` is what devices of Apple need before they request a licence."""
        self._systems = {system.name: system for system in systems}
        self._certificate = fairplay_certificate

    def get(self, name: System) -> LicenseSystem:
        """Return a system; raise SystemNotConfigured."""
        system = self._systems.get(name)
        if system is None:
            raise SystemNotConfigured(name)
        return system

    @property
    def names(self) -> Collection[System]:
        """Return the systems with credentials."""
        return self._systems.keys()

    @property
    def fairplay_certificate(self) -> bytes:
        """Return the certificate; raise SystemNotConfigured."""
        if self._certificate is None:
            raise SystemNotConfigured(System.FAIRPLAY)
        return self._certificate

    async def close(self) -> None:
        """Close the connections of every system."""
        for system in self._systems.values():
            await system.close()
