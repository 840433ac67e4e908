"""Which episodes of a show have aired."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from library.domain.entries.progress import SPECIALS, EpisodeNumber
from library.domain.titles.details import EpisodeDetails

DAY_ENDS_AFTER: Final = timedelta(days=1, hours=12)
"""From midnight UTC at the start of a day to its end in the westernmost time zone."""


def has_aired(episode: EpisodeDetails, now: datetime) -> bool:
    """Return whether an episode has aired: at its instant, or when its local day has ended everywhere on earth."""
    if episode.airs_at is not None:
        return episode.airs_at <= now
    return episode.air_date is not None and episode.air_date <= (now.astimezone(UTC) - DAY_ENDS_AFTER).date()


def aired_episodes(
    episodes: Mapping[EpisodeNumber, EpisodeDetails], *, ended: bool, now: datetime
) -> list[EpisodeNumber]:
    """Return the regular episodes that have aired, in order.

    One without a date has aired when the show has ended, or when a later one has aired.
    """
    regular = sorted(place for place in episodes if place.season != SPECIALS)
    last = max((place for place in regular if has_aired(episodes[place], now)), default=None)
    return [
        place
        for place in regular
        if has_aired(episodes[place], now)
        or (_has_no_date(episodes[place]) and (ended or (last is not None and place < last)))
    ]


def _has_no_date(episode: EpisodeDetails) -> bool:
    return episode.air_date is None and episode.airs_at is None
