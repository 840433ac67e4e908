"""Encodes tracks by ffmpeg, each once for all who read it, and stores them."""

import asyncio
import hashlib
import logging
import os
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

from music.application.library.views import TrackFile
from music.application.streaming.ports import Encoded, EncodingFailed, FileState
from music.domain.streaming.encodings import Target
from music.domain.streaming.errors import TrackUnreadable, TranscodersBusy, TranscodingUnavailable
from music.infrastructure.audio.inputs import open_input
from music.infrastructure.disk.content import DiskFile
from music.infrastructure.transcoding.commands import VERSION, command
from music.infrastructure.transcoding.encoding import RunningEncoding
from music.infrastructure.transcoding.folder import TranscodeFolder
from programs.children import Limits, check
from programs.errors import ProgramError, ToolsMissing
from programs.tools import Tools

logger = logging.getLogger(__name__)

_LIMITS: Final = Limits(
    processor_seconds=3600,
    # As long as a stream may take: the reader decides how fast it goes on.
    wall_seconds=6 * 3600,
    memory_bytes=2 * 2**30,
    file_bytes=0,
    output_bytes=4 * 2**30,
)


class Transcoder:
    """Encodes up to `most` tracks at once."""

    def __init__(self, tools: Tools, folder: TranscodeFolder, most: int) -> None:
        self._tools = tools
        self._folder = folder
        self._most = most
        self._running: dict[str, _Running] = {}

    @asynccontextmanager
    async def stored(self, file: TrackFile, source: FileState, target: Target) -> AsyncIterator[Encoded]:
        """Open a file of the folder, if there is one."""
        name, tag = _identity(file, source, target)
        descriptor = await asyncio.to_thread(self._folder.open, name)
        with ExitStack() as closing:
            if descriptor is not None:
                closing.callback(os.close, descriptor)
            yield Encoded(tag, None if descriptor is None else DiskFile(descriptor, tag))

    @asynccontextmanager
    async def open(self, file: TrackFile, source: FileState, target: Target, *, whole: bool) -> AsyncIterator[Encoded]:
        """Read a file of the folder, or join the encoding of it, or begin one; it ends when the last reader leaves."""
        name, tag = _identity(file, source, target)
        with ExitStack() as leaving:
            descriptor = None
            if name not in self._running:
                descriptor = await asyncio.to_thread(self._folder.open, name)
            if descriptor is None:
                # Another request may have begun it while the folder was looked at.
                running = self._running.get(name) or self._begin(file, name, target)
                leaving.callback(self._leave, name, running)
                reader = leaving.enter_context(running.encoding.reader(waits=whole))
                try:
                    await (running.encoding.ended() if whole else running.encoding.begun())
                except EncodingFailed as failure:
                    raise TrackUnreadable(file.track_id) from failure
                if not whole:
                    yield Encoded(tag, growing=running.encoding.chunks(reader))
                    return
                descriptor = await asyncio.to_thread(self._folder.open, name)
            if descriptor is None:
                # It was the largest of all, and has given way.
                raise TranscodersBusy
            leaving.callback(os.close, descriptor)
            yield Encoded(tag, DiskFile(descriptor, tag))

    async def close(self) -> None:
        """End every encoding."""
        tasks = [running.task for running in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, file: TrackFile, name: str, target: Target) -> "_Running":
        """Begin to encode; nothing is awaited here, so that two requests do not begin the same."""
        try:
            ffmpeg = self._tools.path("ffmpeg")
        except ToolsMissing as missing:
            raise TranscodingUnavailable from missing
        if len(self._running) >= self._most:
            raise TranscodersBusy
        writing = ExitStack()
        part, path = writing.enter_context(self._folder.part())
        encoding = RunningEncoding(os.dup(part))

        async def encode() -> None:
            failure: Exception | None = EncodingFailed("no request reads it")
            try:
                async with open_input(file) as descriptor:
                    chosen = command(ffmpeg, descriptor, target)
                    await check(chosen, _LIMITS, encoding.write, inherit=(descriptor,))
                await asyncio.to_thread(self._folder.store, path, name)
                failure = None
            except (ProgramError, OSError) as error:
                logger.info("a track could not be encoded", extra={"cause": str(error)})
                failure = error
            finally:
                writing.close()
                self._forget(name, encoding)
                await encoding.end(failure)

        running = self._running[name] = _Running(encoding, asyncio.create_task(encode(), name="transcode"))
        return running

    def _leave(self, name: str, running: "_Running") -> None:
        """End an encoding that is read no more; who requests it now begins another one."""
        if not running.encoding.is_read:
            self._forget(name, running.encoding)
            running.task.cancel()

    def _forget(self, name: str, encoding: RunningEncoding) -> None:
        if (running := self._running.get(name)) is not None and running.encoding is encoding:
            del self._running[name]


@dataclass(frozen=True, slots=True)
class _Running:
    encoding: RunningEncoding
    task: asyncio.Task[None]


def _identity(file: TrackFile, source: FileState, target: Target) -> tuple[str, str]:
    """Return the name and the entity tag of an encoded track, by what decides its bytes."""
    parts = (VERSION, file.track_id.hex, source.entity_tag, target.encoding.value, target.bit_rate.value)
    digest = hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()
    return f"{digest}.{target.suffix}", f'"{digest}"'
