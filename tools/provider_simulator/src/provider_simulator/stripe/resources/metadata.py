"""Metadata: what a request adds to it or removes from it."""


def merged(metadata: dict[str, str], changes: dict[str, str] | None) -> dict[str, str]:
    """Return metadata after an update: an empty value removes its name, an empty update all of them."""
    if changes is None:
        return {}
    return {name: value for name, value in {**metadata, **changes}.items() if value}
