"""The operations of plays and marks, which the Ratingo API does not have."""

from collections.abc import Sequence
from typing import Final

from contract_operation import Operation

_PLAY: Final = frozenset(
    {"id", "mediaItemId", "season", "episode", "episodeTitle", "watchedAt", "precision", "durationSeconds", "origin",
     "recordedAt", "mediaSummary"}
)  # fmt: skip
_RECORDED: Final = frozenset({"recorded", "alreadySeen", "plays", "entries"})
_MARK: Final = frozenset({"id", "mediaItemId", "kind", "value", "season", "episode", "origin", "at"})
_TARGET: Final = "SEASON_NOT_ALLOWED SEASON_UNKNOWN EPISODE_UNKNOWN WATCHED_AT_INVALID"
_WRITE: Final = {403: "ACCOUNT_ERASED", 409: "IDEMPOTENCY_KEY_REUSED"}
_RECORD: Final = {400: f"{_TARGET} NOTHING_AIRED", 404: "MEDIA_NOT_FOUND", **_WRITE}
_FILTERS: Final = "limit=5&kind=movie&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z&origin=api"
_ENTRY: Final = frozenset(
    {"id", "userId", "mediaItemId", "state", "stateCause", "rating", "ratingScales", "ratedAt", "placeRatings", "notes",
     "tags", "plays", "episodesSeen", "runs", "firstWatchedAt", "lastWatchedAt", "progress", "nextEpisode",
     "unconfirmedSeasons", "createdAt", "updatedAt", "mediaSummary"}
)  # fmt: skip
_EXPLAINED: Final = frozenset(
    {"mediaItemId", "mediaSummary", "state", "rating", "plays", "episodesSeen", "progress", "runs", "skipped",
     "nextEpisode", "itemCount", "items", "retractedCount", "retracted"}
)  # fmt: skip
_MARKED: Final = {404: "MEDIA_NOT_FOUND", 412: "PRECONDITION_FAILED", **_WRITE}
_RATE: Final = {400: "SEASON_NOT_ALLOWED SEASON_UNKNOWN EPISODE_UNKNOWN", **_MARKED}
_UNRATE: Final = {400: "SEASON_NOT_ALLOWED", **_MARKED}
_CURSOR: Final = frozenset({"count", "total", "limit", "offset", "hasMore", "nextCursor"})

PLAYS_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("POST", "/me/plays", "user", 201, members=_RECORDED, inner={"plays[]": _PLAY}, errors=_RECORD,
              body={"mediaItemId": "{movieId}", "watchedAt": "2026-01-01T20:00:00Z"}),
    Operation("POST", "/me/plays/batch", "user", 201, members=_RECORDED, inner={"plays[]": _PLAY}, errors=_RECORD,
              body={"plays": [{"mediaItemId": "{movieId}"}]}),
    Operation("GET", "/me/plays", "user", shape="page", query=_FILTERS, members=_PLAY, meta=_CURSOR),
    Operation("GET", "/me/plays/{newPlay}", "user", members=_PLAY, errors={404: "PLAY_NOT_FOUND"}),
    Operation("PATCH", "/me/plays/{newPlay}", "user", members=_RECORDED, inner={"plays[]": _PLAY},
              body={"watchedAt": None},
              errors={400: _TARGET, 404: "MEDIA_NOT_FOUND PLAY_NOT_FOUND", **_WRITE}),
    Operation("DELETE", "/me/plays/{newPlay}", "user", 204, "empty", errors={404: "PLAY_NOT_FOUND", **_WRITE}),
    Operation("POST", "/me/plays/removals", "user", 204, "empty", body={"playIds": ["{newPlay}"]},
              errors={404: "PLAY_NOT_FOUND", **_WRITE}),
    Operation("GET", "/me/marks", "user", shape="page", query="limit=5&mediaItemId={movieId}", members=_MARK),
    Operation("PUT", "/user-media/{showId}/seasons/{one}/rating", "user", members=_ENTRY, errors=_RATE,
              body={"rating": 4.5, "scale": "half_stars"}),
    Operation("DELETE", "/user-media/{showId}/seasons/{one}/rating", "user", members=_ENTRY, errors=_UNRATE),
    Operation("PUT", "/user-media/{showId}/seasons/{one}/episodes/{one}/rating", "user", members=_ENTRY, errors=_RATE,
              body={"rating": 85}),
    Operation("DELETE", "/user-media/{showId}/seasons/{one}/episodes/{one}/rating", "user", members=_ENTRY,
              errors=_UNRATE),
    Operation("POST", "/user-media/{showId}/rewatch", "user", members=_ENTRY,
              errors={400: "REWATCH_NOT_ALLOWED", **_MARKED}),
    Operation("POST", "/user-media/bulk", "user", shape="array", errors={403: "ACCOUNT_ERASED"},
              members=frozenset({"mediaItemId", "entry", "code", "message"}),
              body={"mediaItemIds": ["{movieId}"], "change": {"tags": ["contract"]}}),
    Operation("GET", "/user-media/counts", "user", members=frozenset({"total", "states"})),
    Operation("GET", "/me/tags", "user", shape="page", query="limit=5&offset=0", members=frozenset({"tag", "entries"})),
    Operation("GET", "/user-media/{showId}/explanation", "user", query="limit=5&offset=0", members=_EXPLAINED,
              errors={404: "MEDIA_NOT_FOUND"}),
    Operation("DELETE", "/me/marks/{noId}", "user", 404, errors={404: "MARK_NOT_FOUND", **_WRITE}),
)  # fmt: skip
