"""The operations of notifications, which the Ratingo API does not have. A row states access, success and errors."""

from collections.abc import Sequence
from typing import Final

from contract_operation import Operation


def _of(names: str) -> frozenset[str]:
    return frozenset(names.split())


_INBOX: Final = "/notifications"
_NOTIFICATION: Final = _of("id kind values mediaItemId occurredAt createdAt sequence readAt")
_DELIVERIES: Final = "/notifications/deliveries"
_ERASED: Final = {403: "ACCOUNT_ERASED"}
_CHANGE: Final = {**_ERASED, 404: "NOTIFICATION_NOT_FOUND"}
_MISSING: Final = {404: "DELIVERY_NOT_FOUND"}
_RETRY: Final = {**_ERASED, **_MISSING, 409: "DELIVERY_NOT_RETRYABLE"}
_NOTHING_SENT: Final = "nothing is sent to the user of the tables"

NOTIFICATIONS_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("GET", _INBOX, "user", shape="page", query="limit=5&category=titles", members=_NOTIFICATION,
              empty="the titles of the tables do not change"),
    Operation("GET", f"{_INBOX}/summary", "user", members=_of("unread byCategory sequence")),
    Operation("GET", f"{_INBOX}/stream", "user", shape="text"),
    Operation("POST", f"{_INBOX}/read-all", "user", body={"upTo": 1042}, members=_of("count"), errors=_ERASED),
    Operation("PUT", f"{_INBOX}/{{userId}}/read", "user", errors=_CHANGE),
    Operation("DELETE", f"{_INBOX}/{{userId}}/read", "user", errors=_CHANGE),
    Operation("DELETE", f"{_INBOX}/{{userId}}", "user", 204, "empty", errors=_CHANGE),
    Operation("GET", _DELIVERIES, "user", shape="page", query="state=failed&channel=email&limit=5",
              empty=_NOTHING_SENT),
    Operation("GET", f"{_DELIVERIES}/{{userId}}", "user", errors=_MISSING),
    Operation("POST", f"{_DELIVERIES}/{{userId}}/retry", "user", errors=_RETRY),
    Operation("GET", "/admin/notifications/deliveries", "admin", shape="page", query="state=failed&limit=5",
              empty=_NOTHING_SENT),
    Operation("POST", "/admin/notifications/deliveries/{userId}/retry", "admin", errors=_RETRY),
    Operation("POST", "/notifications/email/test", "user", 202, errors={**_ERASED, 409: "ADDRESS_NOT_CONFIRMED"}),
    Operation("POST", "/notifications/targets/{userId}/test", "user", 202,
              errors={**_ERASED, 404: "DESTINATION_NOT_FOUND"}),
)  # fmt: skip
