"""The programs that encode come by the hashes of the lock, static and under their own names."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from devstack.demo.video import CHAPTERS, SECONDS, generate
from devstack.errors import ArtifactUnavailable, UnsupportedPlatform
from devstack.folders import cache_folder
from devstack.media import tools


def test_the_programs_run_without_libraries_of_the_machine(media_tools: Path) -> None:
    first_lines = {
        name: subprocess.run(
            [media_tools / name, option], env={}, capture_output=True, text=True, check=True
        ).stdout.splitlines()[0]
        for name, option in (("ffmpeg", "-version"), ("ffprobe", "-version"), ("packager", "--version"))
    }
    assert re.match(r"ffmpeg version n8\.1\.2\b", first_lines["ffmpeg"])
    assert re.match(r"ffprobe version n8\.1\.2\b", first_lines["ffprobe"])
    assert first_lines["packager"].startswith("packager version v3.8.0-")
    assert media_tools == tools.tools_folder(cache_folder(os.environ))


def test_a_wheel_with_another_hash_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = re.sub(rb"sha256:\w{8}", b"sha256:00000000", tools._lock())
    monkeypatch.setattr(tools, "_lock", lambda: lock)
    with pytest.raises(ArtifactUnavailable, match=r"(?i)hash"):
        tools.install(tmp_path)
    assert not tools.tools_folder(tmp_path).exists()
    assert list(tmp_path.iterdir()) == []


def test_platform_without_programs_is_named() -> None:
    assert tools.build_of("Darwin", "arm64") == "osx-arm64"
    with pytest.raises(UnsupportedPlatform, match="FreeBSD"):
        tools.build_of("FreeBSD", "x86_64")


def test_the_demo_video_has_two_sound_tracks_and_chapters(media_tools: Path, tmp_path: Path) -> None:
    generate(media_tools, tmp_path / "demo.mp4")
    options = ("-v", "error", "-of", "json", "-show_streams", "-show_chapters", "-show_format")
    probed = json.loads(subprocess.check_output([media_tools / "ffprobe", *options, tmp_path / "demo.mp4"]))
    languages = [stream["tags"]["language"] for stream in probed["streams"] if stream["codec_type"] == "audio"]
    assert languages == ["eng", "ukr"]
    assert [(chapter["tags"]["title"], float(chapter["start_time"])) for chapter in probed["chapters"]] == [*CHAPTERS]
    assert abs(float(probed["format"]["duration"]) - SECONDS) < 0.1
