"""Where the programs are."""

from pathlib import Path

from playback.domain.media.errors import ToolsMissing


class Tools:
    """The programs of a folder. It is looked at before each use: they may come later than the worker."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def path(self, name: str) -> str:
        """Return the path of `ffmpeg`, `ffprobe` or `packager`; raise ToolsMissing."""
        if self._folder is None or not (program := self._folder / name).is_file():
            raise ToolsMissing
        return str(program.absolute())
