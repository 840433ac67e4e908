"""The sections of an export, one per table of a user's data; a subject adds its tables here.

A table with the column `user_id` is in a section, or in `LEFT_OUT` with the reason.
"""

from collections.abc import Mapping
from typing import Final

from library.domain.exports.document import (
    LIST_ITEMS,
    LISTS,
    MARKS,
    OCCURRENCES,
    PLAYS,
    POSITIONS,
    SAVED_ITEMS,
    SUBSCRIPTIONS,
    TITLES,
)
from library.infrastructure.entries.tables import entries
from library.infrastructure.exports.journal import marks_of, plays_of
from library.infrastructure.exports.sections import Section, rows_of
from library.infrastructure.exports.shared import items_of_own_lists, titles_of
from library.infrastructure.imports.tables import import_keys, imports
from library.infrastructure.lists.tables import list_items, list_members, list_reactions, lists
from library.infrastructure.plays.tables import marks, plays
from library.infrastructure.positions.tables import positions, viewings
from library.infrastructure.saved.tables import actions, saved_items
from library.infrastructure.scrobbling.tables import scrobble_keys, scrobble_matches, unmatched_scrobbles
from library.infrastructure.subscriptions.tables import subscription_occurrences, subscriptions

DERIVED_COLUMNS: Final = ("kind", "tmdb_id", "season", "episode", "journaled_version")
"""Columns of entries that other columns or titles have."""

SECTIONS: Final = (
    Section(TITLES, None, titles_of),
    Section(PLAYS, plays, plays_of),
    Section(MARKS, marks, marks_of),
    Section("entries", entries, rows_of(entries, without=DERIVED_COLUMNS, where=entries.c.state.is_not(None))),
    Section(LISTS, lists, rows_of(lists, identifier="list_id", without=("version",))),
    Section(LIST_ITEMS, list_items, items_of_own_lists),
    Section("listMemberships", list_members, rows_of(list_members)),
    Section("listReactions", list_reactions, rows_of(list_reactions)),
    Section(SAVED_ITEMS, saved_items, rows_of(saved_items)),
    Section(SUBSCRIPTIONS, subscriptions, rows_of(subscriptions, identifier="subscription_id")),
    Section(OCCURRENCES, subscription_occurrences, rows_of(subscription_occurrences)),
    Section("actions", actions, rows_of(actions)),
    Section(POSITIONS, positions, rows_of(positions)),
    Section("viewings", viewings, rows_of(viewings)),
    Section("unmatchedScrobbles", unmatched_scrobbles, rows_of(unmatched_scrobbles, identifier="scrobble_id")),
    Section("scrobbleMatches", scrobble_matches, rows_of(scrobble_matches)),
    Section("scrobbleKeys", scrobble_keys, rows_of(scrobble_keys, identifier="key_id")),
    Section("imports", imports, rows_of(imports, identifier="import_id")),
    Section("importKeys", import_keys, rows_of(import_keys)),
)

LEFT_OUT: Final[Mapping[str, str]] = {
    "users": "a copy of the preferences, which auth exports, and the lock of the user",
    "import_chunks": "files that the user has uploaded, until they are read",
    "import_rows": "rows of those files, which the import itself returns",
    "external_lists": "a copy of lists of other sites, which users follow and do not own",
    "external_followers": "which of these a user follows, as the lists that follow them are exported",
    "announced_episodes": "which announcements of episodes were made, which follow from the subscriptions",
    "play_counts": "the number of the plays",
    "statistics_documents": "figures that are computed from the plays",
    "stored_responses": "responses of the last 24 hours, whose content the other sections have",
}
"""Tables with data of users that an export does not have, and why."""
