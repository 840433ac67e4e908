"""How much a user may keep in lists."""

from typing import Final

LISTS_PER_USER: Final = 500
ITEMS_PER_LIST: Final = 10_000
MEMBERS_PER_LIST: Final = 100
NAME_CHARACTERS: Final = 100
DESCRIPTION_CHARACTERS: Final = 2_000
URL_CHARACTERS: Final = 500
NOTE_CHARACTERS: Final = 500
