"""Pictures are encoded by a program of their own, one at a time: see `process`."""

import asyncio
import json
import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from programs.pictures.rules import (
    LARGEST_DECODED_PIXELS,
    LARGEST_PIXELS,
    Encoded,
    EncoderBusy,
    Form,
    PictureRejected,
)

SECONDS: Final = 15.0
REJECTED: Final = 3
"""The status of the program that names a reason. It is not imported: this process needs no imaging library."""
ANY_TYPE: Final = "any"
_PROGRAM: Final = Path(__file__).with_name("process.py")


class PictureEncoder:
    """Runs one program at a time; `queue` more may wait, each picture for at most `seconds`."""

    def __init__(self, *, queue: int = 16, seconds: float = SECONDS) -> None:
        self._running = asyncio.Semaphore(1)
        self._places = queue + 1
        self._seconds = seconds

    async def encode(self, data: bytes, forms: Sequence[Form], content_type: str = ANY_TYPE) -> Encoded:
        """Return a picture in every form, upright and without metadata; raise PictureRejected or EncoderBusy."""
        if self._places == 0:
            raise EncoderBusy
        self._places -= 1
        try:
            async with self._running:
                return await self._encode(data, forms, content_type)
        finally:
            self._places += 1

    async def _encode(self, data: bytes, forms: Sequence[Form], content_type: str) -> Encoded:
        arguments = (content_type, LARGEST_PIXELS, LARGEST_DECODED_PIXELS, *forms)
        # Isolated and without our environment: it holds secrets.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", str(_PROGRAM), *map(str, arguments)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={},
        )
        try:
            output, reason = await asyncio.wait_for(process.communicate(data), self._seconds)
        except TimeoutError:
            raise PictureRejected("not_a_picture") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            named = process.returncode == REJECTED
            raise PictureRejected(reason.decode("ascii", "replace") if named else "not_a_picture")
        facts, *encoded = _parts(output)
        stated = json.loads(facts)
        return Encoded(stated["width"], stated["height"], stated["color"], encoded, bytes.fromhex(stated["sketch"]))


def _parts(output: bytes) -> list[bytes]:
    parts, at = [], 0
    while at < len(output):
        (length,) = struct.unpack_from(">I", output, at)
        parts.append(output[at + 4 : at + 4 + length])
        at += 4 + length
    return parts
