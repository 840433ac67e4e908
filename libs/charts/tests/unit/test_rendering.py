"""Drawing without blocking the event loop: once per picture, in one thread, kept in bounded memory."""

import asyncio
import subprocess
import sys
import threading
from datetime import date

import pytest
from fastapi import Depends, FastAPI, Request, Response

from charts.http import ChartParams, chart_response
from charts.model import Caption, Chart, LineChart, Point, Series
from charts.options import Look
from charts.rendering import ChartRenderer, TooManyDrawings, tag_of
from chassis.http.errors import install_error_handlers
from chassis.testing.clients import client_for

pytestmark = pytest.mark.unit


def _chart(name: str = "Dune", value: float = 1.0) -> LineChart:
    return LineChart(Caption(name), (Series(name, (Point(date(2026, 11, 1), value),)),))


class Drawing:
    """Draws nothing, counts, and waits until it may go on."""

    def __init__(self, size: int = 10) -> None:
        self.calls: list[Chart] = []
        self.at_once = 0
        self.most_at_once = 0
        self.free = threading.Event()
        self.free.set()
        self._size = size

    def __call__(self, chart: Chart, look: Look) -> bytes:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.free.wait()
        self.calls.append(chart)
        self.at_once -= 1
        return b"x" * self._size


async def test_a_picture_is_drawn_once() -> None:
    drawing = Drawing()
    renderer = ChartRenderer(drawing)
    first = await renderer.picture(_chart(), Look())
    assert await renderer.picture(_chart(), Look()) == first
    assert len(drawing.calls) == 1


async def test_requests_at_the_same_time_share_a_drawing_and_others_wait() -> None:
    drawing = Drawing()
    drawing.free.clear()
    renderer = ChartRenderer(drawing)
    charts = [_chart(), _chart(), _chart("Lost")]
    tasks = [asyncio.create_task(renderer.picture(chart, Look())) for chart in charts]
    await asyncio.sleep(0)
    tasks[0].cancel()
    drawing.free.set()
    await asyncio.gather(*tasks[1:])
    assert len(drawing.calls) == 2
    assert drawing.most_at_once == 1


async def test_waiting_drawings_are_bounded() -> None:
    drawing = Drawing()
    drawing.free.clear()
    renderer = ChartRenderer(drawing, most_waiting=2)
    tasks = [asyncio.create_task(renderer.picture(_chart(name), Look())) for name in ("Dune", "Lost")]
    await asyncio.sleep(0)
    refused = asyncio.create_task(renderer.picture(_chart("Andor"), Look()))
    await asyncio.sleep(0)
    again = asyncio.create_task(renderer.picture(_chart("Lost"), Look()))
    drawing.free.set()
    await asyncio.gather(*tasks, again)
    with pytest.raises(TooManyDrawings):
        await refused
    assert len(drawing.calls) == 2
    assert (await renderer.picture(_chart("Andor"), Look())).body


async def test_memory_is_bounded() -> None:
    drawing = Drawing(size=60)
    renderer = ChartRenderer(drawing, most_bytes=100)
    for name in ("a", "b", "a"):
        await renderer.picture(_chart(name), Look())
    assert len(drawing.calls) == 3
    large = Drawing(size=200)
    assert len((await ChartRenderer(large, most_bytes=100).picture(_chart(), Look())).body) == 200


async def test_an_error_of_one_drawing_is_not_kept() -> None:
    failures = iter([RuntimeError("no font"), None])

    def draw(chart: Chart, look: Look) -> bytes:
        if failure := next(failures):
            raise failure
        return b"ok"

    renderer = ChartRenderer(draw)
    with pytest.raises(RuntimeError):
        await renderer.picture(_chart(), Look())
    assert (await renderer.picture(_chart(), Look())).body == b"ok"


def test_a_tag_differs_by_data_and_look() -> None:
    tags = {
        tag_of(chart, look)
        for chart in (_chart(), _chart(value=2.0), _chart("Lost"))
        for look in (Look(), Look("png"), Look(theme="dark"), Look(width=300))
    }
    assert len(tags) == 12
    assert tag_of(_chart(), Look()) == tag_of(_chart(), Look())


async def test_a_picture_has_the_headers_of_one_that_may_be_embedded_and_a_known_one_is_not_drawn() -> None:
    drawing = Drawing()
    app = FastAPI()
    app.state.charts = ChartRenderer(drawing)

    @app.get("/chart.svg")
    async def chart(request: Request, params: ChartParams = Depends()) -> Response:
        return await chart_response(request, _chart(), params.look("svg"))

    async with client_for(app) as client:
        response = await client.get("/chart.svg")
        assert response.status_code == 200
        assert response.headers["content-type"] == "image/svg+xml"
        assert response.headers["cache-control"] == "public, max-age=300"
        assert response.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "set-cookie" not in response.headers
        again = await client.get("/chart.svg", headers={"If-None-Match": response.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == response.headers["etag"]
        app.state.charts = ChartRenderer(drawing)
        await client.get("/chart.svg", headers={"If-None-Match": response.headers["etag"]})
        assert len(drawing.calls) == 1


async def test_a_picture_that_cannot_be_drawn_now_is_a_503_with_the_time_of_the_next_attempt() -> None:
    app = FastAPI()
    install_error_handlers(app, {})
    app.state.charts = ChartRenderer(Drawing(), most_waiting=0)

    @app.get("/chart.svg")
    async def chart(request: Request, params: ChartParams = Depends()) -> Response:
        return await chart_response(request, _chart(), params.look("svg"))

    async with client_for(app) as client:
        response = await client.get("/chart.svg")
        assert (response.status_code, response.headers["retry-after"]) == (503, "5")
        assert response.json()["error"]["code"] == "SERVICE_UNAVAILABLE"
        unchanged = await client.get("/chart.svg", headers={"If-None-Match": tag_of(_chart(), Look())})
        assert unchanged.status_code == 304


def test_a_process_that_draws_nothing_does_not_import_the_chart_library() -> None:
    code = "import sys, charts.http; sys.exit('matplotlib' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
