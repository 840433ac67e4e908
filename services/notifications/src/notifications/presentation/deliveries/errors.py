"""HTTP status and error code of the errors of deliveries."""

from typing import Final

from chassis.http.errors import ErrorSpec, ErrorTable
from notifications.domain.deliveries.errors import (
    AddressNotConfirmed,
    DeliveryNotFound,
    DeliveryNotRetryable,
    DestinationNotFound,
    TooManyTests,
)

DELIVERY_ERRORS: Final[ErrorTable] = {
    DeliveryNotFound: ErrorSpec(
        404, "DELIVERY_NOT_FOUND", DeliveryNotFound("no delivery has the id 0f7b3f0e-3b52-5d6f-9c53-7a0c1d3cf8b1")
    ),
    DeliveryNotRetryable: ErrorSpec(
        409,
        "DELIVERY_NOT_RETRYABLE",
        DeliveryNotRetryable("the delivery is delivered, only failed and unconfirmed ones are retried"),
    ),
    AddressNotConfirmed: ErrorSpec(
        409,
        "ADDRESS_NOT_CONFIRMED",
        AddressNotConfirmed("the account has no confirmed e-mail address that accepts mail"),
    ),
    DestinationNotFound: ErrorSpec(
        404,
        "DESTINATION_NOT_FOUND",
        DestinationNotFound("no enabled target has the id 5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"),
    ),
    TooManyTests: ErrorSpec(429, "TEST_LIMIT_REACHED", TooManyTests(10, 3600), headers=("Retry-After",)),
}
