"""Addresses of people and collections."""

import pytest

from catalog.domain.discovery.references import is_slug, number_of, numbered_slug

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Keanu Reeves", "keanu-reeves-7"),
        ("50 Cent", "50-cent-7"),
        ("Марія Коваль", "mariya-koval-7"),
        ("???", "person-7"),
    ],
)
def test_slug_has_name_and_number(name: str, slug: str) -> None:
    assert numbered_slug(name, 7, "person") == slug
    assert number_of(slug) == 7


@pytest.mark.parametrize(
    ("reference", "number"),
    [
        ("tmdb:6384", 6384),
        ("6384", 6384),
        ("a-former-name-6384", 6384),
        ("keanu-reeves", None),
        ("tmdb:", None),
        ("imdb:6384", None),
        ("keanu-0", None),
        ("keanu-2147483648", None),
        ("keanu-٣", None),
        ("", None),
    ],
)
def test_number_of_a_reference(reference: str, number: int | None) -> None:
    assert number_of(reference) == number


def test_id_is_no_slug() -> None:
    assert not is_slug("tmdb:6384")
    assert is_slug("keanu-reeves-6384")
