"""Composition of licensing."""

from chassis.core.clock import Clock
from playback.application.keys.drm import LicenseSystem, LicenseSystems
from playback.domain.keys.release import System
from playback.infrastructure.licensing.axinom import Axinom
from playback.infrastructure.licensing.settings import LicensingSettings
from playback.infrastructure.licensing.widevine import Widevine


def license_systems(settings: LicensingSettings, clock: Clock) -> LicenseSystems:
    """Return the systems with credentials; open no connection."""
    systems: list[LicenseSystem] = []
    urls = [url for url in (settings.widevine_url, settings.playready_url, settings.fairplay_url) if url is not None]
    guard = settings.server_guard("licences", urls, clock)
    if (provider := settings.read_widevine_provider()) is not None:
        systems.append(Widevine(provider, settings.widevine_url, guard, clock))
    if (key := settings.read_communication_key()) is not None:
        if settings.playready_url is not None:
            systems.append(Axinom(System.PLAYREADY, key, settings.playready_url, guard, clock))
        if settings.fairplay_url is not None:
            systems.append(Axinom(System.FAIRPLAY, key, settings.fairplay_url, guard, clock))
    return LicenseSystems(systems, settings.read_fairplay_certificate())
