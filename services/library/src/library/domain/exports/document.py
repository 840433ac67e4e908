"""The JSON export: one document with a section per subject, of which `domain.imports.formats.marquee` reads all.

A member that is null may be missing. A reader must accept members and sections that it does not know; anything else is
a new version.
"""

from typing import Final

FORMAT: Final = "marquee"
VERSION: Final = 1

TITLES: Final = "titles"
PLAYS: Final = "plays"
MARKS: Final = "marks"
LISTS: Final = "lists"
LIST_ITEMS: Final = "listItems"
SAVED_ITEMS: Final = "savedItems"
SUBSCRIPTIONS: Final = "subscriptions"
OCCURRENCES: Final = "subscriptionOccurrences"
POSITIONS: Final = "positions"
