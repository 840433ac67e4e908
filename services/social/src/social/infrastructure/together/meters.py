"""What happens in sessions, for Prometheus."""

from typing import Final

from prometheus_client import Counter, Gauge

SESSIONS: Final = Counter("social_together_sessions", "Sessions of watching or listening that have begun", ("kind",))
HANDOVERS: Final = Counter(
    "social_together_handovers", "Changes of the host: chosen by the host, or because the host was away", ("cause",)
)
COMMANDS: Final = Counter(
    "social_together_commands",
    "Commands of the playback: applied, or stale because they name a former version",
    ("action", "outcome"),
)
STREAMS: Final = Gauge("social_together_streams", "Streams of sessions that are open now")


class PrometheusTogetherMeters:
    """Counts what this process does."""

    def began(self, kind: str) -> None:
        """Count a session."""
        SESSIONS.labels(kind).inc()

    def handed_over(self, cause: str) -> None:
        """Count a change of the host."""
        HANDOVERS.labels(cause).inc()

    def commanded(self, action: str, outcome: str) -> None:
        """Count a command."""
        COMMANDS.labels(action, outcome).inc()

    def stream_opened(self) -> None:
        """Count one more."""
        STREAMS.inc()

    def stream_closed(self) -> None:
        """Count one less."""
        STREAMS.dec()
