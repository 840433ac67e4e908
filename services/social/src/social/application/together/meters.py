"""What is measured of sessions."""

from typing import Protocol


class TogetherMeters(Protocol):
    """Counts what happens in sessions."""

    def began(self, kind: str) -> None:
        """Count a session that has begun."""
        ...

    def handed_over(self, cause: str) -> None:
        """Count a change of the host: `chosen` by the host, or `away`."""
        ...

    def commanded(self, action: str, outcome: str) -> None:
        """Count a command of the playback: `applied`, or `stale` for one that names a former version."""
        ...

    def stream_opened(self) -> None:
        """Count a stream of a session that this process has opened."""
        ...

    def stream_closed(self) -> None:
        """Count a stream that has ended."""
        ...
