"""A library of 60 files that every test server serves in its own protocol."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class SampleFile:
    """One file of a server."""

    path: str
    data: bytes
    modified_at: datetime


@dataclass
class SampleTitle:
    """A movie or an episode, with the parts of each of its versions."""

    id: str
    kind: Literal["movie", "episode"]
    title: str
    versions: list[list[SampleFile]]
    created_at: datetime
    saved_at: datetime
    year: int | None = None
    imdb: str | None = None
    tmdb: int | None = None
    show: str | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()

    @property
    def files(self) -> list[SampleFile]:
        """Return every file."""
        return [file for parts in self.versions for file in parts]


@dataclass(frozen=True)
class SampleShow:
    """A show; its id in the server, and its ids elsewhere."""

    id: str
    title: str
    year: int
    tvdb: int


@dataclass
class Library:
    """Titles in the order in which they were added."""

    titles: dict[str, SampleTitle] = field(default_factory=dict)
    shows: dict[str, SampleShow] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, SampleFile]:
        """Return every file by its path."""
        return {file.path: file for title in self.titles.values() for file in title.files}

    def add_movie(self, number: int, *versions: tuple[str, ...], at: datetime | None = None) -> SampleTitle:
        """Add a movie with versions of parts; without any it has one file."""
        at = at or BEGAN + timedelta(minutes=number)
        name = f"Movie & Söhne {number:02d} (19{number + 40})"
        named = versions or ((f"Movie.{number:02d}.1080p.mkv",),)
        files = [[sample(f"Movies/{name}/{part}", at) for part in version] for version in named]
        title = SampleTitle(
            f"m{number}",
            "movie",
            f"Movie & Söhne {number:02d}",
            files,
            at,
            at,
            year=1940 + number,
            imdb=f"tt{7_000_000 + number}",
            tmdb=500 + number,
        )
        self.titles[title.id] = title
        return title

    def add_episode(self, show: SampleShow, season: int, *episodes: int, at: datetime | None = None) -> SampleTitle:
        """Add a file with episodes of a show."""
        self.shows[show.id] = show
        at = at or BEGAN + timedelta(days=season, minutes=episodes[0])
        numbers = "".join(f"E{episode:02d}" for episode in episodes)
        path = f"Shows/{show.title}/Season {season}/{show.title} S{season:02d}{numbers}.mkv"
        title = SampleTitle(
            f"{show.id}s{season}e{episodes[0]}",
            "episode",
            f"Episode {episodes[0]}",
            [[sample(path, at)]],
            at,
            at,
            show=show.id,
            season=season,
            episodes=episodes,
        )
        self.titles[title.id] = title
        return title

    def touch(self, title_id: str, at: datetime) -> None:
        """Replace the content of a title."""
        title = self.titles[title_id]
        title.versions = [[sample(file.path, at, b"again ") for file in parts] for parts in title.versions]
        title.saved_at = at


def sample(path: str, at: datetime, prefix: bytes = b"") -> SampleFile:
    """Return a file whose content follows from its path."""
    return SampleFile(path, prefix + path.encode() * 40, at)


def sample_library() -> Library:
    """Return 60 files: 30 movies, one in two versions and one in two parts, and 28 files of episodes."""
    library = Library()
    for number in range(1, 29):
        library.add_movie(number)
    library.add_movie(29, ("Movie.29.2160p.mkv",), ("Movie.29.720p.mp4",))
    library.add_movie(30, ("Movie.30.cd1.avi", "Movie.30.cd2.avi"))
    for number in range(1, 4):
        show = SampleShow(f"w{number}", f"Show {number}", 2000 + number, 900 + number)
        for episode in range(1, 10):
            library.add_episode(show, number, episode)
    library.add_episode(library.shows["w1"], 2, 1, 2)
    return library
