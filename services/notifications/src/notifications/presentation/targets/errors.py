"""HTTP status and error code of the errors of targets."""

from typing import Final

from chassis.core.rules.broken import BrokenRule
from chassis.http.errors import ErrorSpec, ErrorTable
from notifications.domain.targets.errors import (
    ChannelUnavailable,
    CodeNotRequested,
    InvalidAddress,
    InvalidCode,
    TargetLimitReached,
    TargetNotConfirmed,
    TargetNotFound,
    TooManyCodes,
)

TARGET_ERRORS: Final[ErrorTable] = {
    InvalidAddress: ErrorSpec(
        400, "VALIDATION_ERROR", InvalidAddress("endpoint", BrokenRule("url_scheme", "must begin with https://"))
    ),
    TargetNotFound: ErrorSpec(
        404, "TARGET_NOT_FOUND", TargetNotFound("no target has the id 5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11")
    ),
    TargetLimitReached: ErrorSpec(409, "TARGET_LIMIT_REACHED", TargetLimitReached(20)),
    TargetNotConfirmed: ErrorSpec(
        409,
        "TARGET_NOT_CONFIRMED",
        TargetNotConfirmed("the number is not confirmed: send the code that it received"),
    ),
    CodeNotRequested: ErrorSpec(409, "CODE_NOT_REQUESTED", CodeNotRequested("the target needs no code")),
    InvalidCode: ErrorSpec(409, "INVALID_CODE", InvalidCode("the code is wrong, expired, or was tried too often")),
    ChannelUnavailable: ErrorSpec(
        409, "CHANNEL_UNAVAILABLE", ChannelUnavailable("this installation does not use the channel webpush")
    ),
    TooManyCodes: ErrorSpec(429, "CODE_LIMIT_REACHED", TooManyCodes(5, 3600), headers=("Retry-After",)),
}
