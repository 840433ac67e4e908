"""Pictures of releases and artists, drawn by their ids."""

from functools import lru_cache
from io import BytesIO
from typing import Final

from provider_simulator.images.drawing import QUALITY
from provider_simulator.images.portraits import draw_portrait
from provider_simulator.images.posters import draw_scene
from provider_simulator.images.subjects import Subject

SIDE: Final = 600
MISSING: Final = "00000000"
"""How ids begin of what no database has."""


@lru_cache(64)
def cover(key: str) -> bytes:
    """Return the cover of a release."""
    return _drawn(Subject("backdrop", f"release-{key}", genres=("music",), number=int(key[:8], 16)))


@lru_cache(64)
def portrait(key: str) -> bytes:
    """Return the picture of an artist."""
    return _drawn(Subject("portrait", f"artist-{key}"))


def _drawn(subject: Subject) -> bytes:
    draw = draw_portrait if subject.shape == "portrait" else draw_scene
    target = BytesIO()
    draw(subject, SIDE, SIDE).save(target, "JPEG", quality=QUALITY)
    return target.getvalue()
