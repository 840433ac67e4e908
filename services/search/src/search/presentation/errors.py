"""HTTP status and error code of each error."""

from functools import partial
from typing import Final

from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable
from search.domain.errors import EntryNotFound, ProviderSearchLimited

ERRORS: Final[ErrorTable] = {
    EntryNotFound: ErrorSpec(
        404, "ENTRY_NOT_FOUND", EntryNotFound("no title has the id bdf784d0-c2eb-5939-9d13-a7324e63a0e9")
    ),
    ProviderSearchLimited: ErrorSpec(
        429, "PROVIDER_SEARCH_LIMIT_REACHED", ProviderSearchLimited(30), headers=("Retry-After",)
    ),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""
