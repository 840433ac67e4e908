"""The progress that ffmpeg reports as lines of `name=value`."""

from typing import Final

_TIME: Final = b"out_time_us="


class ProgressReader:
    """Reads the output of `-progress` as it comes, in whatever pieces."""

    def __init__(self) -> None:
        self._rest = b""

    def read(self, chunk: bytes) -> int | None:
        """Return the milliseconds that are encoded, or null when the piece has no complete time."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        times = [line.removeprefix(_TIME).strip() for line in lines if line.startswith(_TIME)]
        values = [int(time) // 1000 for time in times if time.isdigit()]
        return values[-1] if values else None
