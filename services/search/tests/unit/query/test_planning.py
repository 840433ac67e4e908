"""The tiers of a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.domain.entry import Name
from search.domain.matching import AllOf, AnyOf, Anything, Condition, OfKind, Released, Similar, Term
from search.domain.query.parsing import parse
from search.domain.query.planning import plan_of
from search.domain.text.terms import terms_of

pytestmark = pytest.mark.unit

MOST_CONDITIONS = 650


def strict(text: str, *languages: str) -> tuple[Condition, ...]:
    return plan_of(parse(text), languages).strict


def tolerant(text: str) -> tuple[Condition, ...]:
    plan = plan_of(parse(text))
    return plan.tiers(2)[len(plan.strict) :]


def size(condition: Condition) -> int:
    return 1 + sum(map(size, condition.conditions)) if isinstance(condition, AllOf | AnyOf) else 1


def matches(condition: Condition, name: str, language: str | None = None) -> bool:
    """Return whether a name matches a condition without `Similar`."""
    terms = terms_of([Name(name, language)])
    match condition:
        case Term(field, text):
            return text in terms[field]
        case AllOf(conditions):
            return all(matches(part, name, language) for part in conditions)
        case AnyOf(conditions):
            return any(matches(part, name, language) for part in conditions)
    return False


def tier(query: str, name: str, *languages: str, language: str | None = None) -> int | None:
    """Return the first strict tier that a name is in."""
    conditions = strict(query, *languages)
    return next((place for place, part in enumerate(conditions) if matches(part, name, language)), None)


EXACT_IN, EXACT, STARTS, WORDS, SOUND, SOUND_WORDS, SOUND_STARTS = range(7)


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        ("the matrix", "The Matrix", EXACT_IN),
        ("matrix", "The Matrix", EXACT_IN),
        ("matrix, the", "The Matrix", EXACT_IN),
        ("the matrix", "Matrix", EXACT),
        ("mat", "The Matrix", STARTS),
        ("the mat", "The Matrix", STARTS),
        ("ring", "The Lord of the Rings", WORDS),
        ("rings lord", "The Lord of the Rings", WORDS),
        ("swat", "S.W.A.T.", EXACT_IN),
        ("s.w.a.t", "SWAT", EXACT_IN),
        ("s w a t", "S.W.A.T.", EXACT_IN),
        ("mash", "M*A*S*H", EXACT_IN),
        ("911", "9-1-1", EXACT_IN),
        ("agents of shield", "Marvel's Agents of S.H.I.E.L.D.", WORDS),
        ("spiderman", "Spider-Man", EXACT_IN),
        ("spider man", "Spider-Man", EXACT_IN),
        ("spider-man", "Spiderman: Homecoming", STARTS),
        ("man spider", "Spider-Man", WORDS),
        ("tom and jerry", "Tom & Jerry", EXACT_IN),
        ("tom & jerry", "Tom and Jerry", EXACT_IN),
        ("rocky 2", "Rocky II", EXACT_IN),
        ("rocky two", "Rocky II", EXACT_IN),
        ("rocky ii", "Rocky 2", EXACT_IN),
        ("rocky v", "Rocky 5", EXACT_IN),
        ("rocky 5", "Rocky V", EXACT_IN),
        ("7th seal", "The Seventh Seal", EXACT_IN),
        ("oceans 11", "Ocean's Eleven", EXACT_IN),
        ("oceans ele", "Ocean's Eleven", STARTS),
        ("twelve ang", "12 Angry Men", STARTS),
        ("the twelve ang", "Twelve Angry Men", WORDS),
        ("amelie", "Amélie", EXACT_IN),
        ("m", "M", EXACT_IN),
        ("m", "Memento", STARTS),
        ("m", "The Matrix", STARTS),
        ("m", "Iron Man", None),
        ("尋", "千と千尋", WORDS),
        ("千尋", "千と千尋", WORDS),
        ("せんと", "セント", EXACT_IN),
        ("기새", "기생충", STARTS),
        ("오징어게임", "오징어 게임", EXACT_IN),
        ("bratstvo kol", "Братство кольца", SOUND_STARTS),
        ("bratstvo koltsa", "Братство кольца", EXACT),
        ("koltsa", "Братство кольца", SOUND_WORDS),
        ("full metal alchemist", "Fullmetal Alchemist: Brotherhood", WORDS),
        ("lord of the rings the two t", "The Lord of the Rings: The Two Towers", STARTS),
        ("lord of the rings the two t", "The Lord of the Rings: The Return of the King", None),
        ("матрікс", "Matrix", SOUND),
        ("матрікс", "The Matrix", SOUND),
        ("the", "The", EXACT_IN),
        ("zebra", "The Matrix", None),
    ],
)
def test_tier_of_a_name(query: str, name: str, expected: int | None) -> None:
    assert tier(query, name) == expected


def test_signs_match_names_of_signs_only() -> None:
    assert strict("$") == (Term("exact", "$"), Term("starts", "$"))
    assert (tier("!!!", "!!!"), tier("!", "!!!"), tier("!", "Airplane!")) == (0, 1, None)


def test_language_of_the_user_comes_first() -> None:
    assert tier("дюна", "Дюна", "uk", language="uk") == EXACT_IN
    assert tier("дюна", "Дюна", "en", language="uk") == EXACT
    assert tier("dune", "Dune", "uk") == EXACT_IN


def test_empty_query_matches_everything_and_one_without_content_nothing() -> None:
    assert strict("") == (Anything(),)
    assert strict("\u200b") == (Anything(),)
    assert strict("\u200d") == ()


def test_id_is_the_only_tier() -> None:
    plan = plan_of(parse("tt0133093"))
    assert (plan.strict, plan.tolerant) == ((Term("id", "imdb:tt0133093"),), ((), ()))


def test_number_is_a_name_first_and_an_id_last() -> None:
    tiers = strict("300")
    assert tiers[0] == Term("exact_in", ":300")
    assert isinstance(tiers[-1], AnyOf)
    assert tiers[-1].conditions[0] == Term("id", "tmdb:movie:300")


def test_year_is_a_part_of_the_name_first() -> None:
    tiers = strict("dune 2021")
    assert tiers[0] == Term("exact_in", ":dune2021")
    assert Term("exact", "dune2021") in _terms(tiers[1:2])
    assert isinstance(tiers[2], AllOf)
    assert Term("exact", "dune") in _terms(tiers[2:3])
    assert tiers[2].conditions[1:] == (Released(2021),)


def test_season_limits_to_shows() -> None:
    tier_of_shows = strict("severance s02e05")[2]
    assert isinstance(tier_of_shows, AllOf)
    assert Term("exact", "severance") in _terms((tier_of_shows,))
    assert tier_of_shows.conditions[1:] == (OfKind("show"),)


@pytest.mark.parametrize(
    ("word", "edits"),
    [("it", None), ("ran", None), ("dune", 1), ("matrix1", 1), ("gladiator", 2), ("千と千尋", 1), ("海外", None)],
)
def test_edits_by_length(word: str, edits: int | None) -> None:
    similar = [part for condition in tolerant(word) for part in _similar(condition) if part.field in ("exact", "word")]
    assert max((part.edits for part in similar), default=None) == edits


def _similar(condition: Condition) -> list[Similar]:
    if isinstance(condition, AllOf | AnyOf):
        return [similar for part in condition.conditions for similar in _similar(part)]
    return [condition] if isinstance(condition, Similar) else []


def test_three_letters_may_only_be_swapped() -> None:
    exact = {part.text for part in _terms(tolerant("lse")) if part.field == "exact" and part.text.isascii()}
    assert exact == {"sle", "les"}
    assert not any(map(_similar, tolerant("lse")))


def _terms(conditions: tuple[Condition, ...]) -> list[Term]:
    terms: list[Term] = []
    for condition in conditions:
        if isinstance(condition, AllOf | AnyOf):
            terms += _terms(condition.conditions)
        elif isinstance(condition, Term):
            terms.append(condition)
    return terms


def test_year_may_be_one_off_or_wrong() -> None:
    years = [part.year for part in _released(tolerant("dune 2020"))]
    assert {2019, 2020, 2021} <= set(years)
    assert Term("exact", "dune") in _terms(tolerant("dune 2020")[-2:-1])
    assert tolerant("dune 2020")[-1] == Term("word_start", "dune")


def _released(conditions: tuple[Condition, ...]) -> list[Released]:
    years: list[Released] = []
    for condition in conditions:
        if isinstance(condition, AllOf | AnyOf):
            years += _released(condition.conditions)
        elif isinstance(condition, Released):
            years.append(condition)
    return years


@given(st.text(max_size=250), st.lists(st.sampled_from(["uk", "en", "de", "ja"]), max_size=8))
def test_plan_of_any_text_is_bounded(text: str, languages: list[str]) -> None:
    plan = plan_of(parse(text), languages)
    assert sum(map(size, plan.strict)) <= MOST_CONDITIONS
    assert sum(map(size, plan.tiers(2)[len(plan.strict) :])) <= MOST_CONDITIONS


@pytest.mark.parametrize(
    "text",
    [
        "a b " * 50,
        "海" * 200,
        "a-b " * 50,
        "ab-cd-ef " * 25,
        "abcd " * 40,
        "s.w.a.t. 2021 ",
        "的 了 " * 50,
        "ก" * 10,
        "abc " * 8,
    ],
)
def test_plan_of_a_long_text_is_bounded(text: str) -> None:
    plan = plan_of(parse(f"{text} 2021"), ["uk", "en", "de"])
    assert sum(map(size, plan.strict)) <= MOST_CONDITIONS
    assert sum(map(size, plan.tiers(2)[len(plan.strict) :])) <= MOST_CONDITIONS


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=60))
def test_name_matches_itself(name: str) -> None:
    if parse(name).ids or not parse(name).text:
        return
    for spelling in (name, name.upper()):
        conditions = strict(spelling)
        assert conditions
        if spelling == name:
            assert matches(conditions[0], name) or parse(name).text != name


@pytest.mark.parametrize(
    "name",
    [
        "Amélie",
        "WALL·E",
        "S.W.A.T.",
        "Ocean's Eleven",
        "Шоуша́нк",
        "Дім Ґуччі",
        "千と千尋の神隠し",
        "기생충",
        "2001: A Space Odyssey",
        "¡Átame!",
    ],
)
def test_name_matches_itself_in_capitals_and_without_accents_and_punctuation(name: str) -> None:
    plain = "".join(letter for letter in name if letter.isalnum() or letter == " ")
    for spelling in (name, name.upper(), name.lower(), plain, plain.replace("é", "e").replace("Á", "A")):
        assert tier(spelling, name) == EXACT_IN
