"""Query parameters of streams."""

from pydantic import Field

from chassis.http.schemas import Parameters
from music.domain.streaming.encodings import BitRate, Encoding, Target, target_of


class StreamParams(Parameters):
    """How a track is sent."""

    format: Encoding = Field(
        default=Encoding.RAW, description="`raw` for the file as it is, or what it is encoded to", examples=["opus"]
    )
    bit_rate: BitRate | None = Field(
        default=None,
        strict=False,
        description="kbit/s of an encoded track; by default 128 of `opus` and 192 of `mp3`",
        examples=[128],
    )

    def target(self) -> Target | None:
        """Return what the track is encoded to, or null for the file as it is."""
        return target_of(self.format, self.bit_rate)
