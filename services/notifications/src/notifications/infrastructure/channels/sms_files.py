"""SMS as files of a folder, for development: readable by their owner only, and deleted after a day."""

import asyncio
import contextlib
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from chassis.core.clock import Clock
from notifications.application.deliveries.channels import OutgoingMessage
from notifications.domain.deliveries.model import Delivered, Outcome

KEPT: Final = timedelta(days=1)


class SmsFiles:
    """Writes each SMS into a file that its delivery names, so that a repetition adds none."""

    repeatable = True

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    async def send(self, message: OutgoingMessage) -> Outcome:
        """Write the file."""
        path = self._folder / f"{message.delivery_id}.txt"
        text = f"To: {message.address}\n\n{message.content.short}\n"
        await asyncio.to_thread(self._write, path, text.encode(), self._clock.now())
        return Delivered(path.name)

    async def close(self) -> None:
        """Nothing is open."""

    def _write(self, path: Path, text: bytes, now: datetime) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        delete_old(self._folder, now)
        part = path.with_suffix(f".{os.getpid()}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(text)
        part.replace(path)


def delete_old(folder: Path, now: datetime) -> None:
    """Delete the messages that are older than a day."""
    oldest = (now - KEPT).timestamp()
    for path in folder.iterdir():
        # Another replica may delete it first.
        with contextlib.suppress(FileNotFoundError):
            if path.suffix in (".txt", ".part") and path.stat().st_mtime < oldest:
                path.unlink()
