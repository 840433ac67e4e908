"""Real encodes of a short movie: aligned, as loud as promised, and verified after packaging."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from services.playback.tests.integration.media.conftest import Ffmpeg

from playback.domain.keys.content_key import ContentKey, ContentKeys
from playback.domain.media.errors import OutputIncomplete
from playback.domain.media.media import Media
from playback.domain.packaging.command import Track
from playback.domain.transcoding.commands import Effort
from playback.domain.transcoding.ladder import audio_renditions
from playback.domain.transcoding.renditions import VideoRendition
from playback.infrastructure.media.encoder import FfmpegEncoder
from playback.infrastructure.media.packager import ShakaPackager
from playback.infrastructure.media.prober import FfmpegProber
from programs.children import Limits, check
from programs.errors import ToolFailed
from programs.tools import Tools

pytestmark = pytest.mark.integration

RATE = "24000/1001"
LARGE, SMALL = VideoRendition("270p", 480, 270, 400_000, RATE), VideoRendition("90p", 160, 90, 100_000, RATE)
KEYS = ContentKeys(ContentKey(UUID(int=1), b"v" * 16), ContentKey(UUID(int=2), b"a" * 16))
LIMITS = Limits(60, 60, 2**33, 2**30)


class Encoded:
    """The renditions of the movie, encoded once."""

    def __init__(self, folder: Path, tools: Path) -> None:
        self.folder = folder
        self.tools = tools
        self.packager = ShakaPackager(Tools(tools, "PLAYBACK_TOOLS_FOLDER"), LIMITS)
        self.progress: list[int] = []
        self.tracks: list[Track] = []
        self.media: Media

    async def report(self, done_ms: int) -> None:
        self.progress.append(done_ms)

    async def encode(self, movie: Path) -> None:
        tools = Tools(self.tools, "PLAYBACK_TOOLS_FOLDER")
        encoder = FfmpegEncoder(tools, Effort("ultrafast"), 2**33)
        self.media = await FfmpegProber(tools).probe(movie)
        for rendition in (LARGE, SMALL):
            target = self.folder / f"{rendition.name}.mp4"
            await encoder.video(movie, self.media, rendition, target, self.report)
            self.tracks.append(Track(rendition.name, "video", target))
        for sound in audio_renditions(self.media.audio):
            target = self.folder / f"{sound.name}.mp4"
            await encoder.audio(movie, self.media, sound, target, self.report)
            self.tracks.append(Track(sound.name, "audio", target, sound.language, sound.language, sound.default))
        self.tracks += await encoder.texts(movie, self.media, self.folder)

    def probe(self, track: Track, *options: str) -> str:
        command = [str(self.tools / "ffprobe"), "-v", "error", *options, "-of", "csv=p=0", str(track.path)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def encoded(movie: Path, media_tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Encoded:
    result = Encoded(tmp_path_factory.mktemp("encoded"), media_tools)
    await result.encode(movie)
    return result


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "output"
    folder.mkdir()
    return folder


def test_keyframes_are_at_the_same_times_in_every_rendition(encoded: Encoded) -> None:
    large, small = (
        encoded.probe(track, "-skip_frame", "nokey", "-show_entries", "frame=pts_time").split()
        for track in encoded.tracks[:2]
    )
    assert large == small
    assert [float(time.strip(",")) for time in large] == pytest.approx([0, 2.002, 4.004], abs=0.001)


def test_pictures_have_the_sizes_of_their_renditions(encoded: Encoded) -> None:
    sizes = [encoded.probe(track, "-show_entries", "stream=width,height,pix_fmt") for track in encoded.tracks[:2]]
    assert [size.strip() for size in sizes] == ["480,270,yuv420p", "160,90,yuv420p"]


def test_progress_ends_with_the_duration(encoded: Encoded) -> None:
    assert max(encoded.progress) == pytest.approx(encoded.media.duration_ms, abs=200)


def test_sound_has_the_promised_loudness(encoded: Encoded) -> None:
    sounds = [track for track in encoded.tracks if track.kind == "audio"]
    assert [track.language for track in sounds] == ["en", "uk"]
    for track in sounds:
        command = [
            str(encoded.tools / "ffmpeg"),
            "-nostdin",
            "-i",
            str(track.path),
            "-af",
            "ebur128",
            "-f",
            "null",
            "-",
        ]
        messages = subprocess.run(command, check=True, capture_output=True, text=True).stderr
        assert float(re.findall(r"I:\s+(-?[0-9.]+) LUFS", messages)[-1]) == pytest.approx(-16, abs=0.5)


def test_subtitles_of_the_source_are_web_vtt(encoded: Encoded) -> None:
    [track] = [track for track in encoded.tracks if track.kind == "text"]
    assert track.path.read_text("utf-8").startswith("WEBVTT")
    assert "Hello" in track.path.read_text("utf-8")


async def packaged(encoded: Encoded, output: Path, keys: ContentKeys | None) -> None:
    await encoded.packager.package(encoded.tracks, keys, output)
    await encoded.packager.pictures(encoded.tracks[0].path, encoded.media, output)


async def is_refused(encoded: Encoded, keys: ContentKeys | None, output: Path) -> bool:
    try:
        await encoded.packager.verify(encoded.tracks, keys, output)
    except OutputIncomplete:
        return True
    return False


def sizes(output: Path) -> dict[str, int]:
    files = (path for path in output.rglob("*") if path.is_file())
    return {path.relative_to(output).as_posix(): path.stat().st_size for path in files}


def remove(name: str) -> Callable[[Path], None]:
    return lambda output: (output / name).unlink()


def empty(name: str) -> Callable[[Path], None]:
    def change(output: Path) -> None:
        (output / name).write_bytes(b"")

    return change


def damage(name: str) -> Callable[[Path], None]:
    def change(output: Path) -> None:
        data = bytearray((output / name).read_bytes())
        begin = data.index(b"mdat") + 100
        data[begin : begin + 3000] = bytes(number * 73 % 256 for number in range(3000))
        (output / name).write_bytes(data)

    return change


def cut(name: str) -> Callable[[Path], None]:
    def change(output: Path) -> None:
        data = (output / name).read_bytes()
        (output / name).write_bytes(data[: len(data) // 2])

    return change


@pytest.mark.parametrize("keys", [pytest.param(None, marks=pytest.mark.slow), KEYS], ids=["plain", "encrypted"])
async def test_output_is_complete_until_a_file_is_missing_or_damaged(
    encoded: Encoded, output: Path, keys: ContentKeys | None, tmp_path: Path
) -> None:
    await packaged(encoded, output, keys)
    files = await encoded.packager.verify(encoded.tracks, keys, output)
    assert {file.name: file.size for file in files} == sizes(output)
    changes = {
        "missing segment": remove("90p/2.m4s"),
        "empty segment": empty("audio-uk/1.m4s"),
        "missing sheet": remove("thumbnails-001.jpg"),
        "missing subtitles": remove("text-en-3/1.vtt"),
        "damaged picture": damage("90p/1.m4s"),
        "cut sound": cut("audio-en/1.m4s"),
    }
    for what, change in changes.items():
        changed = tmp_path / what.replace(" ", "-")
        shutil.copytree(output, changed)
        change(changed)
        assert await is_refused(encoded, keys, changed), what


async def test_another_key_decodes_nothing(encoded: Encoded, output: Path) -> None:
    await packaged(encoded, output, KEYS)
    others = ContentKeys(ContentKey(KEYS.video.id, b"x" * 16), KEYS.audio)
    with pytest.raises(OutputIncomplete, match="270p does not decode"):
        await encoded.packager.verify(encoded.tracks, others, output)


def frames(tools: Path, playlist: Path) -> int:
    """Return how many frames the HLS reader of ffprobe decodes; none when it reads nothing."""
    protocols = ("-protocol_whitelist", "file,crypto,data", "-allowed_extensions", "ALL", "-extension_picky", "0")
    counting = ("-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0")
    options = protocols if playlist.suffix == ".m3u8" else ()
    command = (tools / "ffprobe", "-v", "quiet", *options, *counting, playlist)
    text = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60).stdout
    numbers = [int(line) for line in text.splitlines() if line.isdigit()]
    return numbers[0] if numbers else 0


def with_key_file(output: Path, name: str, key: bytes) -> Path:
    """Return a copy of a playlist beside it, which has a local file with a key in place of its address."""
    target, file = output / f"local-{name}.m3u8", output / "key"
    file.write_bytes(key)
    text, count = re.subn(
        'URI="/api/v1/playback/licenses/aes-128/[0-9a-f-]{36}"', f'URI="{file}"', playlist(output, name)
    )
    assert count == 1
    target.write_text(text, "utf-8")
    return target


def playlist(output: Path, name: str) -> str:
    return (output / f"{name}.m3u8").read_text("utf-8")


async def test_whole_segments_are_decrypted_by_another_reader_of_hls(encoded: Encoded, output: Path) -> None:
    keys = replace(KEYS, method="aes-128")
    await packaged(encoded, output, keys)
    files = await encoded.packager.verify(encoded.tracks, keys, output)
    assert {file.name: file.size for file in files} == sizes(output)
    assert not [name for name in sizes(output) if name.endswith((".mpd", "-iframes.m3u8"))]
    assert "I-FRAME" not in playlist(output, "master")
    assert f"{keys.audio.id}" in playlist(output, "audio-en")
    for track, key in ((encoded.tracks[0], keys.video), (encoded.tracks[2], keys.audio)):
        whole = frames(encoded.tools, track.path)
        assert frames(encoded.tools, with_key_file(output, track.name, key.key)) == whole > 100
        assert frames(encoded.tools, with_key_file(output, track.name, b"x" * 16)) == 0


async def test_whole_segments_that_are_cut_or_of_another_key_are_refused(encoded: Encoded, output: Path) -> None:
    keys = replace(KEYS, method="aes-128")
    await packaged(encoded, output, keys)
    assert await is_refused(encoded, replace(keys, video=replace(keys.video, key=b"x" * 16)), output)
    cut("90p/2.m4s")(output)
    assert await is_refused(encoded, keys, output)


async def test_programs_end_at_their_limits(encoded: Encoded, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    endless = ("-v", "error", "-f", "lavfi", "-i", "testsrc2=s=640x360", "-c:v", "mpeg4", "-q:v", "2", "-f", "mpegts")
    command = (str(encoded.tools / "ffmpeg"), "-y", *endless, str(tmp_path / "endless.ts"))
    reasons = {
        "needed more than 1 s of processor time": Limits(1, 30, 2**33, 2**40),
        "took more than 0.5 s": Limits(60, 0.5, 2**33, 2**40),
        "wrote more than 1048576 bytes": Limits(60, 30, 2**33, 2**20),
    }
    for reason, limits in reasons.items():
        with pytest.raises(ToolFailed, match=reason) as failed:
            await check(command, limits)
        assert failed.value.limited
    assert (tmp_path / "endless.ts").stat().st_size <= 2**20
