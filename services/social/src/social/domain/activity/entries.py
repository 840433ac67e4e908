"""What a change of a user's entry for a title does to the items of the feed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from social.domain.activity.activity import ActivityKind

WatchState = Literal["planned", "watching", "completed", "dropped"]

_BEGINS: Final[dict[WatchState, ActivityKind]] = {
    "planned": ActivityKind.PLANNED,
    "watching": ActivityKind.STARTED,
    "completed": ActivityKind.FINISHED,
}
_ENDS: Final[dict[WatchState | None, tuple[ActivityKind, ...]]] = {
    # What is not planned any more was begun; what is planned again, or in no state, was not.
    "planned": (ActivityKind.STARTED, ActivityKind.FINISHED),
    "watching": (ActivityKind.PLANNED,),
    "completed": (ActivityKind.PLANNED,),
    "dropped": (ActivityKind.PLANNED, ActivityKind.FINISHED),
    None: (ActivityKind.PLANNED, ActivityKind.STARTED, ActivityKind.FINISHED),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """The state and rating of a title; without both there is nothing to share."""

    state: WatchState | None = None
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class ItemChange:
    """A new item in place of a former one of the same kind, or its end."""

    kind: ActivityKind
    is_removed: bool = False
    rating: int | None = None


def item_changes(media_kind: str, before: Entry, after: Entry) -> Iterator[ItemChange]:
    """Yield what becomes of the items of a title when its entry changes.

    A show that is watched again stays finished. Nothing says that a title was dropped.
    """
    if after.state != before.state:
        for kind in _ENDS[after.state]:
            yield ItemChange(kind, is_removed=True)
        begun = None if after.state is None else _BEGINS.get(after.state)
        if begun is not None and not (media_kind == "movie" and begun is ActivityKind.FINISHED):
            yield ItemChange(begun)
    if after.rating != before.rating:
        yield ItemChange(ActivityKind.RATED, is_removed=after.rating is None, rating=after.rating)
