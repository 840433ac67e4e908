"""Search over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from catalog.presentation.schemas.lists import SearchResponse
from chassis.http.schemas import Success
from contracts.ingestion import Rating, Ratings, Translation

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration


async def found(catalog: Catalog, query: str) -> list[str]:
    """Give the names that a search finds."""
    answer = await catalog.client.get("/api/v1/catalog/search", params={"query": query})
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["data"]["local"]]


@pytest.fixture
async def names(catalog: Catalog, make: Make) -> None:
    """A catalog with names of many kinds."""
    await catalog.take(
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
async def test_names_are_found(catalog: Catalog, query: str, titles: list[str]) -> None:
    if query in ("100%", "snake_c"):
        assert (await found(catalog, query))[0] == titles[0], "the wildcard is a letter like others"
    else:
        assert await found(catalog, query) == titles


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


async def test_names_are_found_however_they_are_spelled(catalog: Catalog, make: Make) -> None:
    titles = list(dict.fromkeys(title for title, _ in CASES))
    await catalog.take(*(make.movie(number, title=title) for number, title in enumerate(titles, 1)))

    answers = {(title, query): await found(catalog, query) for title, query in CASES}

    assert [case for case, names in answers.items() if case[0] not in names] == []


async def test_exact_names_come_before_beginnings_and_these_before_similar_ones(catalog: Catalog, make: Make) -> None:
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
    await catalog.take(*(make.movie(n, title=name, popularity=names[name]) for n, name in enumerate(names, 1)))

    assert (await found(catalog, "it"))[:2] == ["It", "Italian Job"]
    assert (await found(catalog, "alien"))[:5] == ["The Alien", "Alien", "Aliens", "Inalienable", "Allien"]


async def test_a_single_letter_finds_exactly_that_name(catalog: Catalog, make: Make) -> None:
    await catalog.take(make.movie(1, title="M"), make.movie(2, title="Matilda"), make.movie(3, title="The M"))

    assert sorted(await found(catalog, "m")) == ["M", "The M"]


@pytest.mark.parametrize(
    "query", ["%", "'", "''", "-", "&", "a" * 200, "海" * 200, "( [ { * ?", "\\u0041", "x" + "́" * 50]
)
async def test_no_text_breaks_the_search(catalog: Catalog, make: Make, query: str) -> None:
    await catalog.take(make.movie(1, title="Dune"))

    assert await found(catalog, query) == []


async def test_wildcards_find_only_themselves(catalog: Catalog, make: Make) -> None:
    await catalog.take(make.movie(1, title="abc xyz long name one"), make.movie(2, title="abc%xyz long name two"))

    assert await found(catalog, "c%xyz l") == ["abc%xyz long name two"]
    assert await found(catalog, "％xyz") == ["abc%xyz long name two"], "a wide percent sign folds to a plain one"


async def test_of_equal_names_the_more_popular_comes_first(catalog: Catalog, make: Make) -> None:
    await catalog.take(
        make.movie(1, title="Dune", popularity=1.0),
        make.movie(2, title="Dune"),
        make.movie(3, title="Dune", popularity=9.0),
    )

    answer = (await catalog.body("/search?query=dune", Success[SearchResponse]))["data"]
    assert [item["tmdbId"] for item in answer["local"]] == [3, 1, 2]


async def test_at_most_ten_are_found(catalog: Catalog, make: Make) -> None:
    await catalog.take(*(make.movie(number, title=f"Sequel {number}") for number in range(1, 15)))

    assert len(await found(catalog, "sequel")) == 10


async def test_a_name_that_was_given_up_is_not_found(catalog: Catalog, make: Make) -> None:
    await catalog.take(make.movie(1, title="Untitled"))
    await catalog.take(make.movie(1, version=2, title="Dune"))

    assert await found(catalog, "untitled") == []


async def test_the_answer_is_as_documented(catalog: Catalog, make: Make) -> None:
    rated = Ratings(tmdb=Rating(rating=8.2, votes=9))
    await catalog.take(
        make.movie(603, title="The Matrix", ratings=rated, release_date="1999-03-31", poster_path="/p.jpg")
    )

    answer = (await catalog.body("/search?query=%20matrix", Success[SearchResponse]))["data"]

    assert (answer["query"], answer["tmdb"]) == ("matrix", [])
    [item] = answer["local"]
    assert (item["source"], item["type"], item["slug"], item["year"]) == ("local", "movie", "the-matrix", 1999)
    assert (item["rating"], item["isImported"]) == (8.2, True)


@pytest.mark.parametrize("query", ["query=a%00b", f"query={'a' * 201}", "query=ab&limit=3", "q=ab"])
async def test_questions_that_break_a_rule_are_refused(catalog: Catalog, query: str) -> None:
    answer = await catalog.get(f"/search?{query}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
