"""Use cases of playback."""

from dataclasses import dataclass

from playback.application.assets.management import ManageAssets


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    manage_assets: ManageAssets
