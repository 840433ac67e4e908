"""Sample values of every kind, with which texts are previewed and tested."""

from collections.abc import Mapping
from typing import Any, Final

from notifications.domain.messages.kinds import KINDS, Kind

_NOTICES: Final[Mapping[str, Mapping[str, str]]] = {
    "email_confirmation": {"username": "ada", "code": "123456", "hours": "24"},
    "phone_confirmation": {"username": "ada", "code": "123456", "minutes": "10"},
    "password_reset": {"username": "ada", "code": "123456", "minutes": "30"},
    "sign_in_code": {"username": "ada", "code": "123456", "minutes": "10"},
    "invitation": {"code": "123456", "days": "7"},
    "new_device": {
        "username": "ada",
        "device": "Firefox on Linux",
        "network": "192.0.2.0/24",
        "at": "2026-11-21T12:00:00+00:00",
    },
    "second_factor_added": {"username": "ada", "factor": "authenticator"},
    "second_factor_removed": {"username": "ada", "factor": "authenticator"},
    "media_source_degraded": {"reason_code": "credentials_refused"},
    "identity_linked": {"username": "ada", "provider": "Example"},
}
"""What auth says in a notice of each kind, and other values of media sources."""
_VALUES: Final[Mapping[str, object]] = {
    "title": "Severance",
    "slug": "severance",
    "media_kind": "show",
    "season": 2,
    "episode": 5,
    "episode_title": "Trojan's Horse",
    "date": "2026-11-21",
    "date_before": "2026-12-01",
    "date_name": "digital",
    "is_out": False,
    "is_upcoming": True,
    "has_begun": False,
    "airs_at": "2026-11-21T20:00:00+00:00",
    "until": "2026-11-21T20:00:00+00:00",
    "provider": "Example Streaming",
    "region": "UA",
    "status_before": "Returning Series",
    "status_after": "Ended",
    "window_days": 7,
    "minutes": 42,
    "done": 3,
    "total": 4,
    "job_kind": "show",
    "committed": 118,
    "left_out": 2,
    "error_code": "IMPORT_EMPTY",
    "reason_code": "timeout",
    "plan": "premium",
    "source": "omdb",
    "name": "Living room",
    "target_kind": "review",
    "verdict": "muted",
    "source_id": "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10",
    "health": "unavailable",
    "reason": "the server does not respond",
    "target": "Firefox on Linux",
    "channel": "webpush",
    "endpoint": "https://hooks.example.org/marquee",
}
_DIGEST: Final = ("new_episode", "on_streaming", "source_degraded")


def sample_of(kind: Kind, *, optional: bool = True) -> dict[str, Any]:
    """Return values of a kind, without those that may be missing on request."""
    if kind.name == "digest":
        return {"items": [{"kind": name, "values": sample_of(KINDS[name])} for name in _DIGEST]}
    notice = _NOTICES.get(kind.name, {})
    values: Mapping[str, object] = {**_VALUES, **notice}
    left_out = () if optional else kind.optional
    return {name: values[name] for name in (*kind.values, *kind.optional, *notice) if name not in left_out}


SAMPLES: Final[Mapping[str, Mapping[str, Any]]] = {name: sample_of(kind) for name, kind in KINDS.items()}
"""All values of each kind."""
