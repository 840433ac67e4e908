"""Where programs are found."""

from pathlib import Path

import pytest

from programs.errors import ToolsMissing
from programs.tools import Tools


def test_a_program_that_is_installed_later_is_used(tmp_path: Path) -> None:
    tools = Tools(tmp_path, "MUSIC_TOOLS_FOLDER")
    with pytest.raises(ToolsMissing, match="set MUSIC_TOOLS_FOLDER"):
        tools.path("ffmpeg")
    (tmp_path / "ffmpeg").touch()
    assert tools.path("ffmpeg") == str(tmp_path / "ffmpeg")


def test_without_a_folder_no_program_is_installed() -> None:
    with pytest.raises(ToolsMissing):
        Tools(None, "MUSIC_TOOLS_FOLDER").path("ffprobe")
