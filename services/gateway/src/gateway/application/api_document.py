"""The OpenAPI document of the whole API, merged from the last valid document of each service."""

from collections.abc import Sequence

from gateway.domain.document.merging import merge
from gateway.domain.document.nodes import Document
from gateway.domain.document.operations import Additions


class ApiDocument:
    """The merged document of all services whose documents have been received."""

    def __init__(self, services: Sequence[str], additions: Additions | None = None) -> None:
        self._services = tuple(services)
        self._additions = additions
        self._received: dict[str, Document] = {}
        self._merged: Document | None = None

    @property
    def merged(self) -> Document:
        """Return the merged document, which is merged when it is read: services start one after another."""
        if self._merged is None:
            ordered = {name: self._received[name] for name in self._services if name in self._received}
            self._merged = merge(ordered, missing=self.missing, additions=self._additions)
        return self._merged

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the services whose document has not been received yet."""
        return tuple(service for service in self._services if service not in self._received)

    def update(self, service: str, document: Document) -> None:
        """Replace a service's document; if it has changed, they are merged again."""
        if self._received.get(service) != document:
            self._received[service] = document
            self._merged = None
