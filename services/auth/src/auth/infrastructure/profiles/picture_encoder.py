"""Pictures of users are encoded by a program of its own, one at a time."""

from collections.abc import Mapping
from typing import Final

from auth.domain.profiles.errors import InvalidPicture, PicturesUnavailable
from auth.domain.profiles.pictures import SIZES
from programs.pictures.encoder import SECONDS, PictureEncoder
from programs.pictures.rules import RULES, EncoderBusy, Form, PictureRejected

_FORMS: Final = tuple(Form(size) for size in SIZES)


class ProcessPictureEncoder:
    """Encodes the middle square of pictures; `queue` may wait, each for at most `seconds`."""

    def __init__(self, *, queue: int = 16, seconds: float = SECONDS) -> None:
        self._encoder = PictureEncoder(queue=queue, seconds=seconds)

    async def encode(self, data: bytes, content_type: str) -> Mapping[int, bytes]:
        """Return a picture in every size; raise InvalidPicture or PicturesUnavailable."""
        try:
            encoded = await self._encoder.encode(data, _FORMS, content_type)
        except PictureRejected as rejected:
            raise InvalidPicture(rejected.reason, RULES[rejected.reason]) from None
        except EncoderBusy:
            raise PicturesUnavailable from None
        return dict(zip(SIZES, encoded.forms, strict=True))
