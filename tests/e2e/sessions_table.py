"""The operations for the user's own sessions, which the Ratingo API does not have."""

from collections.abc import Sequence
from typing import Final

from contract_operation import Operation

_SESSION: Final = frozenset(
    ["id", "isCurrent", "device", "userAgent", "network", "location", "methods", "createdAt", "lastUsedAt", "expiresAt"]
)

SESSIONS_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("GET", "/auth/sessions", "user", shape="page", query="limit=5&offset=0", members=_SESSION),
    Operation("DELETE", "/auth/sessions", "user", 204, "empty"),
    Operation("DELETE", "/auth/sessions/{otherSession}", "user", 204, "empty", errors={404: "SESSION_NOT_FOUND"}),
)
