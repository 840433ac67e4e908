"""Addresses of the catalog: what clients may send in a path, and the current address of what has moved."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urljoin, urlsplit
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from web.application.api import Reply
from web.presentation.fields import number_in
from web.presentation.visits import Visit

KINDS: Final[Mapping[str, str]] = {"movies": "movie", "shows": "show"}
"""The type of a title by the first part of its address."""
PERMANENT: Final = 308
LARGEST_NUMBER: Final = 100_000
LARGEST_OFFSET: Final = 10_000
_SEGMENT: Final = re.compile(r"[\w:-][\w:.-]{0,199}")


def segment(value: str) -> str:
    """Return a part of a path as it is sent to the API; raise HTTPException (404) for what no slug or id looks like."""
    if not _SEGMENT.fullmatch(value):
        raise HTTPException(404)
    return quote(value, safe=":")


def media_id(value: str) -> str:
    """Return the id of a title; raise HTTPException (404) for what is none."""
    try:
        return str(UUID(value))
    except ValueError as error:
        raise HTTPException(404) from error


def small_number(value: str) -> int:
    """Return the number of a season or year; raise HTTPException (404) for what is none."""
    number = number_in(value)
    if number is None or number > LARGEST_NUMBER:
        raise HTTPException(404)
    return number


def moved(visit: Visit, reply: Reply, address: str = "", below: str = "") -> Response | None:
    """Return the redirect to the current address of a page, or null if the API has not moved it.

    The API names the address relative to its own, and the addresses of pages end as those of the API do. Where this
    page does not, `address` is the path of the page that does, and `below` what this one has behind it.
    """
    location = reply.headers.get("location")
    if reply.status != PERMANENT or not location:
        return None
    path = urljoin(address or visit.request.url.path, urlsplit(location).path) + below
    if not path.startswith("/") or path.startswith("//"):
        raise HTTPException(404)
    query = visit.request.url.query
    return visit.respond(RedirectResponse(path + (f"?{query}" if query else ""), PERMANENT))


def offset_of(visit: Visit) -> int:
    """Return the offset of the query, or 0; beyond the largest there is nothing."""
    return min(int(str(visit.offset)[:9]), LARGEST_OFFSET)


def texts_of(visit: Visit) -> dict[str, Any]:
    """Return the parameters that decide how the catalog names and filters things for a visitor."""
    viewer = visit.viewer
    return {"language": viewer.language, "region": viewer.region, "timeZone": viewer.zone.key}


def region_of(visit: Visit) -> str:
    """Return the region of the query if it is one, else that of the visitor."""
    region = visit.request.query_params.get("region", "")
    return region if re.fullmatch("[A-Z]{2}", region) else visit.viewer.region


def render_part(visit: Visit, template: str, /, **values: Any) -> Response:
    """Return a part of a page, as a page of its own if the browser loads it without scripts."""
    if visit.is_fragment:
        return visit.render(template, **values)
    return visit.render("titles/part_page.html", part=template, **values)
