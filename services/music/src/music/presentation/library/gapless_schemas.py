"""What players need to join tracks without a gap."""

from typing import Self

from pydantic import Field

from chassis.http.schemas import ResponseModel
from music.domain.library.tags import Gapless


class GaplessResponse(ResponseModel):
    """What the encoder of a file has added, in samples, of Opus at 48 kHz. Decoders of MP3 add 529 of their own."""

    delay_samples: int = Field(description="Samples before the recording", examples=[576])
    padding_samples: int | None = Field(
        description="Samples behind it; null if not known, or if decoders leave them out as of Opus",
        examples=[1152],
    )

    @classmethod
    def of(cls, gapless: Gapless | None) -> Self | None:
        """Return the body of what a file states, or null."""
        return None if gapless is None else cls(delay_samples=gapless.delay, padding_samples=gapless.padding)
