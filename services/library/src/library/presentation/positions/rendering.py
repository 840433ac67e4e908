"""What to continue in responses, as `library.presentation.positions.continuing` documents it."""

from datetime import datetime

from library.application.positions.continuing import Continuation
from library.presentation.rendering import Document
from library.presentation.titles.rendering import summary_document


def continuation_document(item: Continuation, now: datetime) -> Document:
    """Return the `ContinueResponse` of a title to continue."""
    position, details = item.position, item.details
    place = position.playable if position else item.episode
    return {
        "mediaItemId": str(item.media_id),
        "reason": item.reason(now),
        "season": place.season if place else None,
        "episode": place.episode if place else None,
        "episodeTitle": details.name if details else None,
        "airDate": details.air_date if details else None,
        "positionSeconds": position.seconds if position else None,
        "durationSeconds": position.duration_seconds if position else None,
        "percent": position.percent if position else None,
        "deviceName": position.device.name if position else None,
        "at": item.at,
        "mediaSummary": summary_document(item.title),
    }
