"""Where the programs are."""

from pathlib import Path
from typing import Literal

from programs.errors import ToolsMissing

Program = Literal["ffmpeg", "ffprobe", "packager"]


class Tools:
    """The programs of a folder. It is looked at before each use: they may come later than the worker."""

    def __init__(self, folder: Path | None, setting: str) -> None:
        """Read programs from `folder`, which the variable `setting` names."""
        self._folder = folder
        self._setting = setting

    def path(self, name: Program) -> str:
        """Return the path of a program; raise ToolsMissing."""
        if self._folder is None or not (program := self._folder / name).is_file():
            raise ToolsMissing(self._setting)
        return str(program.absolute())
