"""Stores pictures in every size, each file once."""

from music.application.covers.ports import Encoder
from music.application.unit_of_work import UnitOfWork, Units
from music.domain.covers.pictures import FORMS, picture_id
from programs.pictures.rules import Encoded, Form


class StorePictures:
    """Encodes pictures that are not stored yet."""

    def __init__(self, units: Units, encoder: Encoder) -> None:
        self._units = units
        self._encoder = encoder

    async def encode(self, data: bytes) -> Encoded | None:
        """Return a picture that must be stored, or null for one that is; raise PictureRejected or EncoderBusy."""
        async with self._units.begin() as work:
            if await work.covers.has_picture(picture_id(data)):
                return None
        return await self._encoder.encode(data, list(FORMS.values()))

    async def sketch(self, data: bytes) -> bytes:
        """Return what a picture looks like; raise PictureRejected or EncoderBusy."""
        return (await self._encoder.encode(data, [Form(8)])).sketch

    async def store(self, work: UnitOfWork, data: bytes, encoded: Encoded | None) -> str:
        """Store what `encode` has returned, and return the id of the picture."""
        if encoded is not None:
            forms = dict(zip(FORMS, encoded.forms, strict=True))
            await work.covers.add_picture(picture_id(data), encoded, forms)
        return picture_id(data)
