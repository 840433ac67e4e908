"""What the public server runs."""

from dataclasses import dataclass

from starlette.types import ASGIApp

from chassis.http.server.at_once import AtOnce
from gateway.presentation.stated_clients import StatedClients


@dataclass(frozen=True, slots=True)
class Api:
    """The application, and what serves requests before it."""

    application: ASGIApp
    """Cached proxy, pages and media files, with CORS and security headers around them."""
    at_once: AtOnce
    """Serves fresh responses from memory."""
    clients: StatedClients
