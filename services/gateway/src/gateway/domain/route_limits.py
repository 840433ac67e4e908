"""The deadlines and the largest body of each request: those of its route, otherwise those of the settings."""

from dataclasses import dataclass

from gateway.domain.route_table import ROUTES, Route


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one request."""

    connect_seconds: float
    first_byte_seconds: float
    """From the end of the request to the head of the response. The service receives it and stops then."""
    total_seconds: float
    """For the whole exchange, with the time in which the client sends its body and reads the response."""
    body_bytes: int


class LimitsByRoute:
    """The limits of the routes."""

    def __init__(self, default: Limits) -> None:
        self._default = default
        self._by_path = {route.path: _limits(route, default) for route in ROUTES if _has_limits(route)}

    @property
    def default(self) -> Limits:
        """Return the limits of the routes that declare none."""
        return self._default

    def of(self, route: Route) -> Limits:
        """Return the limits of the requests to a route."""
        return self._by_path.get(route.path, self._default)


def _has_limits(route: Route) -> bool:
    own = (route.connect_seconds, route.first_byte_seconds, route.total_seconds, route.max_body_bytes)
    return any(value is not None for value in own)


def _limits(route: Route, default: Limits) -> Limits:
    def value(own: float | None, general: float) -> float:
        return general if own is None else own

    return Limits(
        value(route.connect_seconds, default.connect_seconds),
        value(route.first_byte_seconds, default.first_byte_seconds),
        value(route.total_seconds, default.total_seconds),
        default.body_bytes if route.max_body_bytes is None else route.max_body_bytes,
    )
