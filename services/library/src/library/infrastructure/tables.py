"""All tables of the library."""

from typing import Final

from library.infrastructure.entries.tables import entries
from library.infrastructure.lists.tables import list_items, list_links, list_members, list_reactions, lists
from library.infrastructure.metadata import inbox, metadata, outbox
from library.infrastructure.plays.tables import marks, plays, title_refolds
from library.infrastructure.titles.tables import season_parts, titles
from library.infrastructure.users.tables import stored_responses, users

__all__ = [
    "READ_MODEL",
    "entries",
    "inbox",
    "list_items",
    "list_links",
    "list_members",
    "list_reactions",
    "lists",
    "marks",
    "metadata",
    "outbox",
    "plays",
    "season_parts",
    "stored_responses",
    "title_refolds",
    "titles",
    "users",
]

READ_MODEL: Final = (titles, season_parts, inbox)
"""What `replay` empties before it reads the log again; entries are the service's own data and stay."""
