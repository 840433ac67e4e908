"""The release that a process runs."""

from importlib.metadata import PackageNotFoundError, version


def release_of(service: str) -> str:
    """Return the version of a service, or `unknown` when it is not installed as a package."""
    try:
        return version(f"marquee-{service}")
    except PackageNotFoundError:
        return "unknown"
