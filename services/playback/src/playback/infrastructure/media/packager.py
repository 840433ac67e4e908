"""The packager: Shaka Packager and ffmpeg as bounded children."""

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from playback.application.media.ports import OutputFile
from playback.domain.keys.content_key import ContentKeys
from playback.domain.keys.release import System
from playback.domain.media.errors import OutputIncomplete
from playback.domain.media.media import Media
from playback.domain.packaging import command, pictures
from playback.domain.packaging.command import Track
from playback.domain.transcoding import commands
from playback.infrastructure.media.output import files_of, join_track, name_keys, names_in, private_folder
from playback.infrastructure.media.segments import encrypt_segments, join_decrypted
from programs.children import Limits, check
from programs.errors import ToolFailed
from programs.tools import Tools

CHAPTERS: Final = "chapters.vtt"


class ShakaPackager:
    """Packages into a local folder, and verifies it from there. Keys are never on a command line, which others see."""

    def __init__(self, tools: Tools, limits: Limits, systems: Collection[System] = (), license_url: str = "") -> None:
        """`systems` are those that keys are named for, beside ClearKey; `license_url` is the address of the API."""
        self._license_url = license_url
        self._tools = tools
        self._limits = limits
        self._systems = systems

    async def package(self, tracks: Sequence[Track], keys: ContentKeys | None, folder: Path) -> None:
        """Write segments and playlists, and the manifest of DASH unless whole segments are encrypted."""
        by_samples = keys if keys is not None and keys.method == "cbcs" else None
        with private_folder(folder) as private:
            flags = private / "flags"
            flags.write_text(command.key_flags(by_samples) if by_samples else "", "utf-8")
            await self._packager(*command.arguments(tracks, folder, encrypted=by_samples is not None, flags=flags))
        if by_samples is not None:
            name_keys(folder, by_samples, self._systems)
        elif keys is not None:
            await asyncio.to_thread(encrypt_segments, folder, tracks, keys, self._license_url)

    async def pictures(self, source: Path, media: Media, folder: Path) -> None:
        """Write posters, sheets of thumbnails with their track, and chapters if there are any."""
        for name, at in pictures.poster_times(media.duration_ms):
            await self._ffmpeg(*commands.poster(source, at, folder / name))
        thumbnails = pictures.Thumbnails.of(media.video.width, media.video.height, media.duration_ms)
        await self._ffmpeg(*commands.thumbnails(source, thumbnails.width, thumbnails.height, folder / pictures.PATTERN))
        (folder / pictures.TRACK).write_text(thumbnails.track(media.duration_ms), "utf-8")
        if media.chapters:
            (folder / CHAPTERS).write_text(pictures.chapter_track(media.chapters), "utf-8")

    async def verify(self, tracks: Sequence[Track], keys: ContentKeys | None, folder: Path) -> Sequence[OutputFile]:
        """Check every file that is named, and decode each track from its segments."""
        files = files_of(folder)
        sizes = {file.name: file.size for file in files}
        for name in names_in(folder, has_manifest=keys is None or keys.method == "cbcs"):
            if not sizes.get(name):
                raise OutputIncomplete(f"{name} is missing or empty")
        for track in tracks:
            try:
                if track.kind == "video":
                    await self._decode(folder, track.name, "video", keys)
                elif track.kind == "audio":
                    await self._decode(folder, track.name, "audio", keys)
            except ToolFailed as failure:
                raise OutputIncomplete(f"{track.name} does not decode: {failure}") from failure
        return files

    async def _decode(self, folder: Path, name: str, kind: command.Decoded, keys: ContentKeys | None) -> None:
        key = None if keys is None else keys.video if kind == "video" else keys.audio
        with private_folder(folder) as private:
            clear = private / "clear.mp4"
            if keys is None or key is None:
                await asyncio.to_thread(join_track, folder, name, clear)
            elif keys.method == "cbcs":
                whole, flags = private / "whole.mp4", private / "flags"
                await asyncio.to_thread(join_track, folder, name, whole)
                flags.write_text(command.decryption_flags(key), "utf-8")
                await self._packager(*command.decryption_arguments(whole, kind, clear, flags))
            else:
                await asyncio.to_thread(join_decrypted, folder, name, key, clear)
            messages = await self._ffmpeg(*commands.decoding(clear))
        if messages:
            raise OutputIncomplete(f"{name} does not decode: {messages[-500:]}")

    async def _packager(self, *arguments: str) -> str:
        return await check((self._tools.path("packager"), *arguments), self._limits)

    async def _ffmpeg(self, *arguments: str) -> str:
        return await check((self._tools.path("ffmpeg"), *arguments), self._limits)
