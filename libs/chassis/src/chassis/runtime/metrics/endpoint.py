"""The route `/metrics`: the text format of Prometheus, or OpenMetrics, which also has exemplars."""

from collections.abc import Awaitable, Callable
from typing import Final

from prometheus_client import REGISTRY, disable_created_metrics
from prometheus_client.exposition import choose_encoder
from starlette.requests import Request
from starlette.responses import Response

from chassis.runtime.metrics.sources import MetricsSources

_DISABLE: Final[Callable[[], None]] = disable_created_metrics  # it has no types
# They are a series more for each one, with the time of its first value, and have no reader.
_DISABLE()


def metrics_endpoint(sources: MetricsSources | None = None) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler that serves the metrics of the process, with those that `sources` read."""

    async def serve(request: Request) -> Response:
        if sources is not None:
            await sources.refresh()
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(REGISTRY), headers={"content-type": content_type})

    return serve
