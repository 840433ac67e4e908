"""How much a user may keep in playlists."""

from typing import Final

PLAYLISTS_PER_USER: Final = 1_000
ENTRIES_PER_PLAYLIST: Final = 10_000
ENTRIES_PER_REQUEST: Final = 1_000
COLLABORATORS_PER_PLAYLIST: Final = 100
NAME_CHARACTERS: Final = 100
DESCRIPTION_CHARACTERS: Final = 2_000
