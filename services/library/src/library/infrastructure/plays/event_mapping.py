"""Mapping from plays to events."""

from contracts.library import PlayRecordedV1
from library.domain.entries.entry import Entry
from library.domain.plays.items import Play


def play_recorded(play: Play, entry: Entry, *, retracted: bool) -> PlayRecordedV1:
    """Return the event of a play of the title of `entry`."""
    return PlayRecordedV1(
        play_id=play.play_id,
        user_id=play.user_id,
        media_id=play.media_id,
        kind="movie" if entry.kind == "movie" else "show",
        tmdb_id=entry.tmdb_id,
        season=play.place.season if play.place else None,
        episode=play.place.episode if play.place else None,
        watched_at=play.watched_at or play.recorded_at,
        precision=play.precision,
        duration_seconds=play.duration_seconds,
        origin=play.origin,
        retracted=retracted,
    )
