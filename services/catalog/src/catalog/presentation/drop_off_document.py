"""The stored JSON of where the users of a show leave it, rendered once when an event arrives."""

from pydantic_core import to_json

from contracts.stats import DropoffAnalyzedV1


def drop_off(event: DropoffAnalyzedV1) -> bytes:
    """Return where the users of a show leave it."""
    point = event.point
    return to_json(
        {
            "method": event.method,
            "source": event.source,
            "point": None
            if point is None
            else {
                "season": point.season,
                "episode": point.episode,
                "title": point.title,
                "lossPercent": round(100 * point.loss),
                "certainty": point.certainty,
            },
            "retentionPercent": None if event.retention is None else round(100 * event.retention),
            "sampleSize": event.sample_size,
            "analyzedAt": event.analyzed_at,
        }
    )
