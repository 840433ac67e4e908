"""Slugs: how names are spelled, and which slug a title may take."""

from uuid import UUID

import pytest

from catalog.domain.slugs import candidates, is_slug, slugify, stem_of

pytestmark = pytest.mark.unit

MEDIA = UUID("63457a9a-2669-5ecc-a4d9-dd9a474a850a")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("The Matrix", "the-matrix"),
        ("Assassin's Creed", "assassins-creed"),
        ("Ocean’s Eleven", "oceans-eleven"),
        ("Action & Adventure", "action-and-adventure"),
        ("  Spider-Man:  No Way -- Home! ", "spider-man-no-way-home"),
        ("Amélie — Die fabelhafte Welt", "amelie-die-fabelhafte-welt"),
        ("Straße der Öfen", "strasse-der-ofen"),
        ("Blåkläder Ærø Łódź Đorđe", "blaklader-aero-lodz-dorde"),
        ("Війна і мир: Її кінець", "viyna-i-mir-yiyi-kinets"),
        ("Ёлки: Щелкунчик", "yolki-shchelkunchik"),
        ("Αλέξης Ζορμπάς Ψυχή", "alexis-zormpas-psychi"),
        ("300", "300"),
        ("千と千尋の神隠し", ""),
        ("Акира AKIRA アキラ", "akira-akira"),
        ("...", ""),
    ],
)
def test_names_are_spelled_in_plain_letters(name: str, slug: str) -> None:
    assert slugify(name) == slug


def test_a_long_name_ends_at_a_word() -> None:
    slug = slugify("a" * 119 + " bcd")

    assert slug == "a" * 119


def test_a_name_that_cannot_be_spelled_gives_its_number() -> None:
    assert stem_of("movie", 129, "千と千尋の神隠し") == "movie-129"


def test_others_with_the_name_make_it_longer() -> None:
    assert candidates("dune", 2021, 438631, MEDIA) == ("dune", "dune-2021", "dune-2021-438631", str(MEDIA))


def test_without_a_year_the_number_comes_next() -> None:
    assert candidates("dune", None, 438631, MEDIA) == ("dune", "dune-438631", str(MEDIA))


@pytest.mark.parametrize("word", ["trending", "calendar", "now-playing", "new-releases", "new-on-digital"])
def test_the_addresses_of_lists_are_nobodys(word: str) -> None:
    assert candidates(word, 2009, 21631, MEDIA)[0] == f"{word}-2009"


@pytest.mark.parametrize("text", ["", "Dune", "dune-", "-dune", "du--ne", "du\0ne", "дюна", "a/b", "a" * 241])
def test_what_cannot_be_a_slug_is_told(text: str) -> None:
    assert not is_slug(text)


def test_every_slug_is_one() -> None:
    assert is_slug("dune-2021-438631")
    assert is_slug("300")
