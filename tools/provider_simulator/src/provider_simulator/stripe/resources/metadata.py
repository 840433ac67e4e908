"""Metadata: what a request adds to it or removes from it."""

from provider_simulator.payments.requests import Document


def merged(metadata: dict[str, str], changes: dict[str, str] | None) -> dict[str, str]:
    """Return metadata after an update: an empty value removes its name, an empty update all of them."""
    if changes is None:
        return {}
    return {name: value for name, value in {**metadata, **changes}.items() if value}


def apply(document: Document, parameters: Document) -> None:
    """Set the parameters in an object; metadata are merged."""
    for name, value in parameters.items():
        document[name] = merged(document["metadata"], value) if name == "metadata" else value
