"""Encodes covers by a process of its own."""

from collections.abc import Sequence

from programs.pictures.encoder import PictureEncoder
from programs.pictures.rules import Encoded, Form


class ProcessEncoder:
    """Encodes pictures of any type that is read."""

    def __init__(self) -> None:
        self._encoder = PictureEncoder()

    async def encode(self, data: bytes, forms: Sequence[Form]) -> Encoded:
        """Return a picture in forms; raise PictureRejected or EncoderBusy."""
        return await self._encoder.encode(data, forms)
