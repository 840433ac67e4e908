"""What the API says of what can be watched, as pages of the player get it."""

from typing import Any, Final

from services.web.tests.title_data import MOVIE_ID, SHOW_ID

SESSION_ID: Final = "0199a2f3-44c8-7a06-b1f2-6d5e4c3b2b10"
OTHER_ID: Final = "0199a2f3-44c8-7a06-b1f2-6d5e4c3b2b11"
AT: Final = "2026-11-21T11:00:00Z"


def playable(media_id: str = MOVIE_ID, place: tuple[int, int] | None = None, *, trailer: bool = False) -> Any:
    """Return a movie, an episode or a trailer that can be played."""
    part = ":trailer" if trailer else f":{place[0]}x{place[1]:02}" if place else ""
    season, episode = place or (None, None)
    return {
        "subject": f"{media_id}{part}",
        "season": season,
        "episode": episode,
        "isTrailer": trailer,
        "access": "free" if trailer else "plan",
        "durationMs": 90_000,
    }


EPISODES: Final = [playable(SHOW_ID, place) for place in ((0, 1), (1, 1), (1, 2), (2, 1))]
STREAMS: Final = {
    "limit": 1,
    "streams": [{"sessionId": OTHER_ID, "deviceName": "Living room", "subject": MOVIE_ID, "startedAt": AT}],
}
