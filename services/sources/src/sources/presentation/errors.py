"""HTTP status and error code of each error."""

from functools import partial
from typing import Final

from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorTable

ERRORS: Final[ErrorTable] = {}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""
