"""HTTP status and error code of each error."""

from functools import partial
from typing import Final

from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable
from notifications.domain.errors import (
    AccountErased,
    KindNotFound,
    NotificationNotFound,
    PreferencesChanged,
    TooManyStreams,
    UnsubscribeTokenInvalid,
)
from notifications.presentation.deliveries.errors import DELIVERY_ERRORS
from notifications.presentation.targets.errors import TARGET_ERRORS
from notifications.presentation.webhooks.errors import WEBHOOK_ERRORS

ERRORS: Final[ErrorTable] = {
    AccountErased: ErrorSpec(403, "ACCOUNT_ERASED", AccountErased("the data of this account was erased")),
    NotificationNotFound: ErrorSpec(
        404,
        "NOTIFICATION_NOT_FOUND",
        NotificationNotFound("no notification has the id 5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"),
    ),
    KindNotFound: ErrorSpec(404, "KIND_NOT_FOUND", KindNotFound("no messages are of this kind")),
    **DELIVERY_ERRORS,
    **TARGET_ERRORS,
    PreferencesChanged: ErrorSpec(412, "PRECONDITION_FAILED", PreferencesChanged()),
    UnsubscribeTokenInvalid: ErrorSpec(400, "UNSUBSCRIBE_TOKEN_INVALID", UnsubscribeTokenInvalid()),
    TooManyStreams: ErrorSpec(429, "TOO_MANY_STREAMS", TooManyStreams("per user", 5), headers=("Retry-After",)),
    **WEBHOOK_ERRORS,
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""
