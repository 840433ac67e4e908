"""How many statements of each kind a file has, for the preview of its import."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from library.domain.imports.kept import SavedTitle, StoppedAt, Subscribed
from library.domain.imports.rows import (
    Action,
    ListMember,
    Mark,
    Note,
    ParsedFile,
    Play,
    Rating,
    Recorded,
    SeenUntil,
    Tags,
)
from library.domain.plays.items import NewPlay

_NAMES: Final[Mapping[type[Action], str]] = {
    Play: "plays",
    Mark: "states",
    SeenUntil: "progress",
    Rating: "ratings",
    Note: "notes",
    Tags: "tags",
    SavedTitle: "savedItems",
    Subscribed: "subscriptions",
    StoppedAt: "positions",
}
_OF_MARKS: Final = {
    "state": "states",
    "progress": "progress",
    "rating": "ratings",
    "notes": "notes",
    "tags": "tags",
    "rewatch": "rewatches",
}


def contents_of(parsed: ParsedFile) -> Mapping[str, int]:
    """Return the number of statements by their kind; kinds that the file does not have are left out."""
    counts: Counter[str] = Counter()
    for row in parsed.rows:
        for action in row.actions:
            counts[_name(action)] += action.count if isinstance(action, Play) else 1
    for header in parsed.lists:
        counts["lists" if header.rules is None else "smartLists"] += 1
    return dict(sorted(counts.items()))


def _name(action: Action) -> str:
    if isinstance(action, Recorded):
        return "plays" if isinstance(action.item, NewPlay) else _OF_MARKS[action.item.kind]
    if isinstance(action, ListMember):
        return "watchlist" if action.list_name is None else "listItems"
    return _NAMES[type(action)]
