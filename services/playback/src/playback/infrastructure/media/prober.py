"""The probe: ffprobe and one second of ffmpeg as children with tight limits."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playback.domain.media.errors import MediaRejected, Rejection
from playback.domain.media.media import Media
from playback.domain.media.probing import DEMUXERS, MOST_PIXELS, media_of
from playback.domain.media.sniffing import HEAD_BYTES, is_cut, rejection_of
from programs.children import Limits, output_of
from programs.errors import ToolFailed
from programs.tools import Program, Tools

LIMITS: Final = Limits(
    processor_seconds=60, wall_seconds=120, memory_bytes=2 * 2**30, file_bytes=0, output_bytes=8 * 2**20
)
_PIXELS: Final = "max pixel count"
"""What ffmpeg reports of a picture that is larger than it may decode."""
_TAIL_MS: Final = 10_000
"""How much of the end is read."""
_MISSING_MS: Final = 2_000
"""How much may be missing at the end of the picture, or a tenth: the sound may be longer."""


class FfmpegProber:
    """Reads what a file is, how it ends, and whether its first frames can be decoded."""

    def __init__(self, tools: Tools, limits: Limits = LIMITS) -> None:
        self._tools = tools
        self._limits = limits

    async def probe(self, source: Path) -> Media:
        """Return the media; raise MediaRejected or ToolsMissing."""
        with source.open("rb") as file:
            head = file.read(HEAD_BYTES)
        if not head:
            raise rejection_of(head, "")
        report, messages = await self._ffprobe(
            source, "-show_format", "-show_streams", "-show_chapters", "-print_format", "json"
        )
        if report is None:
            raise rejection_of(head, messages)
        media = media_of(json.loads(report))
        await self._check_end(source, media)
        await self._check_decoding(source, media)
        return media

    async def _check_end(self, source: Path, media: Media) -> None:
        """Raise MediaRejected when the end is missing, or the packets are encrypted."""
        begin = max(media.duration_ms - _TAIL_MS, 0) / 1000
        listed, messages = await self._ffprobe(
            source,
            *("-read_intervals", f"{begin:.3f}%+{_TAIL_MS // 500}", "-select_streams", str(media.video.index)),
            *(
                "-show_entries",
                "packet=pts_time:packet_side_data=side_data_type",
                "-print_format",
                "csv=print_section=0",
            ),
        )
        if listed is not None and b"Encryption" in listed:
            raise MediaRejected(Rejection.ENCRYPTED, "The file is encrypted: upload it without DRM")
        last = _last_ms(listed or b"")
        if is_cut(messages) or last + max(_MISSING_MS, media.duration_ms // 10) < media.duration_ms:
            raise MediaRejected(Rejection.TRUNCATED, "The end of the file is missing: upload it again")

    async def _check_decoding(self, source: Path, media: Media) -> None:
        """Raise MediaRejected when the first frames cannot be decoded."""
        command = (
            *("-v", "error", "-xerror", "-nostdin", *_bounds(), "-i", f"file:{source}"),
            *("-map", f"0:{media.video.index}", "-frames:v", "2", "-f", "null", "-"),
        )
        _, status, messages = await self._output("ffmpeg", command)
        if status != 0:
            reason = messages.splitlines()[-1] if messages else "no reason"
            raise MediaRejected(Rejection.UNDECODABLE, f"The video cannot be decoded: {reason[:200]}")

    async def _ffprobe(self, source: Path, *options: str) -> tuple[bytes | None, str]:
        """Return what ffprobe prints, or null when it fails, and its messages."""
        command = ("-v", "error", *_bounds(), *options, "-i", f"file:{source}")
        output, status, messages = await self._output("ffprobe", command)
        return output if status == 0 else None, messages

    async def _output(self, program: Program, command: Sequence[str]) -> tuple[bytes, int, str]:
        try:
            output, ended = await output_of((self._tools.path(program), *command), self._limits)
        except ToolFailed as failure:
            raise _expensive() from failure
        if _PIXELS in ended.messages:
            raise MediaRejected(Rejection.TOO_LARGE, "The picture has more pixels than 8192x4320")
        if ended.status < 0 or "Cannot allocate memory" in ended.messages:
            raise _expensive()
        return output, ended.status, ended.messages


def _bounds() -> tuple[str, ...]:
    return ("-protocol_whitelist", "file", "-format_whitelist", DEMUXERS, "-max_pixels", str(MOST_PIXELS))


def _expensive() -> MediaRejected:
    return MediaRejected(Rejection.TOO_EXPENSIVE, "Reading the file takes more time or memory than it may take")


def _last_ms(listed: bytes) -> int:
    """Return the latest time of packets; the times are the first fields of lines."""
    latest = 0.0
    for line in listed.splitlines():
        stated = line.split(b",", 1)[0]
        try:
            latest = max(latest, float(stated))
        except ValueError:
            continue
    return round(latest * 1000)
