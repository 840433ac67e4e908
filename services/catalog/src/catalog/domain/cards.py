"""What a card tells its user_id: one badge, one call to action, and where to go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

Context = Literal["TRENDING_LIST", "NEW_RELEASES_LIST", "IN_THEATERS_LIST", "NEW_ON_STREAMING_LIST", "DEFAULT"]
Badge = Literal[
    "NEW_EPISODE",
    "CONTINUE",
    "IN_WATCHLIST",
    "HIT",
    "NEW_RELEASE",
    "IN_THEATERS",
    "NEW_ON_STREAMING",
    "TRENDING",
]
CallToAction = Literal["CONTINUE", "SAVE", "OPEN"]

ENDED_STATES: Final = frozenset({"completed", "dropped"})
NEW_EPISODE_DAYS: Final = 7
HIT_RATING: Final = 7.5
HIT_VOTES: Final = 1000
TRENDING_RANKS: Final = 100
"""A title is trending while it is among so many of the current trending list."""

_LIST_BADGES: Final[dict[Context, Badge]] = {
    "IN_THEATERS_LIST": "IN_THEATERS",
    "NEW_ON_STREAMING_LIST": "NEW_ON_STREAMING",
}


@dataclass(frozen=True, slots=True, order=True)
class EpisodeNumber:
    """A place in a show."""

    season: int
    episode: int


@dataclass(frozen=True, slots=True)
class Signals:
    """What the title itself says to a badge."""

    new_release: bool = False
    trending: bool = False
    hit: bool = False
    last_episode: EpisodeNumber | None = None
    last_aired_at: datetime | None = None
    ended: bool = False
    """Whether no further episode will come."""


@dataclass(frozen=True, slots=True)
class Viewing:
    """What the user_id has said of the title."""

    state: str | None = None
    progress: EpisodeNumber | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """The badge, the call to action and the episode to go on from; null where there is none."""

    badge: Badge | None
    action: CallToAction
    resume: EpisodeNumber | None


def card_for(context: Context, signals: Signals, viewing: Viewing | None, now: datetime) -> Card:
    """Give the card of a title for one user_id; null `viewing` means there is no entry of theirs."""
    resume = _resume(context, signals, viewing) if viewing else None
    badge = _badge(context, signals, viewing, resume, now)
    action: CallToAction = "OPEN"
    if badge in ("NEW_EPISODE", "CONTINUE"):
        action = "CONTINUE"
    elif viewing is None:
        action = "SAVE"
    return Card(badge, action, resume)


def _resume(context: Context, signals: Signals, viewing: Viewing) -> EpisodeNumber | None:
    """Return the episode to continue from; null for what is finished, dropped, only planned, or seen to its end."""
    if viewing.progress is None or viewing.state in ENDED_STATES:
        return None
    if viewing.state == "planned" and context != "DEFAULT":
        return None
    seen_to_the_end = signals.last_episode is not None and viewing.progress >= signals.last_episode
    return None if signals.ended and seen_to_the_end else viewing.progress


def is_hit(ratings: Sequence[tuple[float, int | None]]) -> bool:
    """Tell whether IMDb, TMDB and Trakt agree on a hit: mean of 7.5 and 1000 votes together; 0 counts as absent."""
    present = [(rating, votes or 0) for rating, votes in ratings if rating > 0]
    if not present:
        return False
    mean = sum(rating for rating, _ in present) / len(present)
    return mean >= HIT_RATING and sum(votes for _, votes in present) >= HIT_VOTES


def has_new_episode(signals: Signals, viewing: Viewing, now: datetime) -> bool:
    """Tell whether an episode aired within the last seven days that the user_id has not reached yet."""
    if signals.last_aired_at is None or signals.last_episode is None:
        return False
    fresh = timedelta() <= now - signals.last_aired_at <= timedelta(days=NEW_EPISODE_DAYS)
    return fresh and (viewing.progress is None or viewing.progress < signals.last_episode)


def _badge(
    context: Context, signals: Signals, viewing: Viewing | None, resume: EpisodeNumber | None, now: datetime
) -> Badge | None:
    state = viewing.state if viewing else None
    if viewing is not None and state == "watching" and has_new_episode(signals, viewing, now):
        return "NEW_EPISODE"
    if resume is not None:
        return "CONTINUE"
    if state == "planned":
        return "IN_WATCHLIST"
    if signals.hit:
        return "HIT"
    return _title_badge(context, signals)


def _title_badge(context: Context, signals: Signals) -> Badge | None:
    if context in _LIST_BADGES:
        return _LIST_BADGES[context]
    if context != "TRENDING_LIST" and signals.new_release:
        return "NEW_RELEASE"
    return "TRENDING" if context in ("TRENDING_LIST", "DEFAULT") and signals.trending else None
