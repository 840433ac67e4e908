"""What the radio does, for Prometheus."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

DIRECTORY_CALLS: Final = Counter(
    "music_radio_directory_calls", "Calls of the directory of radio stations, by outcome", ("outcome",)
)
STREAMS: Final = Gauge("music_radio_streams", "Radio stations that are relayed to listeners now")
ENDED: Final = Counter(
    "music_radio_ended_streams",
    "Radio streams that have ended: the listener left, the station ended, or a bound was reached",
    ("cause",),
)
STREAM_SECONDS: Final = Histogram(
    "music_radio_stream_seconds", "Duration of radio streams", buckets=(1, 10, 60, 600, 1800, 3600, 7200, 21600)
)
READERS: Final = Gauge("music_radio_title_readers", "Radio stations that are read for their titles now")


class PrometheusRadioMeters:
    """Counts the streams of this process."""

    def began(self) -> None:
        """Count a stream that begins."""
        STREAMS.inc()

    def ended(self, outcome: str, seconds: float) -> None:
        """Count a stream that has ended."""
        STREAMS.dec()
        ENDED.labels(outcome).inc()
        STREAM_SECONDS.observe(seconds)

    def readers(self, number: int) -> None:
        """Note how many stations are read."""
        READERS.set(number)
