"""Search over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from catalog.presentation.schemas.search import SearchResponse
from chassis.http.schemas import Success
from contracts.ingestion import Rating, Ratings, Translation

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration


async def titles_of(catalog: Catalog, query: str) -> list[str]:
    """Return the names that a search finds."""
    response = await catalog.client.get("/api/v1/catalog/search", params={"query": query})
    assert response.status_code == 200, response.text
    return [item["title"] for item in response.json()["data"]["local"]]


@pytest.fixture
async def names(catalog: Catalog, make: Make) -> None:
    """Fill the catalog with names of many kinds."""
    await catalog.apply(
        make.movie(1, title="The Matrix", popularity=50.0, translations={"uk-UA": Translation(title="Матриця")}),
        make.movie(2, title="The Matrix Reloaded", popularity=40.0),
        make.movie(3, title="Amélie", original_title="Le Fabuleux Destin d'Amélie Poulain"),
        make.movie(4, title="千と千尋の神隠し", original_title="Sen to Chihiro no Kamikakushi"),
        make.movie(5, title="100% Wolf"),
        make.movie(6, title="1000 Wolves"),
        make.movie(7, title="snake_case"),
        make.movie(8, title="snakes and cases"),
        make.movie(9, title="Up"),
        make.movie(10, title="Ёлки"),
        make.show(1, title="Upload", popularity=9.0),
    )


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("matrix", ["The Matrix", "The Matrix Reloaded"]),
        ("  MATRIX  reloaded ", ["The Matrix Reloaded", "The Matrix"]),
        ("matrx", ["The Matrix"]),
        ("матриця", ["The Matrix"]),
        ("МАТРИЦ", ["The Matrix"]),
        ("amelie", ["Amélie"]),
        ("fabuleux destin", ["Amélie"]),
        ("千と千", ["千と千尋の神隠し"]),
        ("千と", ["千と千尋の神隠し"]),
        ("chihiro", ["千と千尋の神隠し"]),
        ("елки", ["Ёлки"]),
        ("100%", ["100% Wolf"]),
        ("0% w", ["100% Wolf"]),
        ("snake_c", ["snake_case"]),
        ("up", ["Up", "Upload"]),
        ("u", []),
        (" u ", []),
        ("", []),
        ("zzzz", []),
        ("\\", []),
        ("%%", []),
        ("__", []),
    ],
)
async def test_search_finds_names(catalog: Catalog, query: str, titles: list[str]) -> None:
    if query in ("100%", "snake_c"):
        assert (await titles_of(catalog, query))[0] == titles[0], "the wildcard is a letter like others"
    else:
        assert await titles_of(catalog, query) == titles


CASES: list[tuple[str, str]] = [
    ("S.W.A.T.", "swat"),
    ("S.W.A.T.", "s.w.a.t"),
    ("S.W.A.T.", "s w a t"),
    ("M*A*S*H", "mash"),
    ("M*A*S*H", "m*a*s*h"),
    ("Marvel's Agents of S.H.I.E.L.D.", "shield"),
    ("Marvel's Agents of S.H.I.E.L.D.", "agents of shield"),
    ("Marvel's Agents of S.H.I.E.L.D.", "marvels agents"),
    ("WALL·E", "walle"),
    ("WALL·E", "wall-e"),
    ("WALL·E", "wall e"),
    ("Spider-Man", "spiderman"),
    ("Spider-Man", "spider man"),
    ("Spiderman", "spider-man"),
    ("X-Men", "x men"),
    ("X-Men", "xmen"),
    ("9-1-1", "911"),
    ("9-1-1", "9 1 1"),
    ("911", "9-1-1"),
    ("R.I.P.D.", "ripd"),
    ("Ocean's Eleven", "oceans eleven"),
    ("Ocean's Eleven", "oceans 11"),
    ("Ocean’s Eleven", "ocean's eleven"),
    ("Ocean's 8", "oceans eight"),
    ("Rocky II", "rocky 2"),
    ("Rocky 2", "rocky ii"),
    ("Fast & Furious", "fast and furious"),
    ("Fast & Furious", "fast furious"),
    ("Tom and Jerry", "tom & jerry"),
    ("Mission: Impossible", "mission impossible"),
    ("Star Wars: Episode IV - A New Hope", "star wars episode 4"),
    ("Frozen", "froezn"),
    ("Anora", "anroa"),
    ("Aliens", "aleins"),
    ("Frozen", "rfozen"),
    ("Frozen", "frozne"),
    ("Dune", "dnue"),
    ("The Matrix", "matirx"),
    ("The Matrix", "the matirx"),
    ("Breaking Bad", "braeking bad"),
    ("The Lord of the Rings", "lord of the rigns"),
    ("Матрица", "матирца"),
    ("Breaking Bad", "breking bad"),
    ("Breaking Bad", "breakking bad"),
    ("Breaking Bad", "breakimg bad"),
    ("It", "it"),
    ("Us", "us"),
    ("Up", "UP"),
    ("9", "9"),
    ("M", "m"),
    ("X", "x"),
    ("海", "海"),
    ("海の家", "海"),
    ("崖の上の海", "海"),
    ("新世紀エヴァンゲリオン", "新世紀"),
    ("新世紀エヴァンゲリオン", "世紀"),
    ("新世紀エヴァンゲリオン", "エヴァ"),
    ("한국", "한국"),
    ("대한민국 이야기", "한"),
    ("2020년 우주의 원더키디", "원더키디"),
    ("2020년 우주의 원더키디", "2020년"),
    ("Pokémon", "pokemon"),
    ("Œdipe", "oedipe"),
    ("ﬁnal", "final"),
    ("ＡＫＩＲＡ", "akira"),
    ("Akira", "ＡＫＩＲＡ"),
    ("Ёлки", "елки"),
    ("Ирония судьбы", "ирония"),
    ("مُسَلْسَل", "مسلسل"),
    ("أحمد", "احمد"),
    ("İstanbul", "istanbul"),
    ("Diriliş Ertuğrul", "dirilis ertugrul"),
    ("Straße", "strasse"),
    ("Fack ju Göhte", "fack ju goehte"),
    ("München", "munchen"),
    ("München", "muenchen"),
    ("$9.99", "9.99"),
    ("तारे ज़मीन पर", "तारे"),
    ("ฉลาดเกมส์โกง", "ฉลาด"),
]


async def test_search_ignores_differences_of_spelling(catalog: Catalog, make: Make) -> None:
    titles = list(dict.fromkeys(title for title, _ in CASES))
    await catalog.apply(*(make.movie(number, title=title) for number, title in enumerate(titles, 1)))

    responses = {(title, query): await titles_of(catalog, query) for title, query in CASES}

    assert [case for case, names in responses.items() if case[0] not in names] == []


async def test_exact_names_precede_prefixes_and_prefixes_precede_similar_names(catalog: Catalog, make: Make) -> None:
    names = {
        "It": 1.0,
        "Italian Job": 90.0,
        "The Italian": 80.0,
        "Kitten": 99.0,
        "Alien": 1.0,
        "Aliens": 50.0,
        "The Alien": 9.0,
        "Inalienable": 99.0,
        "Allien": 99.0,
    }
    await catalog.apply(*(make.movie(n, title=name, popularity=names[name]) for n, name in enumerate(names, 1)))

    assert (await titles_of(catalog, "it"))[:2] == ["It", "Italian Job"]
    assert (await titles_of(catalog, "alien"))[:5] == ["The Alien", "Alien", "Aliens", "Inalienable", "Allien"]


async def test_single_letter_matches_only_a_name_of_that_letter(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="M"), make.movie(2, title="Matilda"), make.movie(3, title="The M"))

    assert sorted(await titles_of(catalog, "m")) == ["M", "The M"]


@pytest.mark.parametrize(
    "query", ["%", "'", "''", "-", "&", "a" * 200, "海" * 200, "( [ { * ?", "\\u0041", "x" + "́" * 50]
)
async def test_search_accepts_any_text(catalog: Catalog, make: Make, query: str) -> None:
    await catalog.apply(make.movie(1, title="Dune"))

    assert await titles_of(catalog, query) == []


async def test_wildcards_match_only_themselves(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="abc xyz long name one"), make.movie(2, title="abc%xyz long name two"))

    assert await titles_of(catalog, "c%xyz l") == ["abc%xyz long name two"]
    assert await titles_of(catalog, "％xyz") == ["abc%xyz long name two"], "a wide percent sign folds to a plain one"


async def test_more_popular_title_precedes_a_title_of_the_same_name(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        make.movie(1, title="Dune", popularity=1.0),
        make.movie(2, title="Dune"),
        make.movie(3, title="Dune", popularity=9.0),
    )

    response = (await catalog.body("/search?query=dune", Success[SearchResponse]))["data"]
    assert [item["tmdbId"] for item in response["local"]] == [3, 1, 2]


async def test_search_returns_at_most_ten_titles(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number, title=f"Sequel {number}") for number in range(1, 15)))

    assert len(await titles_of(catalog, "sequel")) == 10


async def test_former_name_is_not_searchable(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Untitled"))
    await catalog.apply(make.movie(1, version=2, title="Dune"))

    assert await titles_of(catalog, "untitled") == []


async def test_search_response_matches_its_model(catalog: Catalog, make: Make) -> None:
    rated = Ratings(tmdb=Rating(rating=8.2, votes=9))
    await catalog.apply(
        make.movie(603, title="The Matrix", ratings=rated, release_date="1999-03-31", poster_path="/p.jpg")
    )

    response = (await catalog.body("/search?query=%20matrix", Success[SearchResponse]))["data"]

    assert (response["query"], response["tmdb"]) == ("matrix", [])
    [item] = response["local"]
    assert (item["source"], item["type"], item["slug"], item["year"]) == ("local", "movie", "the-matrix", 1999)
    assert (item["rating"], item["isImported"]) == (8.2, True)


@pytest.mark.parametrize("query", ["query=a%00b", f"query={'a' * 201}", "query=ab&limit=3", "q=ab"])
async def test_invalid_parameters_are_rejected(catalog: Catalog, query: str) -> None:
    response = await catalog.get(f"/search?{query}")

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
