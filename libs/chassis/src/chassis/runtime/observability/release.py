"""The release that a process runs."""

import os
from importlib.metadata import PackageNotFoundError, version
from typing import Final

VARIABLE: Final = "MARQUEE_VERSION"
"""What an image sets: its services are no installed packages."""


def release_of(service: str) -> str:
    """Return the version of the image, otherwise that of the service's package, or `unknown` without either."""
    if stated := os.environ.get(VARIABLE):
        return stated
    try:
        return version(f"marquee-{service}")
    except PackageNotFoundError:
        return "unknown"
