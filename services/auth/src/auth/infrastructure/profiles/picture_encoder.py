"""Pictures are re-encoded by a program of its own, one at a time: see `picture_process`."""

import asyncio
import struct
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from auth.domain.profiles.errors import InvalidPicture, PicturesUnavailable
from auth.domain.profiles.pictures import LARGEST_DECODED_PIXELS, LARGEST_PIXELS, SIZES

SECONDS: Final = 15.0
REJECTED: Final = 3
"""The status of the program that names a reason. It is not imported: this process needs no imaging library."""
_PROGRAM: Final = Path(__file__).with_name("picture_process.py")
_RULES: Final[Mapping[str, str]] = {
    "not_a_picture": "must be a JPEG, PNG or WebP that can be decoded",
    "other_type": "must be of the type that was stated for the upload",
    "too_many_pixels": "must have at most 64 million pixels as JPEG, or 25 million as PNG or WebP",
}


class ProcessPictureEncoder:
    """Runs one program at a time; `queue` more may wait, each picture for at most `seconds`."""

    def __init__(self, *, queue: int = 16, seconds: float = SECONDS) -> None:
        self._running = asyncio.Semaphore(1)
        self._places = queue + 1
        self._seconds = seconds

    async def encode(self, data: bytes, content_type: str) -> Mapping[int, bytes]:
        """Return a picture in every size; raise InvalidPicture or PicturesUnavailable."""
        if self._places == 0:
            raise PicturesUnavailable
        self._places -= 1
        try:
            async with self._running:
                return await self._encode(data, content_type)
        finally:
            self._places += 1

    async def _encode(self, data: bytes, content_type: str) -> Mapping[int, bytes]:
        limits = (LARGEST_PIXELS, LARGEST_DECODED_PIXELS, *SIZES)
        # Isolated and without our environment: it holds secrets.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", str(_PROGRAM), content_type, *map(str, limits)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={},
        )
        try:
            output, reason = await asyncio.wait_for(process.communicate(data), self._seconds)
        except TimeoutError:
            raise _rejected("not_a_picture") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            named = process.returncode == REJECTED
            raise _rejected(reason.decode("ascii", "replace") if named else "not_a_picture")
        return dict(zip(SIZES, _parts(output), strict=True))


def _rejected(reason: str) -> InvalidPicture:
    reason = reason if reason in _RULES else "not_a_picture"
    return InvalidPicture(reason, _RULES[reason])


def _parts(output: bytes) -> Sequence[bytes]:
    parts, at = [], 0
    while at < len(output):
        (length,) = struct.unpack_from(">I", output, at)
        parts.append(output[at + 4 : at + 4 + length])
        at += 4 + length
    return parts
