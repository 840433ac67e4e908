"""Addresses of what can be watched of a title, and which of it a page offers."""

from collections.abc import Mapping, Sequence
from typing import Any

Playable = Mapping[str, Any]
"""What the API says of a movie, an episode or a trailer that can be played."""


def watch_path(folder: str, slug: str, playable: Playable) -> str:
    """Return the address of the page that plays a video of a title."""
    base = f"/watch/{folder}/{slug}"
    if playable["isTrailer"]:
        return f"{base}/trailer"
    season, episode = playable["season"], playable["episode"]
    return base if season is None else f"{base}/seasons/{season}/episodes/{episode}"


def trailer_of(listed: Sequence[Playable]) -> Playable | None:
    """Return the trailer among what can be played, or null."""
    return next((one for one in listed if one["isTrailer"]), None)


def first_of(listed: Sequence[Playable], seen: Mapping[str, int]) -> Playable | None:
    """Return what a page offers: the movie, or the first episode that was not watched, or else the first.

    `seen` is the number of episodes that were watched, by season.
    """
    whole = [one for one in listed if not one["isTrailer"]]
    regular = [one for one in whole if one["season"] != 0] or whole
    unseen = (one for one in regular if one["season"] is None or one["episode"] > seen.get(str(one["season"]), 0))
    return next(unseen, regular[0] if regular else None)


def following(listed: Sequence[Playable], season: int, episode: int) -> Playable | None:
    """Return the next episode after one, or null; no season follows the specials."""
    episodes = [one for one in listed if one["season"] is not None]
    later = [one for one in episodes if (one["season"], one["episode"]) > (season, episode)]
    return next((one for one in later if season != 0 or one["season"] == 0), None)
