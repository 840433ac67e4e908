"""Operations that are going to end: marked in the document, with the headers `Deprecation` and `Sunset`.

RFC 9745 and RFC 8594. A route states both days: `**deprecated(date(2027, 1, 1), date(2027, 8, 1))` among its arguments.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any, Final, TypedDict

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Scope

from chassis.http.middleware import Header, ResponseHeaders

NOTICE: Final = timedelta(days=180)
"""The shortest time from the deprecation of an operation to its end."""
SINCE: Final = "x-deprecated-since"
SUNSET: Final = "x-sunset"
"""Extensions of an operation in the document: the days on which it becomes deprecated, and on which it ends."""


class Deprecated(TypedDict):
    """Arguments of a route."""

    deprecated: bool
    openapi_extra: dict[str, Any]


def deprecated(since: date, sunset: date) -> Deprecated:
    """Return the arguments of a route that is deprecated since a day (UTC) and ends on another; raise ValueError."""
    if sunset - since < NOTICE:
        raise ValueError(f"an operation ends at least {NOTICE.days} days after its deprecation")
    return {"deprecated": True, "openapi_extra": {SINCE: since.isoformat(), SUNSET: sunset.isoformat()}}


def with_deprecation(route: BaseRoute, app: ASGIApp) -> ASGIApp:
    """Return the application of a route, with the headers on its responses if it is deprecated."""
    extra = (isinstance(route, APIRoute) and route.openapi_extra) or {}
    if SINCE not in extra:
        return app
    return _Headers(app, date.fromisoformat(extra[SINCE]), date.fromisoformat(extra[SUNSET]))


class _Headers(ResponseHeaders):
    def __init__(self, app: ASGIApp, since: date, sunset: date) -> None:
        super().__init__(app)
        self._headers: Sequence[Header] = (
            (b"deprecation", f"@{int(_instant(since).timestamp())}".encode()),
            (b"sunset", format_datetime(_instant(sunset), usegmt=True).encode()),
        )

    def headers(self, _: Scope) -> Sequence[Header]:
        """Return the headers of every response."""
        return self._headers


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
