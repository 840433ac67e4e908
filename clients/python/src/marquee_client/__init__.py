"""A client of the Marquee API: `Client` blocks, `AsyncClient` is awaited; errors are exceptions with a stable code."""

from marquee_client import models
from marquee_client.client import AsyncClient, Client
from marquee_client.errors import (
    ApiError,
    Conflict,
    InvalidRequest,
    MarqueeError,
    NotAllowed,
    NotChanged,
    NotFound,
    NotSignedIn,
    ServerError,
    TooManyRequests,
    UnexpectedResponse,
    Unreachable,
)
from marquee_client.events import Event
from marquee_client.pages import async_items, items

__all__ = [
    "ApiError",
    "AsyncClient",
    "Client",
    "Conflict",
    "Event",
    "InvalidRequest",
    "MarqueeError",
    "NotAllowed",
    "NotChanged",
    "NotFound",
    "NotSignedIn",
    "ServerError",
    "TooManyRequests",
    "UnexpectedResponse",
    "Unreachable",
    "async_items",
    "items",
    "models",
]
