"""The floor: a bare ASGI app that makes the same calls of the same index and returns the stored bytes.

    python benchmarks/search/floor.py <port> <folder of the index> <port of the service> <file of targets>

The calls of each target, a line of the file, are recorded once, with the queries that the service built for them. No
parsing of text, no planning, no rendering, no validation, no logging, no metrics.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import uvicorn
from tantivy import Searcher

from search.application.searching.requests import SearchRequest
from search.application.searching.search import Search
from search.domain.filters import FACET_NAMES
from search.infrastructure.index.schema import open_index
from search.infrastructure.index.served import ServedIndex, Snapshot
from search.infrastructure.index.tantivy_index import TantivyIndex

Message = MutableMapping[str, Any]
Call = Callable[[], object]


class RecordingSearcher:
    """Passes calls to a searcher and keeps them."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self.calls: list[Call] = []

    def __getattr__(self, name: str) -> Callable[..., object]:
        method = getattr(self._searcher, name)

        def record(*arguments: object, **options: object) -> object:
            self.calls.append(partial(method, *arguments, **options))
            return method(*arguments, **options)

        return record


async def calls_of(index: Path, targets: Sequence[str]) -> dict[str, list[Call]]:
    """Return the calls that the service makes for each target."""
    opened = open_index(index)
    opened.reload()
    calls: dict[str, list[Call]] = {}
    for target in targets:
        searcher = RecordingSearcher(opened.searcher())
        served = ServedIndex()
        served.snapshot = Snapshot(cast(Searcher, searcher), "floor")
        search = Search(TantivyIndex(served))
        parameters = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        names = parameters.get("facets", "").split(",")
        request = SearchRequest(
            parameters["q"],
            limit=int(parameters.get("limit", "20")),
            facets=tuple(name for name in FACET_NAMES if name in names),
        )
        if urlsplit(target).path.endswith("/suggestions"):
            await search.hits(request)
        else:
            await search(request)
        calls[target] = searcher.calls
    return calls


class Floor:
    """The application."""

    def __init__(self, calls: dict[str, list[Call]], bodies: dict[str, bytes]) -> None:
        self._calls = calls
        self._bodies = bodies

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """Respond with the stored body of the requested target."""
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        target = f"{scope['path']}?{scope['query_string'].decode()}"
        for call in self._calls[target]:
            call()
        body = self._bodies[target]
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def main() -> None:
    """Record, then serve."""
    _, port, folder, service, file = sys.argv
    targets = Path(file).read_text("utf-8").splitlines()
    bodies = {}
    for target in targets:
        with urlopen(f"http://127.0.0.1:{service}{target}", timeout=10) as response:
            bodies[target] = response.read()
    floor = Floor(asyncio.run(calls_of(Path(folder), targets)), bodies)
    uvicorn.run(
        floor,
        host="127.0.0.1",
        port=int(port),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
