"""Refusals by OMDb: status 200 for an unknown title, 401 for a spent quota; the text of the error decides."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from pydantic import ValidationError

from ingestion.domain.failures import Cause, SourceFailed
from ingestion.providers.calls.responses import RawResponse
from ingestion.providers.omdb.models import TITLE

NOT_KNOWN: Final = ("not found", "incorrect imdb id")
"""In an error that means that there is no such title; any other says nothing of the title."""
NO_DATA: Final = "error getting data"
"""The error for an IMDb id that OMDb does not know, and also for one whose data it cannot load at the moment."""


def refusal(raw: RawResponse) -> SourceFailed | None:
    """Return the refusal that a response contains, or null when it is a title or its status is sufficient."""
    try:
        title = TITLE.validate_json(raw.body)
    except ValidationError:
        return None
    error = (title.error or "").lower()
    if "limit" in error:
        return SourceFailed("omdb", Cause.QUOTA, title.error or "", status=raw.status, retry_at=_midnight())
    if raw.status == 401:
        return SourceFailed("omdb", Cause.UNAUTHORIZED, title.error or "refused", status=401)
    if raw.status < 400 and title.response.lower() != "true":
        return SourceFailed("omdb", _cause_of(error), title.error or "refused without a reason", status=raw.status)
    return None


def _cause_of(error: str) -> Cause:
    if any(words in error for words in NOT_KNOWN):
        return Cause.NOT_FOUND
    return Cause.NO_DATA if NO_DATA in error else Cause.SERVER


def _midnight() -> datetime:
    """OMDb counts by the day."""
    return datetime.combine(datetime.now(UTC).date() + timedelta(days=1), time(), UTC)
