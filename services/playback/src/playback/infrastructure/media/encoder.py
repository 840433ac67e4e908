"""The encoder: ffmpeg as a bounded child."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playback.application.media.ports import Progress
from playback.domain.media.media import Media
from playback.domain.packaging.command import Track
from playback.domain.transcoding import commands
from playback.domain.transcoding.commands import Effort
from playback.domain.transcoding.loudness import measured
from playback.domain.transcoding.progress import ProgressReader
from playback.domain.transcoding.renditions import AudioRendition, VideoRendition
from programs.children import Limits, check
from programs.errors import ToolFailed
from programs.tools import Tools

_LEAST_SECONDS: Final = 600
_SLOWEST: Final = 100
"""Seconds of encoding for a second of video, after which an encoder counts as stuck."""
_LARGEST_SHARE: Final = 4
"""How much larger than its bound a rendition may become before it is ended."""
_LEAST_BYTES: Final = 64 * 2**20
_OUTPUT_BYTES: Final = 2**30
_CUE: Final = b" --> "


class FfmpegEncoder:
    """Encodes one rendition per call."""

    def __init__(self, tools: Tools, effort: Effort, memory_bytes: int) -> None:
        self._tools = tools
        self._effort = effort
        self._memory_bytes = memory_bytes

    async def video(
        self, source: Path, media: Media, rendition: VideoRendition, target: Path, progress: Progress
    ) -> None:
        """Encode the picture."""
        command = commands.video(source, media, rendition, target, self._effort)
        await self._encode(command, media, rendition.bits_per_second, progress)

    async def audio(
        self, source: Path, media: Media, rendition: AudioRendition, target: Path, progress: Progress
    ) -> None:
        """Measure the loudness, then encode the sound track."""
        limits = self._limits(media, 0)
        messages = await check((self._tools.path("ffmpeg"), *commands.loudness(source, rendition)), limits)
        command = commands.audio(source, rendition, measured(messages), target)
        await self._encode(command, media, rendition.bits_per_second, progress)

    async def texts(self, source: Path, media: Media, folder: Path) -> Sequence[Track]:
        """Extract each text stream; one that cannot be read does not stop the video."""
        tracks = []
        for stream in media.texts:
            name = f"text-{stream.language.lower()}-{stream.index}"
            target = folder / f"{name}.vtt"
            command = (self._tools.path("ffmpeg"), *commands.text(source, stream.index, target))
            try:
                await check(command, self._limits(media, 0))
            except ToolFailed:
                continue
            if _CUE in target.read_bytes():
                tracks.append(Track(name, "text", target, stream.language, forced=stream.forced))
        return tracks

    async def _encode(self, command: Sequence[str], media: Media, bits_per_second: int, progress: Progress) -> None:
        reader = ProgressReader()

        async def take(chunk: bytes) -> None:
            done = reader.read(chunk)
            if done is not None:
                await progress(min(done, media.duration_ms))

        await check((self._tools.path("ffmpeg"), *command), self._limits(media, bits_per_second), take)

    def _limits(self, media: Media, bits_per_second: int) -> Limits:
        seconds = media.duration_ms // 1000 + 1
        return Limits(
            processor_seconds=_LEAST_SECONDS + seconds * _SLOWEST,
            wall_seconds=_LEAST_SECONDS + seconds * _SLOWEST,
            memory_bytes=self._memory_bytes,
            file_bytes=_LEAST_BYTES + seconds * bits_per_second // 8 * _LARGEST_SHARE,
            output_bytes=_OUTPUT_BYTES,
        )
