"""The operations of devices."""

from collections.abc import Sequence
from typing import Final

from contract_operation import Operation

_DEVICE: Final = frozenset({"id", "name", "kind", "createdAt", "lastUsedAt"})
_USER_CODE: Final = {404: "DEVICE_CODE_NOT_FOUND"}
_WAITING: Final = frozenset({"deviceName", "client", "address", "requestedAt", "expiresAt"})

DEVICES_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("POST", "/auth/device", "none", body={"deviceName": "Living room"},
              members=frozenset({"deviceCode", "userCode", "verificationUri", "verificationUriComplete", "qrCode",
                                 "expiresIn", "interval"})),
    Operation("POST", "/auth/device/token", "none", 400, body={"deviceCode": "c" * 43},
              errors={400: "ACCESS_DENIED AUTHORIZATION_PENDING EXPIRED_TOKEN INVALID_GRANT SLOW_DOWN",
                      403: "ACCOUNT_SUSPENDED"}),
    Operation("GET", "/auth/device/request", "user", query="userCode={userCode}", members=_WAITING, errors=_USER_CODE),
    Operation("POST", "/auth/device/approve", "user", 204, "empty", body={"userCode": "{userCode}"}, errors=_USER_CODE),
    Operation("POST", "/auth/device/deny", "user", 204, "empty", body={"userCode": "{userCode}"}, errors=_USER_CODE),
    Operation("GET", "/auth/devices", "user", shape="array", members=_DEVICE | {"current"}),
    # The user of the tables has as many devices as the plan permits.
    Operation("POST", "/auth/devices", "user", 409, body={"name": "Phone", "kind": "phone"},
              errors={409: "DEVICE_LIMIT_REACHED"}),
    Operation("POST", "/auth/devices/token", "user", 400, body={"deviceToken": "x"},
              errors={400: "INVALID_DEVICE_TOKEN"}),
    Operation("PATCH", "/auth/devices/{deviceId}", "user", body={"name": "Bedroom"}, members=_DEVICE | {"current"},
              errors={404: "DEVICE_NOT_FOUND"}),
    Operation("DELETE", "/auth/devices/{noId}", "user", 404, errors={404: "DEVICE_NOT_FOUND"}),
    Operation("GET", "/admin/users/{editorId}/devices", "admin", shape="array", empty="the user has registered none",
              errors={404: "USER_NOT_FOUND"}),
)  # fmt: skip
