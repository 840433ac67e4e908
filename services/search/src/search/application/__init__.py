"""Use cases of search."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""
