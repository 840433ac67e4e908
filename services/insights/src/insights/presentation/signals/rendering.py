"""Histories to response bodies, without a model per day; a test compares a body with the model that documents it."""

from pydantic_core import to_json

from insights.application.signals.read_models import History


def history_body(history: History) -> bytes:
    """Return the body with the daily series of a title."""
    days = [
        {
            "day": point.day,
            "totalWatchers": point.total_watchers,
            "liveWatchers": point.live_watchers,
            "popularity": point.popularity,
        }
        for point in history.days
    ]
    data = {"mediaItemId": history.media_id, "from": history.first, "to": history.last, "days": days}
    return to_json({"success": True, "data": data})
