"""The operations for users, and of administrators for users, which the Ratingo API does not have."""

from collections.abc import Sequence
from typing import Final

from contract_operation import Operation

_USER: Final = frozenset({"id", "username", "email", "roles", "createdAt", "status", "suspendedAt", "version"})
_KEY: Final = frozenset({"id", "name", "scopes", "hint", "createdAt", "expiresAt", "lastUsedAt"})
_CONFLICTS: Final = "LAST_ADMINISTRATOR OWN_SUSPENSION"

_PREFERENCES: Final = frozenset({"language", "region", "timeZone", "spoilerMode", "ratingScale"})

_INVITATION: Final = frozenset({"id", "email", "createdBy", "createdAt", "expiresAt", "usedAt", "userId"})

_LETTER: Final = frozenset(
    {"id", "reference", "service", "topic", "partition", "offset", "key", "eventId", "eventType", "code", "reason"}
) | {"rejectedAt", "status", "note", "requestedBy", "requestedAt", "handledAt", "failure"}
_OF_LETTER: Final = {404: "DEAD_LETTER_NOT_FOUND", 409: "DEAD_LETTER_HANDLED"}

_ENTRY: Final = frozenset({"id", "kind", "at", "sessionId", "device", "details"})
_CURSOR_META: Final = frozenset({"count", "limit", "hasMore", "nextCursor"})

USERS_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("POST", "/users/me/avatar", "user", 404, body={"key": "uploads/avatars/none"},
              errors={400: "INVALID_PICTURE", 404: "UPLOAD_NOT_FOUND"}),
    Operation("DELETE", "/users/me/avatar", "user", 204, "empty"),
    Operation("GET", "/users/avatars/{movieId}/{pictureFile}", "none", 404,
              errors={404: "PICTURE_NOT_FOUND"}),
    Operation("GET", "/users", "optional", shape="array", query="ids={editorId}",
              members=frozenset({"id", "username", "avatarUrl"})),
    Operation("GET", "/users/me/preferences", "user", members=_PREFERENCES),
    Operation("PATCH", "/users/me/preferences", "user", members=_PREFERENCES, body={"ratingScale": "stars10"},
              errors={412: "PRECONDITION_FAILED"}),
    Operation("GET", "/admin/users", "admin", shape="page", query="query={editorId}&limit=5&offset=0", members=_USER),
    Operation("PUT", "/admin/users/{editorId}/roles", "admin", body={"roles": ["user", "editor"]}, members=_USER,
              errors={404: "USER_NOT_FOUND", 409: "LAST_ADMINISTRATOR OWN_ADMIN_ROLE", 412: "PRECONDITION_FAILED",
                      428: "PRECONDITION_REQUIRED"}),
    Operation("GET", "/admin/users/{editorId}", "admin", members=_USER, errors={404: "USER_NOT_FOUND"}),
    Operation("PUT", "/admin/users/{memberId}/suspension", "admin", body={"reason": "spam"}, members=_USER,
              errors={404: "USER_NOT_FOUND", 409: _CONFLICTS}),
    Operation("DELETE", "/admin/users/{memberId}/suspension", "admin", members=_USER, errors={404: "USER_NOT_FOUND"}),
    Operation("DELETE", "/admin/users/{memberId}/factors", "admin", 204, "empty",
              errors={403: "REAUTHENTICATION_REQUIRED", 404: "USER_NOT_FOUND"}, recent=True),
    Operation("DELETE", "/admin/users/{memberId}/sessions", "admin", members=frozenset({"ended"}),
              errors={404: "USER_NOT_FOUND"}),
    Operation("POST", "/auth/api-keys", "user", status=201, body={"name": "Backup", "scopes": ["library:read"]},
              members=_KEY | {"key"}, errors={403: "REAUTHENTICATION_REQUIRED", 409: "API_KEY_LIMIT"}, recent=True),
    Operation("GET", "/auth/api-keys", "user", shape="array", members=_KEY),
    Operation("DELETE", "/auth/api-keys/{newKey}", "user", status=204, shape="empty",
              errors={404: "API_KEY_NOT_FOUND"}),
    Operation("POST", "/admin/invitations", "admin", 201, body={"expiresInDays": 3}, members=_INVITATION | {"code"}),
    Operation("GET", "/admin/invitations", "admin", shape="page", query="limit=5&offset=0", members=_INVITATION),
    Operation("DELETE", "/admin/invitations/{newInvitation}", "admin", 204, "empty",
              errors={404: "INVITATION_NOT_FOUND"}),
    Operation("GET", "/admin/dead-letters", "admin", shape="page", query="limit=5&topic=none", members=_LETTER,
              empty="no service has rejected an event of this topic"),
    Operation("GET", "/admin/dead-letters/{movieId}", "admin", 404, errors={404: "DEAD_LETTER_NOT_FOUND"}),
    Operation("POST", "/admin/dead-letters/{movieId}/redrive", "admin", 404, body={"note": "none"}, errors=_OF_LETTER),
    Operation("POST", "/admin/dead-letters/{movieId}/discard", "admin", 404, body={"note": "none"}, errors=_OF_LETTER),
    Operation("POST", "/admin/dead-letters/redrive", "admin", 202, body={"topic": "none"},
              members=frozenset({"letters"})),
    Operation("POST", "/admin/dead-letters/discard", "admin", 202, body={"topic": "none"},
              members=frozenset({"letters"})),
    Operation("GET", "/auth/audit", "user", shape="page", query="limit=5", members=_ENTRY | {"actor", "network"},
              meta=_CURSOR_META),
    Operation("GET", "/admin/audit", "admin", shape="page", query="limit=5&userId={editorId}",
              members=_ENTRY | {"userId", "actorId", "userAgent", "address"}, meta=_CURSOR_META),
)  # fmt: skip
