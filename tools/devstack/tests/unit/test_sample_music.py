"""The sample library of music: what it has, and that it is the same each time."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from devstack.errors import DevstackError
from devstack.gateway_client import GatewayClient
from devstack.music_library import writing
from devstack.music_library.adding import FOLDER, add_music
from devstack.music_library.albums import ALBUMS, lyrics, tracks
from devstack.music_library.drawing import draw, png
from devstack.music_library.playing import LONGEST, RATE, SHORTEST, play

pytestmark = pytest.mark.unit


def test_it_has_albums_of_every_kind() -> None:
    every = tracks()
    assert (len(ALBUMS), len(every), len({track.path for track in every})) == (8, 60, 60)
    assert Counter(album.suffix for album in ALBUMS) == {"mp3": 2, "flac": 1, "opus": 3, "m4a": 2}
    assert [album.name for album in ALBUMS if len(album.discs) > 1] == ["The Long Way Round"]
    assert [album.name for album in ALBUMS if album.is_compilation] == ["Harbour Sessions"]
    assert every[5].path == "Ada Quill/Night Signals (2016)/01 Ferry Room.opus"
    assert any("/CD2/06 " in track.path for track in every)
    assert lyrics(every[0]).startswith("Over the amber street")


def test_a_track_is_the_same_each_time_and_differs_from_others() -> None:
    one, other = tracks()[:2]
    sound = play(one)
    assert SHORTEST <= len(sound) / RATE <= LONGEST
    assert float(np.abs(sound).max()) == pytest.approx(0.7, abs=1e-5)
    assert np.array_equal(sound, play(one))
    assert len(sound) != len(play(other))


def test_a_cover_is_the_same_each_time() -> None:
    assert png(draw(1)).startswith(b"\x89PNG")
    assert np.array_equal(draw(1), draw(1))
    assert not np.array_equal(draw(1), draw(2))


def test_a_library_that_is_there_stays_and_one_that_fails_is_not_there(tmp_path: Path) -> None:
    target = tmp_path / "library"
    with pytest.raises(DevstackError, match="could not be encoded"):
        writing.write_library(target, tmp_path, ALBUMS[:1])
    assert list(tmp_path.iterdir()) == []
    target.mkdir()
    assert writing.write_library(target, tmp_path) == target
    assert list(target.iterdir()) == []


class Administrator(GatewayClient):
    """A gateway with music folders."""

    def __init__(self, names: list[str], status: str = "ready") -> None:
        self.names = names
        self.status = status

    def get(self, path: str, params: Any = None) -> Any:
        match path:
            case "/admin/music/folders":
                return [{"name": name} for name in self.names]
            case "/admin/music/scans":
                return [{"status": self.status, "reason": "x", "finishedAt": "2026-11-30T12:00:00Z"}]
            case _:
                return [{"id": "7", "suffix": "flac"}]

    def post(self, path: str, body: Any = None) -> Any:
        assert path == "/admin/music/folders"
        self.names.append(body["name"])

    def total(self, path: str) -> int:
        return {"/music/albums": 8, "/music/tracks": 60}[path]


def test_the_folder_is_added_once_and_what_to_try_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devstack.music_library.adding.install", lambda _: tmp_path)
    monkeypatch.setattr("devstack.music_library.adding.write_library", lambda target, _: target)
    lines: list[str] = []
    administrator = Administrator([])
    for _ in range(2):
        add_music(administrator, "http://gateway", tmp_path, lines.append)
    assert administrator.names == [FOLDER]
    assert "8 albums, 60 tracks" in lines[-1]
    assert "http://gateway/api/v1/music/tracks/7/stream -o track.flac" in lines[-1]
    administrator.status = "failed"
    with pytest.raises(DevstackError, match="has ended as failed"):
        add_music(administrator, "http://gateway", tmp_path, lines.append)
