"""Where the walk of a folder continues, as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BEGIN: Final = "/"
"""Of every position. Walks in another order, which stored positions without it, are begun again."""


@dataclass(frozen=True, slots=True)
class Position:
    """Behind a file of a folder, or behind all of its files and before the folders in it."""

    folders: tuple[str, ...]
    """The names of the folders that lead there."""
    file: str | None = None
    """The name of the last file that was listed; null behind all files of the folder."""

    @property
    def is_behind_files(self) -> bool:
        """Whether the files of the folder itself were listed, all of them."""
        return self.file is None or bool(self.folders)

    def and_behind(self, names: Sequence[str]) -> list[str]:
        """Return those of the folders in this folder that are behind the position, or around it."""
        first = self.folders[0] if self.folders else ""
        return [name for name in names if name >= first]

    def inside(self, name: str) -> "Position | None":
        """Return the position as it is seen from a folder in this folder; null if it is not in there."""
        return Position(self.folders[1:], self.file) if self.folders[:1] == (name,) else None


def position_behind(path: str) -> str:
    """Return the position behind a file, or behind all files of a folder, whose path ends with `/`."""
    return f"{BEGIN}{path}"


def position_of(text: str) -> Position | None:
    """Return the position of a text, or null for one that `position_behind` has not written."""
    if not text.startswith(BEGIN):
        return None
    *folders, file = text.removeprefix(BEGIN).split("/")
    return Position(tuple(folders), file or None)
