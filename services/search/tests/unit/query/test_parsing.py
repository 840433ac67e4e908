"""What a query is understood as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.domain.query.parsing import MOST_CHARACTERS, parse

pytestmark = pytest.mark.unit

ANY_TMDB_603 = ("tmdb:movie:603", "tmdb:show:603", "tmdb:person:603", "tmdb:collection:603")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("tt0133093", ("imdb:tt0133093",)),
        ("TT0133093", ("imdb:tt0133093",)),
        ("nm0000206", ("imdb:nm0000206",)),
        ("imdb:tt0133093", ("imdb:tt0133093",)),
        ("https://www.imdb.com/title/tt0133093/", ("imdb:tt0133093",)),
        ("m.imdb.com/title/tt0133093", ("imdb:tt0133093",)),
        ("https://www.imdb.com/de/title/tt0133093/reviews/?ref_=tt_urv#top", ("imdb:tt0133093",)),
        ("https://www.imdb.com/es-es/title/tt0133093/", ("imdb:tt0133093",)),
        ("https://www.imdb.com/name/nm0000206/", ("imdb:nm0000206",)),
        ("https://www.themoviedb.org/movie/603-the-matrix", ("tmdb:movie:603",)),
        ("https://www.themoviedb.org/movie/603?language=uk-UA", ("tmdb:movie:603",)),
        ("themoviedb.org/tv/1396-breaking-bad/season/2", ("tmdb:show:1396",)),
        ("themoviedb.org/uk/movie/603", ("tmdb:movie:603",)),
        ("https://www.themoviedb.org/person/6384-keanu-reeves", ("tmdb:person:6384",)),
        ("https://www.themoviedb.org/collection/2344-the-matrix-collection", ("tmdb:collection:2344",)),
        ("https://thetvdb.com/dereferrer/series/81189", ("tvdb:81189",)),
        ("https://thetvdb.com/?tab=series&id=81189", ("tvdb:81189",)),
        ("https://www.thetvdb.com/series/81189", ("tvdb:81189",)),
        ("https://thetvdb.com/series/breaking-bad", ()),
        ("https://trakt.tv/movies/the-matrix-1999", ("trakt:the-matrix-1999",)),
        ("trakt.tv/shows/breaking-bad/seasons/2/episodes/5", ("trakt:breaking-bad",)),
        ("tmdb:603", ANY_TMDB_603),
        ("tmdb:movie:603", ("tmdb:movie:603",)),
        ("tmdb:tv:1396", ("tmdb:show:1396",)),
        ("TVDB:81189", ("tvdb:81189",)),
        ("trakt:481", ("trakt:481",)),
        ("trakt:breaking-bad", ("trakt:breaking-bad",)),
        ("603", (*ANY_TMDB_603, "tvdb:603", "trakt:603")),
        ("tmdb:matrix", ()),
        ("https://example.com/title/tt0133093", ()),
        ("matrix tt0133093", ()),
        ("007", ()),
        ("1234567890", ()),
    ],
)
def test_id_or_page(text: str, ids: tuple[str, ...]) -> None:
    assert parse(text).ids == ids


@pytest.mark.parametrize(
    ("text", "name", "year"),
    [
        ("dune 2021", "dune", 2021),
        ("dune (2021)", "dune", 2021),
        ("dune(2021)", "dune", 2021),
        ("dune [2021]", "dune", 2021),
        ("2021 dune", "dune", 2021),
        ("(2021) dune", "dune", 2021),
        ("blade runner 2049", "blade runner", 2049),
        ("1917 2019", "1917", 2019),
        ("дюна 2021", "дюна", 2021),
        ("千と千尋 2001", "千と千尋", 2001),
        ("1917", "", None),
        ("dune", "", None),
        ("room 1408", "", None),
        ("apollo 13", "", None),
        ("dune2021", "", None),
        ("dune 20211", "", None),
    ],
)
def test_year(text: str, name: str, year: int | None) -> None:
    query = parse(text)
    assert (query.name, query.year) == (name, year)


@pytest.mark.parametrize(
    ("text", "name", "season", "episode"),
    [
        ("severance s02e05", "severance", 2, 5),
        ("Severance S2 E5", "Severance", 2, 5),
        ("severance s02", "severance", 2, None),
        ("severance 2x05", "severance", 2, 5),
        ("severance season 2 episode 5", "severance", 2, 5),
        ("severance season 2", "severance", 2, None),
        ("severance.s02e05", "severance", 2, 5),
        ("розділення сезон 2 серія 5", "розділення", 2, 5),
        ("разделение 2 сезон 5 серия", "разделение", 2, 5),
        ("dark staffel 1 folge 3", "dark", 1, 3),
        ("lupin saison 1 épisode 2", "lupin", 1, 2),
        ("la casa de papel temporada 3", "la casa de papel", 3, None),
        ("season 2", "", None, None),
        ("s02e05", "", None, None),
        ("4x4", "", None, None),
        ("the 100", "", None, None),
    ],
)
def test_season_and_episode(text: str, name: str, season: int | None, episode: int | None) -> None:
    query = parse(text)
    assert (query.name, query.season, query.episode) == (name, season, episode)
    assert query.kind == ("show" if season is not None else None)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("barbie movie", "barbie", "movie"),
        ("шерлок серіал", "шерлок", "show"),
        ("movie", "", None),
        ("fargo tv series", "fargo", "show"),
    ],
)
def test_kind(text: str, name: str, kind: str | None) -> None:
    query = parse(text)
    assert (query.name, query.kind) == (name, kind)


def test_text_is_cleaned_and_cut() -> None:
    query = parse("  the\x00 \n matrix\ud800 ")
    assert (query.text, query.truncated) == ("the matrix", False)
    assert parse("x" * 200).truncated is False
    longer = parse("x" * 201)
    assert (len(longer.text), longer.truncated) == (200, True)
    assert parse("я " * 100_000).truncated is True


@given(st.text(alphabet=st.characters(), max_size=500))
def test_no_text_fails(text: str) -> None:
    query = parse(text)
    assert len(query.text) <= MOST_CHARACTERS
    assert query.text.encode().decode() == query.text
    assert parse(query.text).text == query.text
