"""The operations for users, and of administrators for users, which the Ratingo API does not have."""

from collections.abc import Sequence
from typing import Final

from contract_operation import Operation

_USER: Final = frozenset({"id", "username", "email", "roles", "createdAt", "version"})

_PREFERENCES: Final = frozenset({"language", "region", "timeZone", "spoilerMode", "ratingScale"})

USERS_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("GET", "/users/me/preferences", "user", members=_PREFERENCES),
    Operation("PATCH", "/users/me/preferences", "user", members=_PREFERENCES, body={"ratingScale": "stars10"},
              errors={412: "PRECONDITION_FAILED"}),
    Operation("GET", "/admin/users", "admin", shape="page", query="query={editorId}&limit=5&offset=0", members=_USER),
    Operation("PUT", "/admin/users/{editorId}/roles", "admin", body={"roles": ["user", "editor"]}, members=_USER,
              errors={404: "USER_NOT_FOUND", 409: "LAST_ADMINISTRATOR OWN_ADMIN_ROLE", 412: "PRECONDITION_FAILED",
                      428: "PRECONDITION_REQUIRED"}),
)  # fmt: skip
