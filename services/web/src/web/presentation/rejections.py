"""What a page says when the API rejects its form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from web.application.api import ApiError

REAUTHENTICATION: Final = "REAUTHENTICATION_REQUIRED"
ENDED_SESSION: Final = frozenset({"UNAUTHORIZED", "TOKEN_EXPIRED"})
TEXTS: Final[Mapping[str, str]] = {
    "INVALID_CREDENTIALS": "rejections.invalid_credentials",
    "INVALID_CONFIRMATION": "rejections.invalid_code",
    "INVALID_FACTOR": "rejections.invalid_factor",
    "INVALID_CODE": "rejections.invalid_code",
    "ACCOUNT_SUSPENDED": "rejections.account_suspended",
    "INVITATION_REQUIRED": "rejections.invitation_required",
    "REGISTRATION_CLOSED": "rejections.registration_closed",
    "EMAIL_TAKEN": "rejections.email_taken",
    "USERNAME_TAKEN": "rejections.username_taken",
    "RATE_LIMITED": "rejections.rate_limited",
    "DEVICE_CODE_NOT_FOUND": "rejections.device_code_not_found",
    "EXTERNAL_SIGN_IN_FAILED": "rejections.external_sign_in_failed",
    "EXTERNAL_SIGN_IN_REFUSED": "rejections.external_sign_in_refused",
    "EMAIL_NOT_VERIFIED": "rejections.email_not_verified",
    "LINK_REQUIRED": "rejections.link_required",
    "IDENTITY_TAKEN": "rejections.identity_taken",
    "LAST_SIGN_IN_METHOD": "rejections.last_sign_in_method",
    "LAST_ADMINISTRATOR": "rejections.last_administrator",
    "INVALID_PICTURE": "rejections.invalid_picture",
    "SERVICE_UNAVAILABLE": "rejections.unavailable",
    "VALIDATION_ERROR": "rejections.invalid_fields",
}
"""The texts of codes that users meet; of any other code the message of the API is shown."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why the API has rejected a form: as a whole, and what is wrong with each of its fields."""

    status: int
    key: str
    """The key of the text; empty if there is only the message."""
    message: str
    problems: Mapping[str, str] = field(default_factory=dict)
    retry_seconds: int | None = None

    def shown(self) -> dict[str, Any]:
        """Return the values with which a template shows a form again."""
        return {"rejection": self, "problems": self.problems}


def rejection_of(error: ApiError) -> Rejection:
    """Return what a form says of an error; raise it if the session has ended or the user has to prove who they are."""
    if error.code in ENDED_SESSION or error.code == REAUTHENTICATION:
        raise error
    status = error.status if error.status < 500 else 503
    return Rejection(status, TEXTS.get(error.code, ""), error.message, error.problems(), error.retry_seconds)


NONE: Final[Mapping[str, Any]] = {"rejection": None, "problems": {}}
"""The values of a form that was not sent yet."""
