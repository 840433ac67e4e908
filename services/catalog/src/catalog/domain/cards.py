"""The card of a title for one user: one badge, one call to action, and the episode to continue from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

Context = Literal[
    "TRENDING_LIST",
    "NEW_RELEASES_LIST",
    "IN_THEATERS_LIST",
    "NEW_ON_STREAMING_LIST",
    "USER_LIBRARY",
    "CONTINUE_LIST",
    "DEFAULT",
]
Badge = Literal[
    "NEW_EPISODE",
    "CONTINUE",
    "IN_WATCHLIST",
    "HIT",
    "NEW_RELEASE",
    "IN_THEATERS",
    "NEW_ON_STREAMING",
    "RISING",
    "TRENDING",
]
CallToAction = Literal["CONTINUE", "SAVE", "OPEN"]

ENDED_STATES: Final = frozenset({"completed", "dropped"})
NEW_EPISODE_DAYS: Final = 7
HIT_RATING: Final = 7.5
HIT_VOTES: Final = 1000
TRENDING_RANKS: Final = 100
"""A title is trending while its rank in the current trending list is at most this."""

_LIST_BADGES: Final[dict[Context, Badge]] = {
    "IN_THEATERS_LIST": "IN_THEATERS",
    "NEW_ON_STREAMING_LIST": "NEW_ON_STREAMING",
}


@dataclass(frozen=True, slots=True, order=True)
class EpisodeNumber:
    """The position of an episode in a show."""

    season: int
    episode: int


@dataclass(frozen=True, slots=True)
class Signals:
    """Properties of a title that decide its badge."""

    new_release: bool = False
    trending: bool = False
    hit: bool = False
    rising: bool = False
    """Whether the audience of the title grows faster than before."""
    last_episode: EpisodeNumber | None = None
    last_aired_at: datetime | None = None
    ended: bool = False
    """Whether no further episode will be made."""


@dataclass(frozen=True, slots=True)
class WatchState:
    """The state and the progress of a user's entry for a title."""

    state: str | None = None
    progress: EpisodeNumber | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """The badge, the call to action and the episode to continue from; null without one."""

    badge: Badge | None
    action: CallToAction
    resume: EpisodeNumber | None


def card_for(context: Context, signals: Signals, watch: WatchState | None, now: datetime) -> Card:
    """Return the card of a title for one user; `watch` is null when the user has no entry for it."""
    resume = _resume(context, signals, watch) if watch else None
    badge = _badge(context, signals, watch, resume, now)
    action: CallToAction = "OPEN"
    if badge in ("NEW_EPISODE", "CONTINUE"):
        action = "CONTINUE"
    elif watch is None:
        action = "SAVE"
    return Card(badge, action, resume)


def _resume(context: Context, signals: Signals, watch: WatchState) -> EpisodeNumber | None:
    """Return the episode to continue from; null for a title that is completed, dropped, planned, or seen to its end."""
    if watch.progress is None or watch.state in ENDED_STATES:
        return None
    if watch.state == "planned" and context != "DEFAULT":
        return None
    seen_to_the_end = signals.last_episode is not None and watch.progress >= signals.last_episode
    return None if signals.ended and seen_to_the_end else watch.progress


def is_hit(ratings: Sequence[tuple[float, int | None]]) -> bool:
    """Return whether a title is a hit: its mean rating at IMDb, TMDB and Trakt is at least 7.5, by 1000 votes in total.

    A rating of 0 counts as absent.
    """
    present = [(rating, votes or 0) for rating, votes in ratings if rating > 0]
    if not present:
        return False
    mean = sum(rating for rating, _ in present) / len(present)
    return mean >= HIT_RATING and sum(votes for _, votes in present) >= HIT_VOTES


def has_new_episode(signals: Signals, watch: WatchState, now: datetime) -> bool:
    """Return whether an episode aired within the last seven days that the user has not reached yet."""
    if signals.last_aired_at is None or signals.last_episode is None:
        return False
    recent = timedelta() <= now - signals.last_aired_at <= timedelta(days=NEW_EPISODE_DAYS)
    return recent and (watch.progress is None or watch.progress < signals.last_episode)


def _badge(
    context: Context, signals: Signals, watch: WatchState | None, resume: EpisodeNumber | None, now: datetime
) -> Badge | None:
    state = watch.state if watch else None
    if watch is not None and state == "watching" and has_new_episode(signals, watch, now):
        return "NEW_EPISODE"
    if resume is not None:
        return "CONTINUE"
    if context == "CONTINUE_LIST":
        return None
    if state == "planned" and context != "USER_LIBRARY":
        return "IN_WATCHLIST"
    if signals.hit:
        return "HIT"
    return _title_badge(context, signals)


def _title_badge(context: Context, signals: Signals) -> Badge | None:
    """Return the badge of a title by its list; only its own page has every one of them."""
    if context in _LIST_BADGES:
        return _LIST_BADGES[context]
    if context in ("NEW_RELEASES_LIST", "DEFAULT") and signals.new_release:
        return "NEW_RELEASE"
    if context == "DEFAULT" and signals.rising:
        return "RISING"
    return "TRENDING" if context in ("TRENDING_LIST", "DEFAULT") and signals.trending else None
