"""The services' OpenAPI documents: the last good one of each, merged when one changes."""

from collections.abc import Sequence

from gateway.domain.openapi import Additions, Document, merge


class ApiDocument:
    """The document of the whole API as far as it is known."""

    def __init__(self, services: Sequence[str], additions: Additions | None = None) -> None:
        self._services = tuple(services)
        self._additions = additions
        self._known: dict[str, Document] = {}
        self._merged = merge({}, missing=self._services, additions=additions)

    @property
    def merged(self) -> Document:
        """The document of every service that was ever heard of, ready to be served."""
        return self._merged

    @property
    def missing(self) -> tuple[str, ...]:
        """The services that were never heard of."""
        return tuple(service for service in self._services if service not in self._known)

    def learn(self, service: str, document: Document) -> None:
        """Take a service's newest document."""
        if self._known.get(service) == document:
            return
        self._known[service] = document
        ordered = {name: self._known[name] for name in self._services if name in self._known}
        self._merged = merge(ordered, missing=self.missing, additions=self._additions)
