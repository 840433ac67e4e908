"""The tables of the archive: they are known by their columns, since their names changed over the years."""

from typing import Final, Literal, get_args

from library.domain.imports.text.documents import Document

Part = Literal["tracking", "old_tracking", "seen", "rewatched", "votes", "rates", "liberator", "statuses", "followed"]

ORDER: Final[tuple[Part, ...]] = get_args(Part)
"""The table with the time of every play comes first, that of followed shows last: it matters which ones were begun."""

_COLUMNS: Final[tuple[tuple[tuple[str, ...], Part], ...]] = (
    (("key", "createdat", "seriesname"), "tracking"),
    (("key", "createdat", "sid"), "tracking"),
    (("typeuuidn", "type"), "old_tracking"),
    (("entitytype", "type", "createdat"), "old_tracking"),
    (("iswatched", "watchedat", "title"), "liberator"),
)
_LOGS: Final = ("seen_episode", "show_seen_episode", "watched_on_episode")
"""Names of older tables of episodes that were seen."""


def part_of(document: Document) -> Part | None:
    """Return what a table holds, null when it is not one of TV Time or of no use."""
    table, stem = document.table, document.stem
    part = next((part for columns, part in _COLUMNS if table.has(*columns)), None)
    if part:
        return part
    if stem.startswith("ratings") and table.has("votekey"):
        return "votes"
    return _of_shows(document) if table.has("tvshowname") else None


def _of_shows(document: Document) -> Part | None:
    table, stem = document.table, document.stem
    if stem.startswith(_LOGS) and table.has("episodenumber"):
        return "seen"
    if stem.startswith("rewatched_episode") and table.has("episodenumber", "cpt"):
        return "rewatched"
    if stem.startswith("user_show_special_status") and table.has("status"):
        return "statuses"
    if stem.startswith("tv_show_rate") and table.has("rating"):
        return "rates"
    return "followed" if table.has("tvshowid", "archived") and stem.startswith("followed") else None
