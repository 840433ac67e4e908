"""Use cases of sources."""

from dataclasses import dataclass

from sources.application.media_sources.reading import ReadSources


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    read_sources: ReadSources
