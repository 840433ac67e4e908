"""Methods of play queues, bookmarks and what is played now."""

from typing import Final

from music.domain.subsonic.failures import invalid
from music.domain.subsonic.ids import Kind, shown
from music.presentation.subsonic.call import Call
from music.presentation.subsonic.rendering import Tree, instant
from music.presentation.subsonic.shapes import song_shape

MOST_MS: Final = 7 * 24 * 3600 * 1000
COMMENT_CHARACTERS: Final = 500


async def play_queue(call: Call) -> Tree:
    """Return what the user has played last, on any device."""
    stored = await call.use_cases.apps.states.queue(call.listener)
    if stored is None:
        return {}
    queue, tracks = stored
    is_there = any(track.id == queue.current for track in tracks)
    return {
        "playQueue": {
            "current": shown(Kind.TRACK, queue.current) if queue.current is not None and is_there else None,
            "position": queue.position_ms,
            "username": call.user,
            "changed": instant(queue.changed_at),
            "changedBy": queue.changed_by,
            "entry": [song_shape(track) for track in tracks],
        }
    }


async def save_play_queue(call: Call) -> Tree:
    """Store what the user plays; nothing clears it."""
    tracks = call.ids(Kind.TRACK, "id")
    current = call.id(Kind.TRACK, "current") if call.parameters.text("current") else None
    position = call.parameters.number("position", 0, most=MOST_MS)
    await call.use_cases.apps.states.save_queue(call.listener, tracks, current, position, call.client)
    return {}


async def bookmarks(call: Call) -> Tree:
    """Return the places in songs that the user has stored."""
    stored = await call.use_cases.apps.states.bookmarks(call.listener)
    return {
        "bookmarks": {
            "bookmark": [
                {
                    "position": bookmark.position_ms,
                    "username": call.user,
                    "comment": bookmark.comment,
                    "created": instant(bookmark.created_at),
                    "changed": instant(bookmark.changed_at),
                    "entry": song_shape(track),
                }
                for bookmark, track in stored
            ]
        }
    }


async def create_bookmark(call: Call) -> Tree:
    """Store a place in a song."""
    call.parameters.required("position")
    position = call.parameters.number("position", 0, most=MOST_MS)
    comment = call.parameters.text("comment") or None
    if comment is not None and len(comment) > COMMENT_CHARACTERS:
        raise invalid("comment", f"must have at most {COMMENT_CHARACTERS} characters")
    await call.use_cases.apps.states.save_bookmark(call.listener, call.id(Kind.TRACK), position, comment)
    return {}


async def delete_bookmark(call: Call) -> Tree:
    """Delete the place in a song."""
    await call.use_cases.apps.states.delete_bookmark(call.listener, call.id(Kind.TRACK))
    return {}


async def now_playing(call: Call) -> Tree:
    """Return what the user's own apps play now: what others listen to is theirs."""
    playing = await call.use_cases.apps.states.playing(call.listener)
    now = call.use_cases.apps.states.now()
    return {
        "nowPlaying": {
            "entry": [
                {
                    **song_shape(track),
                    "username": call.user,
                    "playerName": one.client,
                    "playerId": number,
                    "minutesAgo": int((now - one.since).total_seconds() // 60),
                }
                for number, (one, track) in enumerate(playing)
            ]
        }
    }
