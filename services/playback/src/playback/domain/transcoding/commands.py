"""The command lines of ffmpeg, without the program itself."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Final

from playback.domain.media.media import Media
from playback.domain.media.probing import DEMUXERS, MOST_PIXELS
from playback.domain.packaging.pictures import COLUMNS, EVERY_SECONDS, ROWS
from playback.domain.transcoding.loudness import Loudness, normalization
from playback.domain.transcoding.renditions import AudioRendition, VideoRendition

GROUP_SECONDS: Final = 2
"""Length of a group of pictures. Keyframes are at the same times in every rendition, so that players can change it."""
SAMPLE_RATE: Final = 48_000
QUALITY: Final = 21
"""The constant rate factor of x264; the bit rate of the rendition is its bound."""
_STATS_SECONDS: Final = 2
_INPUT: Final = ("-nostdin", "-hide_banner", "-protocol_whitelist", "file,pipe", "-format_whitelist", DEMUXERS)


@dataclass(frozen=True, slots=True)
class Effort:
    """How much time x264 spends."""

    preset: str = "veryfast"
    threads: int = 0
    """0 for as many as it chooses."""


def video(source: Path, media: Media, rendition: VideoRendition, target: Path, effort: Effort) -> list[str]:
    """Return how the picture is encoded in one size."""
    return [
        *_read(source, media.video.index),
        *("-vf", picture_filters(media, rendition)),
        *video_codec(rendition, effort),
        *_write(target),
    ]


def audio(source: Path, rendition: AudioRendition, loudness: Loudness | None, target: Path) -> list[str]:
    """Return how a sound track is encoded; without a loudness, which silence has not, it is left as loud as it is."""
    filters = [*([normalization(loudness)] if loudness else []), f"aresample={SAMPLE_RATE}:async=1:first_pts=0"]
    return [
        *_read(source, rendition.stream),
        *("-af", ",".join(("aformat=channel_layouts=stereo", *filters))),
        *("-c:a", "aac", "-b:a", str(rendition.bits_per_second), "-ac", "2", "-ar", str(SAMPLE_RATE)),
        *_write(target),
    ]


def loudness(source: Path, rendition: AudioRendition) -> list[str]:
    """Return how the loudness of a sound track is measured, as it is after the change to two channels."""
    return [
        *("-v", "info", "-nostats", *_INPUT, "-i", f"file:{source}", "-map", f"0:{rendition.stream}"),
        *("-af", f"aformat=channel_layouts=stereo,{normalization(None)}", "-f", "null", "-"),
    ]


def text(source: Path, stream: int, target: Path) -> list[str]:
    """Return how subtitles are extracted."""
    return [
        "-v",
        "error",
        *_INPUT,
        "-i",
        f"file:{source}",
        "-map",
        f"0:{stream}",
        "-f",
        "webvtt",
        "-y",
        f"file:{target}",
    ]


def poster(source: Path, at_ms: int, target: Path) -> list[str]:
    """Return how one frame becomes a picture."""
    return [
        *(
            "-v",
            "error",
            "-nostdin",
            "-protocol_whitelist",
            "file",
            "-ss",
            f"{at_ms / 1000:.3f}",
            "-i",
            f"file:{source}",
        ),
        *("-map", "0:v:0", "-frames:v", "1", "-q:v", "3", "-f", "image2", "-update", "1", "-y", f"file:{target}"),
    ]


def thumbnails(source: Path, width: int, height: int, pattern: Path) -> list[str]:
    """Return how sheets of thumbnails are made: a frame each ten seconds, from the keyframes alone."""
    now, before = f"floor((t+0.01)/{EVERY_SECONDS})", f"floor((prev_selected_t+0.01)/{EVERY_SECONDS})"
    filters = (
        f"select=isnan(prev_selected_t)+gt({now}\\,{before}),scale={width}:{height},setsar=1,tile={COLUMNS}x{ROWS}"
    )
    return [
        *("-v", "error", "-nostdin", "-protocol_whitelist", "file", "-skip_frame", "nokey", "-i", f"file:{source}"),
        *("-map", "0:v:0", "-vf", filters, "-fps_mode", "passthrough", "-q:v", "5"),
        *("-f", "image2", "-y", f"file:{pattern}"),
    ]


def decoding(source: Path) -> list[str]:
    """Return how a whole file is decoded, ending with an error at the first one."""
    return [
        *("-v", "error", "-xerror", "-err_detect", "explode", "-nostdin", "-protocol_whitelist", "file"),
        *("-i", f"file:{source}", "-map", "0", "-f", "null", "-"),
    ]


def picture_filters(media: Media, rendition: VideoRendition) -> str:
    """Return the filters from a decoded picture to one that is encoded; ffmpeg turns it first."""
    shown = [
        f"fps={rendition.frame_rate}:start_time=0",
        f"scale={rendition.width}:{rendition.height}:flags=bicubic",
        "setsar=1",
        "format=yuv420p",
    ]
    return ",".join(["bwdif=mode=send_frame", *shown] if media.video.interlaced else shown)


def video_codec(rendition: VideoRendition, effort: Effort) -> list[str]:
    """Return the options of x264: closed groups of two seconds, and a bounded bit rate."""
    most, group = rendition.bits_per_second, ceil(Fraction(rendition.frame_rate) * GROUP_SECONDS)
    return [
        *("-c:v", "libx264", "-preset", effort.preset, "-profile:v", "high", "-threads", str(effort.threads)),
        *("-crf", str(QUALITY), "-maxrate", str(most), "-bufsize", str(most * 2)),
        *("-force_key_frames", f"expr:gte(t,n_forced*{GROUP_SECONDS})", "-g", str(group), "-sc_threshold", "0"),
        *("-flags", "+cgop"),
    ]


def _read(source: Path, stream: int) -> list[str]:
    return [
        *("-v", "error", *_INPUT, "-max_pixels", str(MOST_PIXELS), "-i", f"file:{source}", "-map", f"0:{stream}"),
        *("-map_metadata", "-1", "-map_chapters", "-1"),
    ]


def _write(target: Path) -> list[str]:
    return [
        *("-progress", "pipe:1", "-stats_period", str(_STATS_SECONDS), "-nostats"),
        *("-abort_on", "empty_output", "-f", "mp4", "-y", f"file:{target}"),
    ]
