"""Pictures for an event loop: drawn in one thread, each once, and kept in a memory of bounded size."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cachetools import LRUCache

from charts.model import Chart
from charts.options import Look

MOST_BYTES: Final = 16 * 1024 * 1024
"""Memory for pictures, some hundreds of them."""
MOST_WAITING: Final = 32
"""Drawings of one process at a time, the present one included: about five seconds of work."""
FORM: Final = "1"
"""Changes with the way in which pictures are drawn, so that no client keeps one that was drawn before."""
TAG_CHARACTERS: Final = 24

Draw = Callable[[Chart, Look], bytes]


class TooManyDrawings(Exception):
    """As many pictures as may wait to be drawn are waiting already."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture and its entity tag."""

    body: bytes
    tag: str


def tag_of(chart: Chart, look: Look) -> str:
    """Return the entity tag of a picture, which is known before it is drawn: equal charts are equal pictures."""
    return f'"{sha256(repr((FORM, chart, look)).encode()).hexdigest()[:TAG_CHARACTERS]}"'


def draw_by_library(chart: Chart, look: Look) -> bytes:
    """Return the picture of a chart; the first call imports the chart library, which takes about a second."""
    from charts.drawing import draw  # noqa: PLC0415 - 60 MB that a process without charts does without

    return draw(chart, look)


class ChartRenderer:
    """Draws pictures in one thread, one at a time; requests of the same picture wait for one drawing."""

    def __init__(
        self, draw: Draw = draw_by_library, *, most_bytes: int = MOST_BYTES, most_waiting: int = MOST_WAITING
    ) -> None:
        self._draw = draw
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")
        self._kept: LRUCache[str, bytes] = LRUCache(most_bytes, getsizeof=len)
        self._most_waiting = most_waiting
        self._drawn: dict[str, asyncio.Task[bytes]] = {}

    async def picture(self, chart: Chart, look: Look) -> Picture:
        """Return the picture of a chart; raise TooManyDrawings for a new one when too many wait."""
        tag = tag_of(chart, look)
        body = self._kept.get(tag)
        if body is None:
            drawing = self._drawn.get(tag)
            if drawing is None:
                if len(self._drawn) >= self._most_waiting:
                    raise TooManyDrawings
                drawing = self._drawn[tag] = asyncio.create_task(self._drawing(tag, chart, look))
            # A client that leaves does not end the drawing for which another one waits.
            body = await asyncio.shield(drawing)
        return Picture(body, tag)

    async def _drawing(self, tag: str, chart: Chart, look: Look) -> bytes:
        try:
            body = await asyncio.get_running_loop().run_in_executor(self._thread, self._draw, chart, look)
            if len(body) <= self._kept.maxsize:
                self._kept[tag] = body
            return body
        finally:
            del self._drawn[tag]
