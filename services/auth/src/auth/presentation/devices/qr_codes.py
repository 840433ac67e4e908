"""QR codes as SVG, for a device to show."""

import io
from typing import Final

import segno

_SCALE: Final = 4


def qr_code(text: str) -> str:
    """Return an SVG image of a text, without anything that executes or loads."""
    image = io.BytesIO()
    segno.make(text, error="m", micro=False).save(image, kind="svg", scale=_SCALE, xmldecl=False, svgns=True)
    return image.getvalue().decode("utf-8").strip()
