"""A file gets a title only when that is certain."""

from uuid import UUID

import pytest

from sources.domain.files.listed import ExternalIds, ListedFile, StatedTitle
from sources.domain.matching.candidates import candidates_of
from sources.domain.matching.match import Match, Method
from sources.domain.matching.matcher import match
from sources.domain.matching.title import Title
from sources.domain.names.reading import read_name

pytestmark = pytest.mark.unit


def title(number: int, kind: str, name: str, year: int | None, **more: object) -> Title:
    values = {"ids": ExternalIds(f"tt{number:07}", number, None), "version": 1, **more}
    return Title(media_id=UUID(int=number), kind=kind, names=(name,), year=year, **values)  # type: ignore[arg-type]


TITLES = (
    title(1, "movie", "Beauty and the Beast", 1991),
    title(2, "movie", "Beauty and the Beast", 2017),
    title(3, "show", "Beauty and the Beast", 1987, seasons={1: 22, 2: 22}),
    title(4, "movie", "Alien", 1979),
    title(5, "movie", "Wonder Woman", 2017),
    title(6, "movie", "Wonder Woman 1984", 2020),
    title(7, "show", "The Office", 2001, seasons={1: 6, 2: 6}, countries=("GB",)),
    title(8, "show", "The Office", 2005, seasons={1: 6, 2: 22, 3: 25}, countries=("US",)),
    title(9, "show", "Cowboy Bebop", 1998, seasons={0: 1, 1: 26}),
    title(10, "movie", "Rocky II", 1979),
    title(11, "movie", "Ödipussi", 1988),
    title(12, "movie", "Брат", 1997),
    title(13, "show", "Naruto", 2002, seasons={1: 35, 2: 48}),
    title(14, "movie", "Undated", None),
    title(99, "movie", "Last", 1950),
)
CANDIDATES = candidates_of(TITLES)


def matched(name: str, stated: StatedTitle | None = None) -> Match | None:
    listed = ListedFile(path=name, name=name, bytes=1, fingerprint="1", stated=stated)
    return match(listed, read_name(name), CANDIDATES)


@pytest.mark.parametrize(
    ("name", "number", "confidence"),
    [
        ("Beauty and the Beast (1991).mkv", 1, 0.95),
        ("Beauty & the Beast (2017).mkv", 2, 0.95),
        ("Beauty and the Beast (2016).mkv", 2, 0.75),
        ("Beauty and the Beast (1950).mkv", None, None),
        ("Beauty and the Beast 1080p.mkv", None, None),
        ("Alien (1979).mkv", 4, 0.95),
        ("Alien (1980).mkv", None, None),
        ("Alien 1080p BluRay.mkv", None, None),
        ("Aliens (1979).mkv", None, None),
        ("Wonder Woman 1984 (2020).mkv", 6, 0.95),
        ("Wonder Woman (1984).mkv", None, None),
        ("Wonder.Woman.2017.mkv", 5, 0.95),
        ("Rocky 2 (1979).mkv", 10, 0.9),
        ("Rocky (1979).mkv", None, None),
        ("Oedipussi (1988).mkv", 11, 0.9),
        ("Brat (1997).mkv", 12, 0.9),
        ("Undated (1990).mkv", None, None),
        ("x [imdbid-tt0000004].mkv", 4, 1.0),
        ("x [tmdbid-4].mkv", 4, 1.0),
        ("x [tmdbid-4] S01E01.mkv", None, None),
        ("Alien (1979) [tmdbid-77].mkv", None, None),
        ("Alien (1979) [imdbid-tt0000005] [tmdbid-4].mkv", None, None),
        ("Alien (1979)-trailer.mkv", None, None),
        ("Last S01E01 (1950).mkv", None, None),
    ],
)
def test_movie_is_found_by_ids_or_by_name_and_year(name: str, number: int | None, confidence: float | None) -> None:
    result = matched(name)
    assert (result and result.media_id.int, result and result.confidence) == (number, confidence)


@pytest.mark.parametrize(
    ("name", "number", "season", "episodes"),
    [
        ("Beauty and the Beast S01E02.mkv", 3, 1, (2,)),
        ("Beauty and the Beast S04E02.mkv", None, None, ()),
        ("Beauty and the Beast S01E23.mkv", None, None, ()),
        ("Beauty and the Beast S02E23.mkv", 3, 2, (23,)),
        ("Beauty and the Beast S03E01.mkv", 3, 3, (1,)),
        ("The Office S01E01.mkv", None, None, ()),
        ("The Office (US) S02E01.mkv", 8, 2, (1,)),
        ("The.Office.UK.S01E01.mkv", 7, 1, (1,)),
        ("The Office (AU) S01E01.mkv", None, None, ()),
        ("The Office (2005) S03E01.mkv", 8, 3, (1,)),
        ("[Group] Cowboy Bebop - 05 [720p].mkv", 9, 1, (5,)),
        ("[Group] Cowboy Bebop - 27 [720p].mkv", None, None, ()),
        ("[Group] Naruto - 36 [720p].mkv", 13, 2, (1,)),
        ("Cowboy Bebop S00E01.mkv", 9, 0, (1,)),
        ("Cowboy Bebop S01.mkv", None, None, ()),
        ("Cowboy Bebop 1999.01.02.mkv", 9, None, ()),
    ],
)
def test_episode_is_found_in_its_show(
    name: str, number: int | None, season: int | None, episodes: tuple[int, ...]
) -> None:
    result = matched(name)
    assert (result.media_id.int if result else None) == number
    if result is not None:
        assert (result.method, result.season, result.episodes) == (Method.NAME, season, episodes)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (StatedTitle("movie", "x", ids=ExternalIds("tt0000004")), Match(UUID(int=4), Method.IDS, 1.0)),
        (StatedTitle("movie", "Alien", 1979), Match(UUID(int=4), Method.NAME, 0.95)),
        (StatedTitle("show", "Alien", 1979), None),
        (StatedTitle("movie", "x", ids=ExternalIds("tt0000004", 5)), None),
        (
            StatedTitle("show", "x", ids=ExternalIds(tmdb=9), season=1, episodes=(3,)),
            Match(UUID(int=9), Method.IDS, 1.0, 1, (3,)),
        ),
    ],
)
def test_what_a_server_states_is_not_questioned(stated: StatedTitle, expected: Match | None) -> None:
    assert matched("Beauty and the Beast (1991).mkv", stated) == expected


def test_threshold_decides_what_is_certain() -> None:
    listed = ListedFile(path="a", name="a", bytes=1, fingerprint="1")
    parsed = read_name("Beauty and the Beast (2016).mkv")
    assert match(listed, parsed, CANDIDATES, 0.75) is not None
    assert match(listed, parsed, CANDIDATES, 0.76) is None
