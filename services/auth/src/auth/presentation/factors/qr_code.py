"""QR codes as SVG images."""

import segno


def qr_code(text: str) -> str:
    """Return a text as a QR code of medium error correction: an SVG element without size, so that pages scale it."""
    return segno.make_qr(text, error="m").svg_inline(omitsize=True)
