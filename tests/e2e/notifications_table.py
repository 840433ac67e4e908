"""The operations of notifications, which the Ratingo API does not have. A row states access, success and errors."""

from collections.abc import Sequence
from typing import Final

from contract_operation import Operation

_DELIVERIES: Final = "/notifications/deliveries"
_ERASED: Final = {403: "ACCOUNT_ERASED"}
_MISSING: Final = {404: "DELIVERY_NOT_FOUND"}
_RETRY: Final = {**_ERASED, **_MISSING, 409: "DELIVERY_NOT_RETRYABLE"}
_NOTHING_SENT: Final = "nothing is sent to the user of the tables"

NOTIFICATIONS_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("GET", "/notifications", "user", shape="page", query="unread=true&limit=5",
              empty="the titles of the tables do not change"),
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
