"""Formats, links and pictures."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from web.presentation.rendering.formats import Formats
from web.presentation.rendering.links import with_query
from web.presentation.rendering.pictures import avatar, poster_sources, proxied, svg
from web.presentation.visits import own_path

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
ENGLISH = Formats("en", ZoneInfo("America/New_York"), NOW)
UKRAINIAN = Formats("uk", ZoneInfo("Europe/Kyiv"), NOW)


def test_dates_are_those_of_the_visitor() -> None:
    assert (ENGLISH.today().isoformat(), UKRAINIAN.today().isoformat()) == ("2026-11-21", "2026-11-22")
    assert ENGLISH.day("2026-11-22T01:00:00Z") == "Nov 21, 2026"
    assert UKRAINIAN.day("2026-11-22", "long") == "22 листопада 2026\u202fр."
    assert ENGLISH.day("2026-11-22") == "Nov 22, 2026"
    assert ENGLISH.time("2026-11-22T01:00:00Z") == "8:00\u202fPM"
    assert ENGLISH.ago("2026-11-21T21:30:00Z") == "2 hours ago"
    assert UKRAINIAN.ago("2026-11-24T23:30:00Z") == "через 3 дні"


def test_numbers_are_those_of_the_language() -> None:
    assert (ENGLISH.number(1234567), UKRAINIAN.number(1234567)) == ("1,234,567", "1\xa0234\xa0567")
    assert (ENGLISH.signed(12), ENGLISH.signed(-12), ENGLISH.signed(0)) == ("+12", "-12", "0")
    assert (ENGLISH.percent(0.123, 1), UKRAINIAN.fixed(7.25)) == ("12.3%", "7,2")
    assert (ENGLISH.duration(135), ENGLISH.duration(60), UKRAINIAN.duration(45)) == ("2 h 15 min", "1 h", "45 хв")
    assert (ENGLISH.country("ua"), UKRAINIAN.country("UA"), ENGLISH.country("ZZ9")) == ("Ukraine", "Україна", "ZZ9")


def test_queries_leave_out_what_is_empty() -> None:
    assert (
        with_query("/movies", {"genres": ["a", "b"], "q": "", "offset": 20}, offset=None) == "/movies?genres=a&genres=b"
    )
    assert with_query("/movies", {}, text="ї&", on=True) == "/movies?text=%D1%97%26&on=true"
    assert with_query("/movies", {"offset": 0}, offset=None) == "/movies"


def test_pictures_come_from_the_gateway() -> None:
    assert proxied("https://image.tmdb.org/t/p/w342/a.jpg") == "/api/v1/images/w342/a.jpg"
    assert proxied("http://127.0.0.1:8000/api/v1/images/w342/a.jpg", "w500") == "/api/v1/images/w500/a.jpg"
    assert (proxied("/a.jpg", "w185"), proxied(None)) == ("/api/v1/images/w185/a.jpg", "")
    assert poster_sources("https://image.tmdb.org/t/p/w342/a.jpg").startswith("/api/v1/images/w185/a.jpg 185w, ")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/my?state=planned", "/my?state=planned"),
        ("https://evil.example/x", "/x"),
        ("//evil.example/x", "/x"),
        ("https://evil.example//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_a_redirect_stays_on_this_site(address: str, path: str) -> None:
    assert own_path(address, "/") == path


@pytest.mark.parametrize(
    ("language", "first", "before", "after"),
    [("en", "Afghanistan", "Åland Islands", "Albania"), ("uk", "Австралія", "Ємен", "Індія")],
)
def test_countries_have_the_order_of_the_alphabet(language: str, first: str, before: str, after: str) -> None:
    names = [name for _, name in Formats(language, ZoneInfo("UTC"), NOW).countries()]
    assert names[0] == first
    assert names.index(before) < names.index(after)
    assert len(names) == len(set(names)) == 249


def test_only_drawings_become_part_of_a_page() -> None:
    assert svg('<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>').startswith("<svg ")
    for text in ("<svg onload=x>", "<svg ><script>x</script></svg>", "<img src=x>"):
        with pytest.raises(ValueError, match="not a drawing"):
            svg(text)


def test_a_picture_of_a_user_comes_from_the_gateway() -> None:
    assert avatar("https://cdn.example/a/1f/512.webp", 128) == "/api/v1/users/avatars/1f/128.webp"
