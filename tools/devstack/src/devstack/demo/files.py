"""A folder of small media files of demo titles, which is a media source for everyone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from devstack.demo.stock import Stock
from devstack.gateway_client import GatewayClient
from devstack.services import SAMPLE_LIBRARY
from provider_simulator.titles.facts import Movie

NAME: Final = "Sample library"
BYTES: Final = 1_000_000
MOVIES: Final = 32
SHOWS: Final = 3
EPISODES: Final = 8
_FORMS: Final = (
    "Movies/{title} ({year})/{title} ({year}) - 2160p.mkv",
    "Movies/{title} ({year})/{title} ({year}).mkv",
    "{dots}.{year}.1080p.BluRay.x264.DTS-GRP.mkv",
    "{title} [{year}] [720p] [WEB-DL].mp4",
    "{dots}.{year}.2160p.WEB-DL.DDP5.1.HEVC-GRP.mkv",
)
_UNKNOWN: Final = (
    "Recordings/Holiday 0001.mp4",
    "Recordings/Birthday.mp4",
    "Unsorted/clip-7.mkv",
    "Unsorted/S01E01.mkv",
)
"""Files that wait for a user to choose a title."""


def sample_paths(stock: Stock) -> list[str]:
    """Return about sixty paths: movies in several forms, two versions of some, episodes, and files of no title."""
    movies = stock.known_movies()[:MOVIES]
    paths = [_path(movie, _FORMS[place % len(_FORMS)]) for place, movie in enumerate(movies)]
    paths += [_path(movie, _FORMS[2]) for movie in movies[:2]]
    return [*paths, *_episodes(stock), *_UNKNOWN]


def write_files(data: Path, stock: Stock) -> Path:
    """Create the files, sparse, and return their folder."""
    root = data / SAMPLE_LIBRARY
    for path in sample_paths(stock):
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as content:
            content.truncate(BYTES)
    return root


def connect(administrator: GatewayClient, data: Path, stock: Stock) -> None:
    """Add the folder as a source for everyone unless there is one; raise GatewayRefused."""
    root = write_files(data, stock)
    if any(source["name"] == NAME for source in administrator.get("/sources")):
        return
    administrator.post("/sources", source_of(root))


def source_of(root: Path) -> dict[str, object]:
    """Return the request that adds a folder as a source for everyone."""
    return {"kind": "folder", "name": NAME, "visibility": "everyone", "configuration": {"path": str(root)}}


def _episodes(stock: Stock) -> Iterator[str]:
    shows = [show for show in stock.catalog.shows if show.first_day < stock.today][:SHOWS]
    for show in shows:
        name = f"{_safe(show.title)} ({show.first_day.year})"
        for episode in stock.episodes(show)[:EPISODES]:
            folder = f"Shows/{name}/Season {episode.season:02}"
            yield f"{folder}/{name} - S{episode.season:02}E{episode.number:02}.mkv"


def _path(movie: Movie, form: str) -> str:
    title = _safe(movie.title)
    return form.format(title=title, dots=_dotted(title), year=movie.released.year)


def _safe(title: str) -> str:
    return " ".join(title.replace("/", " ").replace(":", " -").split())


def _dotted(title: str) -> str:
    kept = "".join(character for character in title.replace("&", "and") if character.isalnum() or character in " -")
    return ".".join(kept.replace(" - ", " ").split())
