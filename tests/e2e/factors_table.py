"""The operations of second factors, passkeys and codes. Journeys of a user with factors are in `test_factors.py`."""

from collections.abc import Sequence
from typing import Any, Final

from contract_operation import Operation
from contract_table import PASSWORD

_CHALLENGE: Final = "x" * 43
_RECENT: Final = {403: "REAUTHENTICATION_REQUIRED"}
_REJECTED: Final = {401: "INVALID_FACTOR"}
_SIGN_IN: Final = {401: "INVALID_FACTOR", 403: "ACCOUNT_SUSPENDED"}
_CREDENTIAL: Final = {"id": "eA", "rawId": "eA", "type": "public-key"}
_CREATED: Final = {**_CREDENTIAL, "response": {"clientDataJSON": "e30", "attestationObject": "oA"}}
_SIGNED: Final = {**_CREDENTIAL, "response": {"clientDataJSON": "e30", "authenticatorData": "", "signature": ""}}
_CODES: Final = frozenset({"recoveryCodes"})
_SENT: Final = frozenset({"expiresInSeconds"})
_OPTIONS: Final = frozenset({"publicKey"})
_FACTORS: Final = frozenset({"needsSecondFactor", "methods", "totp", "passkeys", "recoveryCodes", "phone"})


def _recent(method: str, path: str, status: int, errors: dict[int, str], **more: Any) -> Operation:
    """Return an operation of a user who has just registered."""
    return Operation(method, f"/auth{path}", "user", status, errors={**_RECENT, **errors}, newcomer=True, **more)


FACTORS_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("GET", "/auth/factors", "user", members=_FACTORS),
    _recent("POST", "/factors/totp", 201, {409: "TOTP_ENABLED"}, members=frozenset({"secret", "uri", "qrCode"})),
    _recent("POST", "/factors/totp/confirm", 404, {**_REJECTED, 404: "TOTP_NOT_FOUND", 409: "TOTP_ENABLED"},
            body={"code": "123456"}),
    _recent("DELETE", "/factors/totp", 404, {404: "TOTP_NOT_FOUND"}),
    _recent("POST", "/factors/recovery-codes", 409, {409: "NO_SECOND_FACTOR"}),
    _recent("PUT", "/factors/phone", 202, {409: "PHONE_CONFIRMED"}, members=_SENT,
            body={"number": "+44 20 7123 4567", "use": "second-factor"}),
    _recent("POST", "/factors/phone/confirm", 404, {**_REJECTED, 404: "PHONE_NOT_FOUND", 409: "PHONE_CONFIRMED"},
            body={"code": "123456"}),
    _recent("DELETE", "/factors/phone", 404, {404: "PHONE_NOT_FOUND"}),
    _recent("POST", "/passkeys/options", 200, {409: "PASSKEY_LIMIT"}, members=_OPTIONS),
    _recent("POST", "/passkeys", 401, {**_REJECTED, 409: "PASSKEY_LIMIT"}, body={"credential": _CREATED}),
    Operation("GET", "/auth/passkeys", "user", shape="page", empty="the user has none"),
    Operation("PATCH", "/auth/passkeys/{noId}", "user", 404, body={"name": "Laptop"},
              errors={404: "PASSKEY_NOT_FOUND"}),
    _recent("DELETE", "/passkeys/{noId}", 404, {404: "PASSKEY_NOT_FOUND"}),
    Operation("POST", "/auth/passkeys/sign-in/options", "none", members=_OPTIONS),
    Operation("POST", "/auth/passkeys/sign-in", "none", 401, body={"credential": _SIGNED}, errors=_SIGN_IN),
    Operation("POST", "/auth/login/second-factor", "none", 401, errors=_SIGN_IN,
              body={"challenge": _CHALLENGE, "method": "totp", "code": "123456"}),
    Operation("POST", "/auth/login/second-factor/options", "none", 401, body={"challenge": _CHALLENGE},
              errors=_REJECTED),
    Operation("POST", "/auth/login/second-factor/code", "none", 401, body={"challenge": _CHALLENGE}, errors=_REJECTED),
    Operation("POST", "/auth/codes", "none", 202, members=_SENT, body={"email": "{unique}@marquee.example"}),
    Operation("POST", "/auth/codes/sign-in", "none", 401, body={"username": "{unique}", "code": "123456"},
              errors={401: "INVALID_FACTOR SECOND_FACTOR_REQUIRED", 403: "ACCOUNT_SUSPENDED"}),
    Operation("POST", "/auth/reauthenticate", "user", 204, "empty", body={"method": "password", "password": PASSWORD},
              errors={401: "INVALID_CREDENTIALS INVALID_FACTOR"}),
    Operation("POST", "/auth/reauthenticate/options", "user", 401, errors=_REJECTED),
    Operation("POST", "/auth/reauthenticate/code", "user", 401, errors=_REJECTED),
)  # fmt: skip
