"""Writes the names of a library, and for each what a reader must find in it and which title it is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

from devstack.media_library.styles import (
    EPISODE_STYLES,
    MOVIE_STYLES,
    Episodes,
    code_of,
    dotted,
    safe,
    tags,
    write_name,
)
from devstack.media_library.titles import LibraryTitle, absent_movies, movies, shows

SEED: Final = 22
FILES: Final = 5_000
_WITHOUT_TITLE: Final = ("sequels, remakes and namesakes", "extras", "recordings of the family", "other shows")
_FAMILY: Final = ("Birthday", "Holiday", "IMG", "VID", "Wedding", "Garden", "School play", "DSC", "Clip", "Recording")
_OTHER_SHOWS: Final = (
    "Lost Girl",
    "Dark Matter",
    "The Office Party",
    "Friends of Friends",
    "Kids Club",
    "Frasier Crane",
)


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """A file with the truth about it."""

    style: str
    path: str
    title: LibraryTitle | None
    """The title of the catalog that it is; null for none."""
    name: str | None = None
    """The title that its name states; null where it states none."""
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    place: tuple[int, tuple[int, ...]] | None = None
    """The season and the episodes of the show that it is."""


def styles() -> list[str]:
    """Return the names of all styles."""
    return [*MOVIE_STYLES, *EPISODE_STYLES, *_WITHOUT_TITLE]


def library(files: int = FILES, seed: int = SEED) -> list[LibraryFile]:
    """Return files in all styles, about as many of each; the same for the same seed. No two have one path."""
    random = Random(seed)
    writers = {style: _files(style, random) for style in styles()}
    paths, written = set[str](), list[LibraryFile]()
    while len(written) < files:
        for writer in writers.values():
            file = next(writer)
            folder = f"{len(written) // 100:03}"
            file = replace(file, path=f"{folder}/{file.path}")
            if file.path not in paths and len(written) < files:
                paths.add(file.path)
                written.append(file)
    return written


def write(root: Path, files: list[LibraryFile], size: int = 0) -> None:
    """Create the files below a folder, sparse."""
    for file in files:
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as content:
            content.truncate(size)


def _files(style: str, random: Random) -> Iterator[LibraryFile]:
    catalog, series = movies(), shows()
    while True:
        if style in MOVIE_STYLES:
            yield _movie(style, random.choice(catalog), random)
        elif style in EPISODE_STYLES:
            yield _episode(style, random.choice(series), random)
        else:
            yield _other(style, random)


def _movie(style: str, title: LibraryTitle, random: Random) -> LibraryFile:
    path = write_name(style, title, random)
    year = None if style in ("without a year", "id only") else title.year
    name = None if style == "id only" else title.other_name if style == "other language" else title.name
    return LibraryFile(style, path, title, name or (None if style == "id only" else title.name), year)


def _episode(style: str, title: LibraryTitle, random: Random) -> LibraryFile:
    season = random.choice(list(title.seasons))
    count = title.seasons[season]
    first = random.randint(1, count)
    numbers = tuple(range(first, min(first + 2, count) + 1)) if style == "several episodes" else (first,)
    absolute = first + sum(title.seasons[number] for number in title.seasons if number < season)
    path = write_name(style, title, random, Episodes(season, numbers, absolute))
    has_year = (str(title.year) in path.split("/", 1)[-1] and f"({title.year})" in path) or f".{title.year}." in path
    if style == "day":
        return LibraryFile(style, path, title, title.name)
    is_distinguished = style == "country" and title.country in ("US", "GB")
    name = f"{title.name} {code_of(title)}" if is_distinguished else title.name
    year, place = title.year if has_year else None, (season, numbers)
    if style == "fans":
        return LibraryFile(style, path, title, name, year, None, (absolute,), place)
    return LibraryFile(style, path, title, name, year, season, numbers, place)


def _other(style: str, random: Random) -> LibraryFile:
    if style == "extras":
        title = random.choice(movies())
        folder = f"{safe(title.name)} ({title.year})"
        path = random.choice(
            (
                f"{folder}/{folder}-trailer.mp4",
                f"{folder}/Extras/Making of {random.randrange(1_000)}.mkv",
                f"{folder}/Featurettes/{safe(title.name)} ({title.year}).mkv",
                f"{folder}/{safe(title.name)}-sample.mkv",
            )
        )
        return LibraryFile(style, path, None)
    if style == "recordings of the family":
        path = f"{random.choice(_FAMILY)} {random.randint(1, 9_999):04} {random.randint(1, 28)}.mp4"
        return LibraryFile(style, path, None)
    if style == "other shows":
        name, season, episode = random.choice(_OTHER_SHOWS), random.randint(1, 9), random.randint(1, 24)
        path = f"{dotted(name)}.S{season:02}E{episode:02}{tags(random)}.mkv"
        return LibraryFile(style, path, None, name, None, season, (episode,))
    absent = random.choice(absent_movies())
    path = f"{safe(absent.name)} ({absent.year}){tags(random)}.mkv"
    return LibraryFile(style, path, None, absent.name, absent.year)
