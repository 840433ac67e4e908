"""HTTP status and error code of each error."""

from functools import partial
from typing import Final
from uuid import UUID

from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable
from playback.domain.assets.errors import AssetExists, AssetNotFound
from playback.domain.assets.subject import Subject
from playback.domain.delivery.errors import DeliveryUnavailable

_ID: Final = UUID("6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11")
_EPISODE: Final = Subject(UUID("bdf784d0-c2eb-5939-9d13-a7324e63a0e9"), 2, 5)

ERRORS: Final[ErrorTable] = {
    AssetNotFound: ErrorSpec(404, "ASSET_NOT_FOUND", AssetNotFound(_ID)),
    AssetExists: ErrorSpec(409, "ASSET_EXISTS", AssetExists(_EPISODE)),
    DeliveryUnavailable: ErrorSpec(503, "DELIVERY_UNAVAILABLE", DeliveryUnavailable()),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""
