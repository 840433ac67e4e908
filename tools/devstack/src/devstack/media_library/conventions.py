"""Names by public conventions (Plex, Jellyfin, Kodi, releases, anime), and what each states."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TABLE: Final = Path(__file__).with_name("conventions.txt")
_NONE: Final = "-"


@dataclass(frozen=True, slots=True)
class ConventionalName:
    """A name, and what a reader must find in it."""

    convention: str
    path: str
    title: str
    year: int | None
    season: int | None
    episodes: tuple[int, ...]


def conventional_names() -> list[ConventionalName]:
    """Return every name of the table."""
    names, convention = list[ConventionalName](), ""
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            convention = line.removeprefix("## ")
        elif line:
            path, title, *numbers = line.split(" | ")
            year, season, episodes = (*numbers, _NONE, _NONE, _NONE)[:3]
            names.append(
                ConventionalName(
                    convention,
                    path,
                    title,
                    _number(year),
                    _number(season),
                    () if episodes == _NONE else tuple(map(int, episodes.split(","))),
                )
            )
    return names


def _number(text: str) -> int | None:
    return None if text == _NONE else int(text)
