"""Charts over HTTP: the parameters of a picture, its headers, and how the API document describes it."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final, TypeVar, get_args

from fastapi import APIRouter, Request, Response
from pydantic import Field

from charts.model import Chart
from charts.options import (
    HEIGHT,
    LEAST_HEIGHT,
    LEAST_WIDTH,
    MOST_HEIGHT,
    MOST_WIDTH,
    SPARK_HEIGHT,
    SPARK_WIDTH,
    WIDTH,
    Format,
    Look,
    Theme,
)
from charts.rendering import ChartRenderer, TooManyDrawings, tag_of
from chassis.http.document.error_cases import Responses
from chassis.http.document.media import DocumentedResponse
from chassis.http.document.openapi import headers
from chassis.http.errors import CODES, MESSAGES, ApiError
from chassis.http.follow_up.preconditions import is_current
from chassis.http.schemas import Parameters

Endpoint = TypeVar("Endpoint", bound=Callable[..., Coroutine[Any, Any, Response]])

MAX_AGE: Final = 300
"""Seconds for which a picture may be kept without a question to the server."""
RETRY_AFTER: Final = 5
"""Seconds after which a client may request a picture again that could not be drawn now."""
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
SVG: Final = "image/svg+xml"
PNG: Final = "image/png"
_HEADERS: Final = {
    "Cache-Control": f"public, max-age={MAX_AGE}",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    # Pictures are embedded by pages of other origins, also by those that read them with a script.
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PRIVATE: Final = {"Cache-Control": "private, no-cache", "Cross-Origin-Resource-Policy": "same-site"}
_SVG_EXAMPLE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="400" viewBox="0 0 800 400" role="img"'
    ' aria-labelledby="title-1f0c3a5b desc-1f0c3a5b"><title id="title-1f0c3a5b">Dune</title>'
    '<desc id="desc-1f0c3a5b">Live watchers per day.</desc></svg>'
)


class ChartParams(Parameters):
    """The look of a picture."""

    theme: Theme = Field(
        default="auto",
        description="`light`, `dark`, or `auto`: an SVG follows the reader's system, a PNG is light; default: `auto`",
        examples=["dark"],
    )
    width: int = Field(
        default=WIDTH,
        ge=LEAST_WIDTH,
        le=MOST_WIDTH,
        description=f"Width in pixels, from {LEAST_WIDTH} to {MOST_WIDTH}; default: {WIDTH}",
        examples=[800],
    )
    height: int = Field(
        default=HEIGHT,
        ge=LEAST_HEIGHT,
        le=MOST_HEIGHT,
        description=f"Height in pixels, from {LEAST_HEIGHT} to {MOST_HEIGHT}; default: {HEIGHT}",
        examples=[400],
    )

    def look(self, form: Format) -> Look:
        """Return the look of a picture in a form."""
        return Look(form, self.theme, self.width, self.height)


class SparklineParams(Parameters):
    """The look of a small picture."""

    theme: Theme = Field(
        default="auto",
        description="`light`, `dark`, or `auto`: the picture follows the reader's system; default: `auto`",
        examples=["dark"],
    )

    def look(self) -> Look:
        """Return the look of a small picture."""
        return Look("svg", self.theme, SPARK_WIDTH, SPARK_HEIGHT)


def documented(form: Format) -> Responses:
    """Return the API document of a route that responds with a picture."""
    caching = headers("ETag", "Cache-Control")
    content: dict[str, Any] = (
        {SVG: {"schema": {"type": "string"}, "example": _SVG_EXAMPLE}}
        if form == "svg"
        else {PNG: {"schema": {"type": "string", "contentEncoding": "base64"}, "example": "iVBORw0KGgo="}}
    )
    return {
        200: {"description": f"A picture as {form.upper()}", "headers": caching, "content": content},
        304: {"description": "Not Modified: the picture in `If-None-Match` is still the same", "headers": caching},
    }


def chart_routes(router: APIRouter, path: str, *, summary: str, errors: Responses) -> Callable[[Endpoint], Endpoint]:
    """Serve `chart.svg` and `chart.png` below a path by one endpoint, which learns the form from `form_of`."""

    def register(endpoint: Endpoint) -> Endpoint:
        for form in FORMATS:
            router.add_api_route(
                f"{path}/chart.{form}",
                endpoint,
                name=f"{endpoint.__name__}_{form}",
                summary=summary if form == "svg" else f"{summary} as {form.upper()}",
                response_class=DocumentedResponse,
                responses={**documented(form), **errors},
            )
        return endpoint

    return register


def form_of(request: Request) -> Format:
    """Return the form of the requested picture."""
    return next(form for form in FORMATS if request.url.path.endswith(f".{form}"))


async def chart_response(request: Request, chart: Chart, look: Look) -> Response:
    """Return the picture of a chart, or 304 when the client has it already; such a picture is not even drawn.

    When too many pictures wait to be drawn, a new one is a 503 with Retry-After.
    The application has its renderer in `state.charts`.
    """
    return await _chart_response(request, chart, look, _HEADERS)


async def private_chart_response(request: Request, chart: Chart, look: Look) -> Response:
    """Return the picture of a chart that belongs to one user: the client keeps it, and compares it at every use."""
    return await _chart_response(request, chart, look, _HEADERS | _PRIVATE)


async def _chart_response(request: Request, chart: Chart, look: Look, common: Mapping[str, str]) -> Response:
    response_headers = {**common, "ETag": tag_of(chart, look)}
    if is_current(request.headers.get("if-none-match"), response_headers["ETag"]):
        return Response(status_code=304, headers=response_headers)
    renderer: ChartRenderer = request.app.state.charts
    try:
        picture = await renderer.picture(chart, look)
    except TooManyDrawings as error:
        raise ApiError(503, CODES[503], MESSAGES[503], headers={"Retry-After": str(RETRY_AFTER)}) from error
    return Response(picture.body, media_type=SVG if look.format == "svg" else PNG, headers=response_headers)
