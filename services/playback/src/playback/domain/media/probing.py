"""What a report of ffprobe says about a file, and which files are rejected."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from playback.domain.media.errors import MediaRejected, Rejection
from playback.domain.media.languages import language_of
from playback.domain.media.media import AudioStream, Chapter, Media, TextStream, VideoStream

DEMUXERS: Final = "mov,mp4,matroska,webm,avi,mpegts,mpeg,flv,ogg,asf"
"""The containers that are read. None of them refers to other files."""
LONGEST_MS: Final = 24 * 3600 * 1000
MOST_PIXELS: Final = 8192 * 4320
LONGEST_SIDE: Final = 16384
SHORTEST_SIDE: Final = 16
HIGHEST_RATE: Final = 240
MOST_CHAPTERS: Final = 500
LONGEST_TITLE: Final = 200
TEXT_CODECS: Final = frozenset({"subrip", "webvtt", "mov_text", "ass", "ssa", "text"})
"""Subtitles that are texts; those that are pictures are left out."""
_HDR: Final = frozenset({"smpte2084", "arib-std-b67"})
_RATES: Final = (
    *(Fraction(rate) for rate in (24, 25, 30, 48, 50, 60, 100, 120)),
    *(Fraction(rate * 1000, 1001) for rate in (24, 30, 48, 60, 120)),
)
_TOLERANCE: Final = Fraction(1, 2000)
_FALLBACK_RATE: Final = Fraction(25)


def media_of(report: Mapping[str, Any]) -> Media:
    """Return the media of a report; raise MediaRejected."""
    container = report.get("format", {})
    streams: Sequence[Mapping[str, Any]] = report.get("streams", [])
    if any(_is_encrypted(stream) for stream in streams):
        raise MediaRejected(Rejection.ENCRYPTED, "The file is encrypted: upload it without DRM")
    pictures = [stream for stream in streams if stream.get("codec_type") == "video" and not _is_cover(stream)]
    if not pictures:
        raise MediaRejected(Rejection.NO_VIDEO, "The file has no video, only sound, pictures or data")
    main = next((stream for stream in pictures if stream.get("disposition", {}).get("default")), pictures[0])
    video = _video(main)
    duration = _milliseconds(container.get("duration")) or _milliseconds(main.get("duration"))
    if duration == 0:
        raise MediaRejected(Rejection.TRUNCATED, "The file does not say how long it is: it may be cut off")
    if duration > LONGEST_MS:
        raise MediaRejected(Rejection.TOO_LONG, f"The video is longer than {LONGEST_MS // 3600000} hours")
    return Media(
        container=str(container.get("format_name", "")),
        duration_ms=duration,
        video=video,
        audio=tuple(_audio(stream) for stream in streams if _is_sound(stream)),
        texts=tuple(
            TextStream(
                int(stream["index"]),
                str(stream["codec_name"]),
                _language(stream),
                forced=bool(stream.get("disposition", {}).get("forced")),
            )
            for stream in streams
            if stream.get("codec_type") == "subtitle" and stream.get("codec_name") in TEXT_CODECS
        ),
        chapters=_chapters(report.get("chapters", []), duration),
    )


def _video(stream: Mapping[str, Any]) -> VideoStream:
    width, height = int(stream.get("width") or 0), int(stream.get("height") or 0)
    if not stream.get("codec_name") or width <= 0 or height <= 0:
        raise MediaRejected(Rejection.UNDECODABLE, "The video has a codec that cannot be decoded")
    if stream.get("color_transfer") in _HDR:
        raise MediaRejected(Rejection.HDR, "The video is HDR, which cannot be converted: upload it in SDR")
    rotation = _rotation(stream)
    width = max(round(width * _pixel_shape(stream)), 1)
    if rotation in (90, 270):
        width, height = height, width
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise MediaRejected(Rejection.TOO_LARGE, f"The picture of {width}x{height} is larger than 8192x4320")
    if min(width, height) < SHORTEST_SIDE:
        raise MediaRejected(Rejection.UNDECODABLE, f"The picture of {width}x{height} is smaller than 16 pixels")
    rate = _rate(stream)
    if rate > HIGHEST_RATE:
        raise MediaRejected(Rejection.TOO_LARGE, f"The video has more than {HIGHEST_RATE} frames per second")
    return VideoStream(
        index=int(stream["index"]),
        codec=str(stream["codec_name"]),
        width=width,
        height=height,
        frame_rate=f"{rate.numerator}/{rate.denominator}",
        rotation=rotation,
        interlaced=stream.get("field_order") in ("tt", "bb", "tb", "bt"),
    )


def _audio(stream: Mapping[str, Any]) -> AudioStream:
    return AudioStream(
        int(stream["index"]),
        str(stream["codec_name"]),
        int(stream["channels"]),
        int(stream["sample_rate"]),
        _language(stream),
        default=bool(stream.get("disposition", {}).get("default")),
    )


def _is_sound(stream: Mapping[str, Any]) -> bool:
    is_audio = stream.get("codec_type") == "audio" and bool(stream.get("codec_name"))
    return is_audio and int(stream.get("channels") or 0) > 0 and int(stream.get("sample_rate") or 0) > 0


def _is_cover(stream: Mapping[str, Any]) -> bool:
    disposition = stream.get("disposition", {})
    return bool(disposition.get("attached_pic") or disposition.get("still_image"))


def _is_encrypted(stream: Mapping[str, Any]) -> bool:
    protected = stream.get("codec_tag_string") in ("encv", "enca", "drmi", "drms")
    return protected or any(
        str(data.get("side_data_type", "")).startswith("Encryption") for data in stream.get("side_data_list", [])
    )


def _rotation(stream: Mapping[str, Any]) -> int:
    """Return the degrees clockwise; the report counts them the other way round."""
    stated = [data["rotation"] for data in stream.get("side_data_list", []) if "rotation" in data]
    return -round(float(stated[0]) / 90) * 90 % 360 if stated else 0


def _pixel_shape(stream: Mapping[str, Any]) -> Fraction:
    """Return how much wider than high a pixel is; an absurd shape counts as a square."""
    shape = _fraction(stream.get("sample_aspect_ratio"), ":")
    return shape if shape is not None and Fraction(1, 4) <= shape <= 4 else Fraction(1)


def _rate(stream: Mapping[str, Any]) -> Fraction:
    """Return the frames per second: a usual rate if the stated one is next to it."""
    stated = [_fraction(stream.get(name), "/") for name in ("avg_frame_rate", "r_frame_rate")]
    rate = next((one for one in stated if one is not None and one >= 1), _FALLBACK_RATE)
    nearest = min(_RATES, key=lambda usual: abs(usual - rate))
    return nearest if abs(nearest - rate) <= nearest * _TOLERANCE else rate.limit_denominator(1001)


def _fraction(text: object, divider: str) -> Fraction | None:
    upper, _, lower = str(text or "").partition(divider)
    if not (upper.isdecimal() and lower.isdecimal()) or int(lower) == 0 or int(upper) == 0:
        return None
    return Fraction(int(upper), int(lower))


def _milliseconds(text: object) -> int:
    try:
        return max(round(float(str(text)) * 1000), 0)
    except (ValueError, OverflowError):
        return 0


def _language(stream: Mapping[str, Any]) -> str:
    return language_of(stream.get("tags", {}).get("language"))


def _chapters(stated: Sequence[Mapping[str, Any]], duration: int) -> tuple[Chapter, ...]:
    chapters = []
    for number, chapter in enumerate(stated[:MOST_CHAPTERS], 1):
        begin, end = _milliseconds(chapter.get("start_time")), min(_milliseconds(chapter.get("end_time")), duration)
        title = " ".join(str(chapter.get("tags", {}).get("title", "")).split())[:LONGEST_TITLE] or f"Chapter {number}"
        if begin < end:
            chapters.append(Chapter(begin, end, title))
    return tuple(chapters)
