"""Issuing licences of the systems of vendors."""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from playback.application.keys.drm import LicenseRequest, LicenseSystems
from playback.application.keys.releasing import KeyRequest, ReleaseKeys
from playback.domain.keys.errors import InvalidLicenseRequest, LicenseServerRefused, LicenseServerUnavailable
from playback.domain.keys.release import Outcome, Requester, System

MOST_BYTES: Final = 65_536
"""The largest request of a device: they have some thousand bytes."""


@dataclass(frozen=True, slots=True)
class License:
    """The response of a licence server."""

    content: bytes = field(repr=False)
    media_type: str


class IssueLicense:
    """Decides about the keys of a playback session, and lets a licence server put them into a licence."""

    def __init__(self, systems: LicenseSystems, release_keys: ReleaseKeys, clock: Clock) -> None:
        self._systems = systems
        self._release_keys = release_keys
        self._clock = clock

    async def __call__(self, name: System, session_id: UUID, requester: Requester, challenge: bytes) -> License:
        """Return the response for a device.

        Raise SystemNotConfigured, InvalidLicenseRequest, LicenseServerRefused, LicenseServerUnavailable, and the errors
        of a release.
        """
        system = self._systems.get(name)
        if not 0 < len(challenge) <= MOST_BYTES:
            raise InvalidLicenseRequest(f"it has 1 to {MOST_BYTES} bytes")
        request = KeyRequest(session_id, requester, name, None if system.needs_keys(challenge) else ())
        released = await self._release_keys(request)
        session = released.session
        order = LicenseRequest(
            challenge,
            f"{session.asset_id}/{session.version}",
            released.keys,
            self._clock.now(),
            session.expires_at,
        )
        try:
            content = await system.issue(order)
        except LicenseServerRefused:
            await self._release_keys.record(request, released, Outcome.SERVER_REFUSED)
            raise
        except LicenseServerUnavailable:
            await self._release_keys.record(request, released, Outcome.SERVER_FAILED)
            raise
        return License(content, system.media_type)
