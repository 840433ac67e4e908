"""The image host: draws the files that the records of the demo titles name, in TMDB's sizes."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import blake2b
from typing import Final

from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from provider_simulator.images.drawing import SIZES, draw
from provider_simulator.images.subjects import Subjects

MOUNT: Final = "/t/p"
"""The path of TMDB's image host."""
CACHE_BYTES: Final = 32_000_000
"""Of the pictures that are kept."""
HEADERS: Final = {"Cache-Control": "public, max-age=31536000"}


class ImageHost:
    """Serves pictures, each drawn when it is first requested. One thread draws: typefaces are not safe in several."""

    def __init__(self, subjects: Subjects, *, most_bytes: int = CACHE_BYTES) -> None:
        self._subjects = subjects
        self._pictures: LRUCache[tuple[str, str], bytes] = LRUCache(most_bytes, getsizeof=len)
        self._painter = ThreadPoolExecutor(1, thread_name_prefix="pictures")

    def route(self) -> Route:
        """Return the route of all files."""
        return Route(MOUNT + "/{size}/{file}", self._respond)

    async def _respond(self, request: Request) -> Response:
        size, file = request.path_params["size"], request.path_params["file"]
        subject = self._subjects.of(file) if size in SIZES else None
        if subject is None:
            return Response(status_code=404)
        picture = self._pictures.get((size, file))
        if picture is None:
            picture = await asyncio.get_running_loop().run_in_executor(self._painter, draw, subject, size)
            with suppress(ValueError):
                # Larger than all pictures that are kept together.
                self._pictures[size, file] = picture
        tag = f'"{blake2b(picture, digest_size=16).hexdigest()}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={**HEADERS, "ETag": tag})
        return Response(picture, headers={**HEADERS, "ETag": tag}, media_type="image/jpeg")
