"""The operations of watch positions and scrobbles, which the Ratingo API does not have."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from contract_operation import Operation

_PLACE: Final = frozenset({"mediaItemId", "season", "episode", "mediaSummary", "at"})
_POSITION: Final = _PLACE | frozenset(
    {
        "episodeEnd",
        "positionSeconds",
        "durationSeconds",
        "percent",
        "state",
        "deviceId",
        "deviceName",
        "origin",
        "expiresAt",
    }
)
_CONTINUE: Final = _PLACE | frozenset(
    {"reason", "episodeTitle", "airDate", "positionSeconds", "durationSeconds", "percent", "deviceName"}
)
_SCROBBLED: Final = frozenset({"result", "reason", "mediaItemId", "plays"})
_KEY: Final = frozenset({"id", "source", "name", "accounts", "createdAt", "lastUsedAt", "lastError", "lastErrorAt"})
_UNMATCHED: Final = frozenset(
    {"id", "source", "type", "title", "year", "season", "episodes", "ids", "reason", "watchedAt"}
)
_ERASED: Final = {403: "ACCOUNT_ERASED"}
_FULL: Final = {**_ERASED, 409: "TOO_MANY_UNMATCHED"}
_UNSCROBBLED: Final = {**_ERASED, 404: "SCROBBLE_NOT_FOUND"}
_MOVIE: Final[Mapping[str, Any]] = {"action": "scrobble", "type": "movie", "mediaItemId": "{listedId}"}
_REPORT: Final[Mapping[str, Any]] = {"NotificationType": "PlaybackStart", "ItemType": "Audio", "Name": "A Song"}

SCROBBLING_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("PUT", "/me/positions/{listedId}", "user", members=frozenset({"result", "plays"}),
              body={"positionSeconds": 60, "durationSeconds": 7200, "device": {"id": "contract"}},
              errors={400: "EPISODE_REQUIRED PROGRESS_NOT_ALLOWED SEASON_UNKNOWN EPISODE_UNKNOWN",
                      404: "MEDIA_NOT_FOUND", **_ERASED}),
    Operation("GET", "/me/positions", "user", shape="page", query="limit=5&offset=0", members=_POSITION),
    Operation("GET", "/me/positions/{movieId}", "user", shape="array", members=_POSITION),
    Operation("DELETE", "/me/positions/{showId}", "user", 204, "empty", query="season=1&episode=1", errors=_ERASED),
    Operation("GET", "/me/now-playing", "user", shape="array", members=_POSITION),
    Operation("GET", "/me/continue", "user", shape="page", query="limit=5&offset=0", members=_CONTINUE),
    Operation("POST", "/me/scrobbles", "user", members=_SCROBBLED, body=_MOVIE, errors=_FULL),
    Operation("GET", "/me/scrobble-keys", "user", shape="array", members=_KEY),
    Operation("POST", "/me/scrobble-keys", "user", 201, members=_KEY | {"key", "path"}, newcomer=True,
              body={"source": "plex", "name": "Contract", "accounts": ["ada"]},
              errors={**_ERASED, 409: "TOO_MANY_SCROBBLE_KEYS"}),
    Operation("DELETE", "/me/scrobble-keys/{newScrobbleKey}", "user", 204, "empty",
              errors={**_ERASED, 404: "SCROBBLE_KEY_NOT_FOUND"}),
    Operation("GET", "/me/unmatched-scrobbles", "user", shape="page", query="limit=5&offset=0", members=_UNMATCHED),
    Operation("POST", "/me/unmatched-scrobbles/{newUnmatched}/resolve", "user", body={"mediaItemId": "{listedId}"},
              members=frozenset({"resolved", "plays"}),
              errors={400: "EPISODE_UNKNOWN", **_ERASED, 404: "SCROBBLE_NOT_FOUND MEDIA_NOT_FOUND"}),
    Operation("DELETE", "/me/unmatched-scrobbles/{newUnmatched}", "user", 204, "empty", errors=_UNSCROBBLED),
    Operation("POST", "/scrobble/{webhookKey}/{webhookSource}", "none", members=_SCROBBLED, body=_REPORT,
              errors={**_FULL, 404: "SCROBBLE_KEY_NOT_FOUND"}),
)  # fmt: skip
WATCHED_EXPORT: Final = Operation(
    "GET", "/me/watched-export", "user", query="server=jellyfin", members=frozenset({"server", "exportedAt", "items"})
)
"""A stream: its response has no length."""
