"""The probe on files that users may upload: what it finds, and why it rejects."""

import os
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest
from services.playback.tests.integration.media.conftest import Ffmpeg

from playback.domain.keys.content_key import ContentKey, ContentKeys
from playback.domain.media.errors import MediaRejected, Rejection
from playback.domain.media.media import AudioStream, Chapter, TextStream
from playback.domain.packaging.command import Track
from playback.infrastructure.media.packager import ShakaPackager
from playback.infrastructure.media.prober import LIMITS, FfmpegProber
from programs.children import Limits
from programs.errors import ToolsMissing
from programs.tools import Tools

pytestmark = pytest.mark.integration

X264: Final = ("-c:v", "libx264", "-preset", "ultrafast")
Make = Callable[[Ffmpeg, Path, Path], None]


@pytest.fixture
def prober(media_tools: Path) -> FfmpegProber:
    return FfmpegProber(Tools(media_tools, "PLAYBACK_TOOLS_FOLDER"))


async def test_streams_of_a_movie(prober: FfmpegProber, movie: Path) -> None:
    media = await prober.probe(movie)
    assert media.container == "matroska,webm"
    assert media.duration_ms == 5023
    video = media.video
    assert (video.width, video.height, video.frame_rate, video.rotation) == (480, 270, "24000/1001", 0)
    assert media.audio == (
        AudioStream(1, "aac", 1, 44100, "en", default=True),
        AudioStream(2, "aac", 1, 44100, "uk"),
    )
    assert media.texts == (TextStream(3, "subrip", "en"),)
    assert media.chapters == (Chapter(0, 2000, "Begin & <go>"), Chapter(2000, 5000, "End"))


async def test_turned_picture_with_wide_pixels_is_measured_as_it_is_shown(
    prober: FfmpegProber, ffmpeg: Ffmpeg, tmp_path: Path
) -> None:
    plain, turned = tmp_path / "plain.mp4", tmp_path / "turned.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=1", "-vf", "setsar=4/3", *X264, plain)
    ffmpeg("-display_rotation", "90", "-i", plain, "-c", "copy", turned)
    video = (await prober.probe(turned)).video
    assert (video.width, video.height, video.rotation) == (120, 213, 270)


def write(data: bytes) -> Make:
    return lambda _, __, target: (target.write_bytes(data), None)[1]


def cut(bytes_kept: int, *options: str) -> Make:
    def make(ffmpeg: Ffmpeg, movie: Path, target: Path) -> None:
        whole = target.with_suffix(options[-1])
        ffmpeg("-i", movie, "-map", "0:v", "-c", "copy", *options[:-1], whole)
        target.write_bytes(whole.read_bytes()[:bytes_kept])

    return make


def encode(*options: str, suffix: str = ".mp4") -> Make:
    def make(ffmpeg: Ffmpeg, _: Path, target: Path) -> None:
        made = target.with_suffix(suffix)
        ffmpeg(*options, made)
        made.rename(target)

    return make


def bomb(ffmpeg: Ffmpeg, _: Path, target: Path) -> None:
    """Write a file of some kilobytes whose one picture says that it has 128 million pixels."""
    ffmpeg("-f", "lavfi", "-i", "color=s=64x64:r=1:d=1", "-frames:v", "1", "-c:v", "mjpeg", "-f", "matroska", target)
    frame, small, large = b"\xff\xc0\x00\x11\x08", struct.pack(">HH", 64, 64), struct.pack(">HH", 8192, 16384)
    data = target.read_bytes()
    assert frame + small in data
    target.write_bytes(data.replace(frame + small, frame + large))


def long(ffmpeg: Ffmpeg, _: Path, target: Path) -> None:
    """Write two frames that are 30 hours apart."""
    source = ("-f", "lavfi", "-i", "color=s=64x64:r=1:d=3")
    ffmpeg(*source, "-vf", "setpts=N*54000/TB", "-fps_mode", "passthrough", *X264, "-f", "matroska", target)


def damaged(ffmpeg: Ffmpeg, movie: Path, target: Path) -> None:
    """Write a movie whose pictures are overwritten."""
    whole = target.with_suffix(".mp4.whole")
    ffmpeg("-i", movie, "-map", "0:v", "-c", "copy", "-f", "mp4", whole)
    data = bytearray(whole.read_bytes())
    begin = data.index(b"mdat") + 4
    (length,) = struct.unpack(">I", data[begin - 8 : begin - 4])
    data[begin + 64 : begin + length - 8] = os.urandom(length - 72)
    target.write_bytes(data)


HOSTILE: Final[dict[str, tuple[Make, Rejection]]] = {
    "empty": (write(b""), Rejection.EMPTY),
    "random": (write(bytes(range(256)) * 40), Rejection.UNKNOWN),
    "text": (write(b"This is a movie.\n" * 100), Rejection.UNKNOWN),
    "zeros": (write(bytes(100_000)), Rejection.UNKNOWN),
    "hls": (write(b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n"), Rejection.PLAYLIST),
    "hls-url": (write(b"\xef\xbb\xbf#EXTM3U\n#EXTINF:1,\nhttp://169.254.169.254/latest/\n"), Rejection.PLAYLIST),
    "concat": (write(b"ffconcat version 1.0\nfile /etc/passwd\n"), Rejection.PLAYLIST),
    "dash": (write(b'<?xml version="1.0"?>\n<MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>'), Rejection.PLAYLIST),
    "html": (write(b"<!DOCTYPE html><script>alert(1)</script>"), Rejection.DISGUISED),
    "zip": (write(b"PK\x03\x04" + bytes(1000)), Rejection.DISGUISED),
    "program": (write(b"\x7fELF\x02\x01\x01" + bytes(1000)), Rejection.DISGUISED),
    "jpeg": (
        encode("-f", "lavfi", "-i", "testsrc2=s=64x64:d=1", "-frames:v", "1", suffix=".jpg"),
        Rejection.DISGUISED,
    ),
    "mp3": (encode("-f", "lavfi", "-i", "sine=d=1", "-id3v2_version", "3", suffix=".mp3"), Rejection.DISGUISED),
    "sound": (encode("-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac"), Rejection.NO_VIDEO),
    "no-index": (cut(60_000, "-f", "mp4", ".whole"), Rejection.TRUNCATED),
    "cut-mp4": (cut(150_000, "-movflags", "faststart", "-f", "mp4", ".whole"), Rejection.TRUNCATED),
    "cut-mkv": (cut(150_000, "-f", "matroska", ".whole"), Rejection.TRUNCATED),
    "huge": (encode("-f", "lavfi", "-i", "color=s=8192x4352:r=1:d=1", *X264), Rejection.TOO_LARGE),
    "bomb": (bomb, Rejection.UNDECODABLE),
    "long": (long, Rejection.TOO_LONG),
    "fast": (
        encode("-f", "lavfi", "-i", "color=s=64x64:r=500:d=1", *X264),
        Rejection.TOO_LARGE,
    ),
    "hdr": (
        encode("-f", "lavfi", "-i", "testsrc2=s=64x64:d=1", "-vf", "setparams=color_trc=smpte2084", *X264),
        Rejection.HDR,
    ),
    "tiny": (encode("-f", "lavfi", "-i", "testsrc2=s=8x8:d=1", *X264), Rejection.UNDECODABLE),
    "damaged": (damaged, Rejection.UNDECODABLE),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_file_that_cannot_be_played_is_rejected_with_the_reason(
    prober: FfmpegProber, ffmpeg: Ffmpeg, movie: Path, tmp_path: Path, name: str
) -> None:
    make, code = HOSTILE[name]
    target = tmp_path / "movie.mp4"
    make(ffmpeg, movie, target)
    with pytest.raises(MediaRejected) as rejected:
        await prober.probe(target)
    assert (rejected.value.code, str(rejected.value) != "") == (code, True), str(rejected.value)


async def test_encrypted_file_is_rejected(
    prober: FfmpegProber, ffmpeg: Ffmpeg, media_tools: Path, tmp_path: Path
) -> None:
    plain, output = tmp_path / "plain.mp4", tmp_path / "output"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x64:d=3", *X264, plain)
    output.mkdir()
    keys = ContentKeys(ContentKey(UUID(int=1), bytes(16)), ContentKey(UUID(int=2), bytes(16)))
    limits = Limits(60, 60, 2**33, 2**30)
    await ShakaPackager(Tools(media_tools, "PLAYBACK_TOOLS_FOLDER"), limits).package(
        [Track("v", "video", plain)], keys, output
    )
    joined = tmp_path / "joined.mp4"
    joined.write_bytes((output / "v" / "init.mp4").read_bytes() + (output / "v" / "1.m4s").read_bytes())
    with pytest.raises(MediaRejected) as rejected:
        await prober.probe(joined)
    assert rejected.value.code is Rejection.ENCRYPTED


@pytest.mark.parametrize(
    "limits",
    [
        replace(LIMITS, memory_bytes=2**25),
        replace(LIMITS, output_bytes=100),
        replace(LIMITS, wall_seconds=0.001),
    ],
    ids=["memory", "output", "time"],
)
async def test_probe_that_needs_too_much_is_a_rejection(media_tools: Path, movie: Path, limits: Limits) -> None:
    with pytest.raises(MediaRejected) as rejected:
        await FfmpegProber(Tools(media_tools, "PLAYBACK_TOOLS_FOLDER"), limits).probe(movie)
    assert rejected.value.code is Rejection.TOO_EXPENSIVE


@pytest.mark.parametrize("folder", [None, Path("missing")])
async def test_missing_programs_reject_no_file(movie: Path, folder: Path | None) -> None:
    with pytest.raises(ToolsMissing):
        await FfmpegProber(Tools(folder, "PLAYBACK_TOOLS_FOLDER")).probe(movie)
