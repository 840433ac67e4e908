"""What the queue of the player keeps of a track, and lists of tracks as pages have them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from web.application.api import Json

KEPT: Final = ("id", "title", "artists", "albumId", "albumName", "durationMs", "gain", "hasLyrics", "bytes")
COVER_SIZE: Final = "small"


def queued(track: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the player keeps of a track."""
    kept = {name: track[name] for name in KEPT}
    cover = track.get("cover")
    return {**kept, "coverUrl": f"{cover['url']}&size={COVER_SIZE}"} if cover else kept


def discs(tracks: Sequence[Json]) -> list[tuple[int, str | None, list[Json]]]:
    """Return the tracks of an album by disc: its number, its title, and its tracks in their order."""
    numbers = list(dict.fromkeys(track["discNumber"] for track in tracks))
    shown = []
    for number in numbers:
        own = [track for track in tracks if track["discNumber"] == number]
        shown.append((number, next((track["discTitle"] for track in own if track["discTitle"]), None), own))
    return shown


def station_entry(station: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the player keeps of a radio station: a track without an album and an end."""
    return {
        "id": station["id"],
        "title": station["name"],
        "artists": [],
        "albumName": station["name"],
        "durationMs": None,
        "isRadio": True,
    }
