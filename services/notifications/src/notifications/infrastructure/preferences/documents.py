"""Preferences as a stored document."""

from collections.abc import Mapping
from datetime import time
from typing import Any

import orjson

from notifications.domain.preferences.model import Preferences, QuietHours


def preferences_of(document: str | Mapping[str, Any] | None) -> Preferences:
    """Return stored preferences, from JSON or what was read from it; a user without any has the defaults."""
    if document is None:
        return Preferences()
    stored: Mapping[str, Any] = orjson.loads(document) if isinstance(document, str) else document
    quiet = stored["quietHours"]
    return Preferences(
        frequencies=stored["frequencies"],
        quiet_hours=None if quiet is None else QuietHours(*(time.fromisoformat(at) for at in quiet)),
        digest_at=time.fromisoformat(stored["digestAt"]),
        digest_weekday=stored["digestWeekday"],
        only_my_services=stored["onlyMyServices"],
        # Documents of older releases have none.
        lead_times=stored.get("leadTimes", {}),
    )


def document_of(preferences: Preferences) -> dict[str, Any]:
    """Return the document of preferences."""
    quiet = preferences.quiet_hours
    return {
        "frequencies": {kind: dict(channels) for kind, channels in preferences.frequencies.items()},
        "quietHours": None
        if quiet is None
        else [quiet.begins_at.isoformat("minutes"), quiet.ends_at.isoformat("minutes")],
        "digestAt": preferences.digest_at.isoformat("minutes"),
        "digestWeekday": preferences.digest_weekday,
        "onlyMyServices": preferences.only_my_services,
        "leadTimes": dict(preferences.lead_times),
    }
