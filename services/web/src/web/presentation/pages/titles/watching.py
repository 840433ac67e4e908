"""Addresses of what can be watched of a title, and which of it a page offers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from web.presentation.visits import Visit

MOST: Final = 100
"""Titles of one call."""

Playable = Mapping[str, Any]
"""What the API says of a movie, an episode or a trailer that can be played."""


def watch_path(folder: str, slug: str, playable: Playable) -> str:
    """Return the address of the page that plays a video of a title."""
    base = f"/watch/{folder}/{slug}"
    if playable["isTrailer"]:
        return f"{base}/trailer"
    season, episode = playable["season"], playable["episode"]
    return base if season is None else f"{base}/seasons/{season}/episodes/{episode}"


async def playable_of(visit: Visit, media_ids: Iterable[str]) -> dict[str, Sequence[Playable]]:
    """Return by title what can be played, by one call; a page without it offers nothing to play."""
    distinct = list(dict.fromkeys(media_ids))[:MOST]
    if not distinct:
        return {}
    part = await visit.part("playback/titles", ids=",".join(distinct))
    return {title["mediaItemId"]: title["videos"] for title in part.data or []}


def continue_path(item: Mapping[str, Any], listed: Sequence[Playable]) -> str:
    """Return the address that plays what a user continues, at the position of the user; empty if there is no video."""
    summary, place = item["mediaSummary"], (item["season"], item["episode"])
    if item["reason"] not in ("resume", "next-episode") or not summary or not summary["slug"]:
        return ""
    whole = (one for one in listed if not one["isTrailer"])
    video = next((one for one in whole if (one["season"], one["episode"]) == place), None)
    folder = "movies" if summary["type"] == "movie" else "shows"
    return f"{watch_path(folder, summary['slug'], video)}?resume" if video else ""


async def continue_paths(visit: Visit, items: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return by title the address that plays what a user continues, without those that have no video."""
    playable = await playable_of(visit, [item["mediaItemId"] for item in items])
    paths = {item["mediaItemId"]: continue_path(item, playable.get(item["mediaItemId"], ())) for item in items}
    return {media_id: path for media_id, path in paths.items() if path}


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
