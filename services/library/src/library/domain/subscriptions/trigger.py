"""The triggers that a user can subscribe to, and those that a title can have."""

from typing import Final, Literal, get_args

from library.domain.errors import TriggerNotPossible

TriggerName = Literal["release", "new_season", "new_episode", "on_streaming", "status_changed", "rising"]

TRIGGERS: Final[tuple[TriggerName, ...]] = get_args(TriggerName)

OF_SEASONS: Final = frozenset[TriggerName]({"new_season", "new_episode"})
"""Triggers of shows, which end with the show."""
FINAL_STATUSES: Final = frozenset({"Ended", "Canceled"})
"""Statuses of shows without further episodes, in TMDB's spelling."""


def check_possible(trigger: TriggerName, kind: str) -> None:
    """Raise TriggerNotPossible for a trigger that no title of this kind can have.

    Whatever may still happen is accepted: a released movie may come to discs and services, an ended show may return.
    """
    if kind == "movie" and trigger in OF_SEASONS:
        raise TriggerNotPossible(f"trigger: {trigger} is for shows only, a movie has no seasons")
    if kind == "show" and trigger == "release":
        raise TriggerNotPossible("trigger: release is for movies only, subscribe to new_season for a show")
