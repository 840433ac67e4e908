"""Use cases of playback."""

from dataclasses import dataclass

from playback.application.assets.management import ManageAssets
from playback.application.assets.playable import ReadPlayable
from playback.application.keys.creating import CreateContentKeys


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    manage_assets: ManageAssets
    read_playable: ReadPlayable
    create_content_keys: CreateContentKeys
