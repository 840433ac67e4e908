"""All tables of the library."""

from typing import Final

from library.infrastructure.entries.tables import entries
from library.infrastructure.external_lists.tables import external_followers, external_list_items, external_lists
from library.infrastructure.imports.tables import (
    import_chunks,
    import_keys,
    import_rows,
    imports,
    jobs,
    locks,
    schedules,
)
from library.infrastructure.lists.tables import list_items, list_links, list_members, list_reactions, lists
from library.infrastructure.metadata import inbox, metadata, outbox
from library.infrastructure.plays.tables import marks, play_counts, plays, title_refolds
from library.infrastructure.positions.tables import positions, viewings
from library.infrastructure.rankings.tables import title_ratings
from library.infrastructure.saved.tables import actions, saved_items
from library.infrastructure.scrobbling.tables import scrobble_keys, scrobble_matches, unmatched_scrobbles
from library.infrastructure.statistics.tables import statistics_documents
from library.infrastructure.subscriptions.tables import (
    announced_episodes,
    subscription_occurrences,
    subscriptions,
    upcoming_dates,
)
from library.infrastructure.titles.tables import season_parts, titles
from library.infrastructure.users.tables import stored_responses, users

__all__ = [
    "READ_MODEL",
    "actions",
    "announced_episodes",
    "entries",
    "external_followers",
    "external_list_items",
    "external_lists",
    "import_chunks",
    "import_keys",
    "import_rows",
    "imports",
    "inbox",
    "jobs",
    "list_items",
    "list_links",
    "list_members",
    "list_reactions",
    "lists",
    "locks",
    "marks",
    "metadata",
    "outbox",
    "play_counts",
    "plays",
    "positions",
    "saved_items",
    "schedules",
    "scrobble_keys",
    "scrobble_matches",
    "season_parts",
    "statistics_documents",
    "stored_responses",
    "subscription_occurrences",
    "subscriptions",
    "title_ratings",
    "title_refolds",
    "titles",
    "unmatched_scrobbles",
    "upcoming_dates",
    "users",
    "viewings",
]

READ_MODEL: Final = (
    titles,
    season_parts,
    upcoming_dates,
    external_lists,
    external_list_items,
    external_followers,
    inbox,
)
"""What `replay` empties before it reads the log again; users' own data stays."""
