"""Slugs: spelling of names, and the candidates of a title."""

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
def test_slug_consists_of_plain_letters(name: str, slug: str) -> None:
    assert slugify(name) == slug


def test_long_slug_ends_at_a_word() -> None:
    slug = slugify("a" * 119 + " bcd")

    assert slug == "a" * 119


def test_stem_of_a_name_without_letters_is_its_number() -> None:
    assert stem_of("movie", 129, "🎬") == "movie-129"


def test_candidates_add_the_year_and_then_the_number() -> None:
    assert candidates("dune", 2021, 438631, MEDIA) == ("dune", "dune-2021", "dune-2021-438631", str(MEDIA))


def test_candidates_without_a_year_add_the_number() -> None:
    assert candidates("dune", None, 438631, MEDIA) == ("dune", "dune-438631", str(MEDIA))


@pytest.mark.parametrize("word", ["trending", "calendar", "now-playing", "new-releases", "new-on-digital"])
def test_paths_of_lists_are_reserved(word: str) -> None:
    assert candidates(word, 2009, 21631, MEDIA)[0] == f"{word}-2009"


@pytest.mark.parametrize("text", ["", "Dune", "dune-", "-dune", "du--ne", "du\0ne", "дюна", "a/b", "a" * 241])
def test_malformed_slug_is_rejected(text: str) -> None:
    assert not is_slug(text)


def test_slug_has_the_form_of_a_slug() -> None:
    assert is_slug("dune-2021-438631")
    assert is_slug("300")
