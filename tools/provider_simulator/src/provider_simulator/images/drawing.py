"""Files of the image host: drawn in the size that is requested, as JPEG."""

from collections.abc import Callable
from io import BytesIO
from typing import Final

from PIL import Image

from provider_simulator.images.canvas import grained
from provider_simulator.images.portraits import draw_logo, draw_portrait
from provider_simulator.images.posters import draw_poster, draw_scene
from provider_simulator.images.subjects import Shape, Subject

SIZES: Final = ("w45", "w92", "w154", "w185", "w300", "w342", "w500", "w780", "w1280", "h632", "original")
"""Widths and heights that TMDB has."""
ORIGINALS: Final[dict[Shape, tuple[int, int]]] = {
    "poster": (1000, 1500),
    "backdrop": (1920, 1080),
    "still": (1280, 720),
    "portrait": (800, 1200),
    "logo": (500, 500),
}
QUALITY: Final = 86
FINEST: Final = 400_000
"""Pictures of up to so many pixels are drawn twice as large first, larger ones as the original: edges are smooth."""

_DRAW: Final[dict[Shape, Callable[[Subject, int, int], Image.Image]]] = {
    "poster": draw_poster,
    "backdrop": draw_scene,
    "still": draw_scene,
    "portrait": draw_portrait,
    "logo": draw_logo,
}


def draw(subject: Subject, size: str) -> bytes:
    """Return the picture of a subject in one of the sizes; no picture is larger than its original."""
    width, height = _pixels(subject.shape, size)
    if width * height <= FINEST:
        picture = _DRAW[subject.shape](subject, width * 2, height * 2).reduce(2)
    else:
        picture = _DRAW[subject.shape](subject, *ORIGINALS[subject.shape])
        if picture.width != width:
            picture = picture.resize((width, height), Image.Resampling.BOX)
    target = BytesIO()
    grained(picture).save(target, "JPEG", quality=QUALITY)
    return target.getvalue()


def _pixels(shape: Shape, size: str) -> tuple[int, int]:
    width, height = ORIGINALS[shape]
    if size == "original":
        return width, height
    across = int(size[1:]) if size[0] == "w" else round(int(size[1:]) * width / height)
    across = min(across, width)
    return across, round(across * height / width)
