"""What the API says of a user's library, as far as pages use it."""

from typing import Any, Final

from web.application.api import Reply

MOVIE: Final = "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"
SHOW: Final = "02d1b23c-2966-5ec3-bba0-f61698150b2a"
PLAY: Final = "0f7b3f0e-3b52-5d6f-9c53-7a0c1d3cf8b1"
LIST: Final = "cb2c8b1a-c479-42ed-b895-a7c4c6c0ccd0"
IMPORT: Final = "98f05695-c9f2-4de0-bf38-dd59696f25cc"
USER: Final = "8c88c700-6576-4af1-9528-ce4a4a10538b"
META: Final = {"count": 1, "total": 1, "limit": 50, "offset": 0, "hasMore": False, "nextCursor": None}


def page(*items: dict[str, Any], **meta: Any) -> Reply:
    """Return a page of a list."""
    return Reply(200, list(items), {**META, "count": len(items), "total": len(items), **meta})


def summary(media_id: str = MOVIE, **changes: Any) -> dict[str, Any]:
    """Return what is shown of a title."""
    is_show = media_id == SHOW
    shown = {
        "id": media_id,
        "mediaItemId": media_id,
        "type": "show" if is_show else "movie",
        "title": "Breaking Bad" if is_show else "Alien",
        "slug": "breaking-bad" if is_show else "alien",
        "poster": None,
        "goneAt": None,
        "successorId": None,
        "releaseDate": "2008-01-20" if is_show else "1979-05-25",
        "ratingoScore": 71.4,
    }
    return {**shown, **changes}


def entry(media_id: str = MOVIE, **changes: Any) -> dict[str, Any]:
    """Return an entry."""
    stored = {
        "mediaItemId": media_id,
        "state": "completed",
        "stateCause": "play",
        "rating": 80,
        "ratedAt": "2026-11-20T10:00:00Z",
        "placeRatings": [],
        "progress": None,
        "nextEpisode": None,
        "notes": None,
        "tags": [],
        "plays": 1,
        "episodesSeen": 0,
        "lastWatchedAt": "2026-11-20T10:00:00Z",
        "mediaSummary": summary(media_id),
    }
    return {**stored, **changes}


def play(**changes: Any) -> dict[str, Any]:
    """Return a play of an episode."""
    stored = {
        "id": PLAY,
        "mediaItemId": SHOW,
        "season": 1,
        "episode": 2,
        "episodeTitle": "Cat's in the Bag",
        "watchedAt": "2026-11-20T23:30:00Z",
        "precision": "instant",
        "origin": "api",
        "mediaSummary": summary(SHOW),
    }
    return {**stored, **changes}


def own_list(**changes: Any) -> dict[str, Any]:
    """Return a list of the user."""
    stored = {
        "id": LIST,
        "ownerId": USER,
        "name": "Rainy <Sundays>",
        "description": "Slow and warm.",
        "visibility": "public",
        "kind": "custom",
        "rules": None,
        "role": "owner",
        "itemCount": 2,
        "likeCount": 3,
        "shareCount": 0,
        "liked": False,
        "createdAt": "2026-11-01T10:00:00Z",
        "updatedAt": "2026-11-20T10:00:00Z",
        "completion": {"total": 2, "seen": 1, "percent": 50.0, "nextUnseen": summary(SHOW)},
    }
    return {**stored, **changes}


def item(media_id: str = MOVIE, **changes: Any) -> dict[str, Any]:
    """Return an item of a list."""
    stored = {
        "mediaItemId": media_id,
        "position": 1,
        "note": None,
        "addedBy": None,
        "state": "completed",
        "rating": 80,
        "mediaSummary": summary(media_id),
    }
    return {**stored, **changes}


def run(**changes: Any) -> dict[str, Any]:
    """Return an import."""
    stored = {
        "id": IMPORT,
        "name": "diary.csv",
        "size": 100,
        "format": "letterboxd",
        "state": "ready",
        "progress": {"done": 3, "total": 3},
        "counts": {"matched": 2, "ambiguous": 1},
        "ignored": [{"file": "", "reason": "game", "count": 2}],
        "notices": [{"file": "", "code": "dates_ambiguous", "message": "Dates are ambiguous"}],
        "contents": {"plays": 2, "positions": 1},
        "error": None,
        "createdAt": "2026-11-20T10:00:00Z",
        "updatedAt": "2026-11-20T10:00:00Z",
    }
    return {**stored, **changes}


def row(**changes: Any) -> dict[str, Any]:
    """Return a row of an import."""
    stored = {
        "position": 1,
        "file": "",
        "line": 2,
        "status": "ambiguous",
        "title": "Alien",
        "year": 1979,
        "season": None,
        "episode": None,
        "confidence": 0.62,
        "mediaItemId": None,
        "mediaSummary": None,
        "alternatives": [{"mediaItemId": MOVIE, "confidence": 0.62, "mediaSummary": summary()}],
        "code": None,
        "field": None,
        "message": None,
        "excerpt": None,
    }
    return {**stored, **changes}


def part(key: str, name: str = "", plays: int = 3) -> dict[str, Any]:
    """Return a part of statistics."""
    return {"key": key, "name": name or key, "plays": plays, "hours": 2.5, "titles": 1}


def statistics(**changes: Any) -> dict[str, Any]:
    """Return statistics."""
    names = ("hours", "plays", "moviePlays", "episodePlays", "playsWithoutDuration", "movies", "shows", "episodes")
    watched = {"mediaItemId": MOVIE, "title": "Alien", "season": None, "episode": None}
    document = {
        "computedAt": "2026-11-21T12:00:00Z",
        "totals": {**dict.fromkeys(names, 4), "days": 3, "longestStreak": 2},
        "currentStreak": 1,
        "longestStreak": {"days": 2, "first": "2026-11-19", "last": "2026-11-20"},
        "firstPlay": {**watched, "watchedAt": "2026-01-02T10:00:00Z"},
        "lastPlay": {**watched, "watchedAt": "2026-11-20T10:00:00Z"},
        "days": [part("2026-11-19", plays=1), part("2026-11-20", plays=4)],
        "months": [part("2026-11")],
        "weekdays": [part("1", "Monday")],
        "hours": [part("20", "20:00")],
        "genres": [part("18", "Drama")],
        "decades": [part("1970", "1970s")],
        "countries": [part("US")],
        "languages": [part("en")],
        "directors": [part("1", "Ridley Scott")],
        "cast": [part("2", "Sigourney Weaver")],
        "ratings": [{"rating": stars, "count": stars} for stars in range(1, 6)],
        "shows": [{"mediaItemId": SHOW, "title": "Breaking Bad", "plays": 3, "hours": 2.5, "episodes": 3}],
    }
    return {**document, **changes}
