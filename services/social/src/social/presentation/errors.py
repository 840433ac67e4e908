"""HTTP status and error code of each error."""

from functools import partial
from typing import Final

from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable
from social.domain.activity.errors import HiddenTitleLimitReached
from social.domain.live.errors import TooManyStreams
from social.domain.people.errors import AccountErased, PersonNotFound, TooManySearches
from social.presentation.relations.errors import RELATION_ERRORS
from social.presentation.reviews.errors import REVIEW_ERRORS
from social.presentation.together.errors import TOGETHER_ERRORS

ERRORS: Final[ErrorTable] = {
    **RELATION_ERRORS,
    HiddenTitleLimitReached: ErrorSpec(409, "HIDDEN_TITLE_LIMIT_REACHED", HiddenTitleLimitReached(2_000)),
    TooManyStreams: ErrorSpec(429, "TOO_MANY_STREAMS", TooManyStreams("per user", 5), headers=("Retry-After",)),
    AccountErased: ErrorSpec(403, "ACCOUNT_ERASED", AccountErased()),
    TooManySearches: ErrorSpec(429, "RATE_LIMITED", TooManySearches(30, 12), headers=("Retry-After",)),
    PersonNotFound: ErrorSpec(404, "USER_NOT_FOUND", PersonNotFound()),
    **REVIEW_ERRORS,
    **TOGETHER_ERRORS,
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""
