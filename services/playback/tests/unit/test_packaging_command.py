"""The command line of the packager."""

from pathlib import Path

import pytest

from playback.domain.packaging.command import Track, arguments

pytestmark = pytest.mark.unit


def stated(language: str | None) -> list[str]:
    """Return what the command line states of the language of a sound track."""
    track = Track("audio", "audio", Path("audio.mp4"), language, default=True)
    parts = [
        part
        for argument in arguments([track], Path("out"), encrypted=False, flags=Path("flags"))
        for part in argument.split(",")
    ]
    return [part for part in parts if "language" in part]


def test_only_a_known_language_is_stated() -> None:
    assert stated("uk") == ["language=uk", "--default_language=uk"]
    assert stated("und") == []
    assert stated(None) == []
